"""A resume that says it recovered leaves one event out. Breaks P16 (honest continuity).

Made by whoever begins a replay one too late: greater than where at least was meant.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.outbox import Outbox, Replay

from evidence.mutants.mutant import Mutant


def _but_the_first(original: Callable[..., Any]) -> Callable[..., Any]:
    def since(outbox: Outbox, room: str, epoch: str, seq: int) -> Replay:
        replay: Replay = original(outbox, room, epoch, seq)
        return Replay(replay.to, replay.lost, replay.texts[1:])

    return since


MUTANT = Mutant(
    breaks="P16",
    may_break=("P1", "P8", "P14", "P17"),
    does="the first event that was missed is not replayed, and the resume claims that nothing is missing",
    made_by="whoever replays what is greater than the next number, where the next number was meant",
    owner=Outbox,
    method="since",
    replacement=_but_the_first,
    features=(
        "features/connection/resume.feature",
        "features/recovery/network.feature",
        "features/recovery/reconnect.feature",
    ),
)
