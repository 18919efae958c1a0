"""What is not text is passed over, and the connection goes on. Breaks no property of the record, but what a scenario
says: the connection that sent it is ended.

Made by whoever reads text in a loop, and leaves out what is none.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant

_ONLY_TEXT = 1003


def _passed_over(original: Callable[..., Any]) -> Callable[..., Any]:
    def end(connection: Connection, code: int, reason: str) -> None:
        if code != _ONLY_TEXT:
            original(connection, code, reason)

    return end


MUTANT = Mutant(
    breaks=STEP,
    does="a binary message ends no connection and is answered by nothing",
    made_by="whoever reads text in a loop and leaves out what is none",
    owner=Connection,
    method="end",
    replacement=_passed_over,
    features=("features/connection/lifecycle.feature",),
)
