"""Whoever asks for what followed a place that cannot be is told that nothing is missing. Breaks P16 (honest
continuity).

Made by whoever reads a position leniently: what is beyond the newest event, or no number, means "up to date".
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lockstep.reference import rooms
from lockstep.reference.domain.permissions import Call
from lockstep.reference.frames import Command
from lockstep.reference.socket.commands import Commands

from evidence.mutants.mutant import Mutant

if TYPE_CHECKING:
    from lockstep.reference.socket.connection import Connection


def _leniently(original: Callable[..., Any]) -> Callable[..., Any]:
    def resume(commands: Commands, connection: "Connection", call: Call, command: Command) -> Any:
        asked = command.data["rooms"]
        mended = {room: _mended(commands, room, position) for room, position in asked.items()}
        return original(commands, connection, call, replace(command, data={"rooms": mended}))

    return resume


def _mended(commands: Commands, room: str, position: dict[str, Any]) -> dict[str, Any]:
    """The newest position of a room in place of one that cannot be; others as they are."""
    if rooms.parsed(room) is None or not _exists(commands, room):
        return position
    newest = commands._core.outbox.position(room)
    seq = position.get("seq")
    if not isinstance(seq, int) or seq < 0 or (position["epoch"] == newest["epoch"] and seq > newest["seq"]):
        return {**newest}
    return position


def _exists(commands: Commands, room: str) -> bool:
    return commands._core.database.find("SELECT 1 FROM rooms WHERE room = ?", room) is not None


MUTANT = Mutant(
    breaks="P16",
    may_break=("P1", "P8", "P18"),
    does="a position that is no number, or is yet to come, is taken for the newest, and the resume claims recovery",
    made_by="whoever clamps a position to what there is, so that a client's mistake looks like being up to date",
    owner=Commands,
    method="_resume",
    replacement=_leniently,
    features=("features/connection/resume.feature", "features/recovery/reconnect.feature"),
)
