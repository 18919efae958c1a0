"""Drop: a message does not arrive."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault
from lockstep.relay.plugin import Line, Message


class Drop(FrameFault):
    """Loses messages."""

    name = "drop"
    does = ("loses",)
    verb = "dropped"

    def strike(self, line: Line, message: Message) -> Sequence[Message]:
        """Nothing."""
        del line, message
        return ()
