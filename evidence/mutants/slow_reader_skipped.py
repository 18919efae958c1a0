"""A full buffer drops what does not fit, and nobody is told. Breaks P23 (honest backpressure).

Made by whoever bounds a queue by dropping from it: the connection stays open, with a hole in it.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.outgoing import Outgoing

from evidence.mutants.mutant import Mutant


def _always_taken(original: Callable[..., Any]) -> Callable[..., Any]:
    def put(outgoing: Outgoing, text: str, size: int) -> bool:
        if size and outgoing._waiting + size > outgoing._limit:
            return True
        return bool(original(outgoing, text, size))

    return put


MUTANT = Mutant(
    breaks="P23",
    may_break=("P1", "P8", "P14", "P17", "P18"),
    does="an event for which the buffer of a slow reader has no room is dropped, and the connection stays open",
    made_by="whoever bounds a queue by dropping from it, and takes who reads slowly for who has read",
    owner=Outgoing,
    method="put",
    replacement=_always_taken,
    features=("features/recovery/slow_reader.feature",),
)
