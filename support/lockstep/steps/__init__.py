"""The step vocabulary as a library: packs of steps, and the tools for writing your own steps.

A repository's `features/steps/vocabulary.py` names the packs that its features use:

    import lockstep.steps.chat

`generic` covers people, connections, deliveries, faults and promises; `chat` adds chatrooms, messages, threads, roles
and statuses; `service` is for the suite's own service. Write your own steps with `given`, `when`, `then` and
`Context` from here; `Name`, `Names` and the other parameter types of the vocabulary can be used in their texts. A doc
string or table is rejected below a step whose function does not read `context.text` or `context.table`; if the
reading is done elsewhere, the step declares it with `takes`.
"""

from lockstep.running.definitions.step_arguments import takes
from lockstep.running.vocabulary.step_decorators import Context, given, register_type, then, when

__all__ = ["Context", "given", "register_type", "takes", "then", "when"]
