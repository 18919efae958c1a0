"""What is cancelled is marked so, and runs on."""

import sys
from collections.abc import Callable

from lockstep.management.executions.executor import Executor
from lockstep.management.executions.records import Execution

from evidence.mutants.mutant import STEP, Mutant
from evidence.mutants.service.serving import serve

Cancel = Callable[[Executor, Execution], bool]


def _only_mark(original: Cancel) -> Cancel:
    def cancel(executor: Executor, execution: Execution) -> bool:
        if execution.status != "RUNNING":
            return original(executor, execution)
        return executor._records.finish(execution, "CANCELLED", {"errorDetails": "it was cancelled while it ran"})

    return cancel


MUTANT = Mutant(
    breaks=STEP,
    does="an execution that runs is entered as cancelled, and nobody ends its process",
    made_by="a status in a table that the process behind it never looks at",
    owner=Executor,
    method="cancel",
    replacement=_only_mark,
)


if __name__ == "__main__":
    sys.exit(serve(MUTANT))
