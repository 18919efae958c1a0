"""Stall: one connection hears no more events, of any channel, while it stays open and its commands are answered.

Breaks P1 (no loss); P14 (read agrees with event), where a read shows what was not heard, P17 (snapshot plus
stream), where what is missing follows a read, and P18 (convergence), where it hits who came back after a cut, may
fall with it. Nobody
sees a gap in the numbers who hears nothing more.

The connection whose turn it is stalls with that event and stays so until it is closed. One is stalled at a time, so
that there are others to compare it with; the next stalls when it is gone. Markers and ephemeral events stall too.
`withheld` counts what was not delivered, an effect is one connection that stalled.
"""

from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Line, Message


class Stall(Plant):
    """Silences a connection."""

    name = "stall"
    breaks = "P1"
    may_fall = ("P14", "P17", "P18")
    made_by = (
        "a server whose writing task for a connection has died while the reading one lives on, one that waits for "
        "ever on a lock or a full queue of that connection, or a balancer that lost its way back to the client"
    )

    def __init__(self, options: Options) -> None:
        """None is stalled."""
        super().__init__(options)
        self._stalled: int | None = None
        self._withheld = 0

    def from_server(self, line: Line, message: Message) -> None:
        """Withhold what is for the stalled connection."""
        if message.event is not None and line.number == self._stalled:
            self._withheld += 1
        else:
            super().from_server(line, message)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Stall this connection, unless another is."""
        if self._stalled is not None:
            line.to_client(message)
            return
        self._stalled = line.number
        self._withheld += 1
        self.took_effect(line, event)

    def closed(self, line: Line) -> None:
        """Let another stall."""
        super().closed(line)
        if line.number == self._stalled:
            self._stalled = None

    def report(self) -> dict[str, Any]:
        """The account, with how many events were not delivered."""
        return {**super().report(), "withheld": self._withheld}
