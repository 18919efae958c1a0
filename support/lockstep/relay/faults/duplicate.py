"""Duplicate: a message arrives twice, one right after the other."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault
from lockstep.relay.plugin import Line, Message


class Duplicate(FrameFault):
    """Duplicates messages."""

    name = "duplicate"
    does = ("doubles",)
    verb = "doubled"

    def strike(self, line: Line, message: Message) -> Sequence[Message]:
        """Pass the message twice."""
        del line
        return (message, message)
