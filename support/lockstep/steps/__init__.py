"""The step vocabulary as a library: packs of steps, and what own steps are written with.

A repository's `features/steps/vocabulary.py` names the packs that its features use:

    import lockstep.steps.chat

`generic` speaks of people, connections, deliveries, faults and promises; `chat` adds chatrooms, messages, threads,
roles and statuses; `service` is for the suite's own service. Own steps are written with `given`, `when`, `then` and
`Context` from here; `Name`, `Names` and the other parameter types of the vocabulary can be used in their texts. A doc
string or table is refused below a step whose function does not read `context.text` or `context.table`; one that lets
others read it says so with `takes`.
"""

from lockstep.running.vocabulary.step_arguments import takes
from lockstep.running.vocabulary.step_decorators import Context, given, register_type, then, when

__all__ = ["Context", "given", "register_type", "takes", "then", "when"]
