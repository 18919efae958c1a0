"""Stall: one connection receives no more events, of any channel, while it stays open and its commands are answered.

Breaks P1 (no loss). These may fall with it: P14 (read agrees with event), where a read shows a change whose event did
not arrive; P17 (snapshot plus stream), where the missing event follows a read; and P18 (convergence), where it was
meant for a person who reconnected after a cut. A connection that receives nothing more shows no gap in the numbers,
so P8 holds.

The selected connection stalls with that event and stays stalled until it is closed. One connection is stalled at a
time, so that others remain for comparison; the next may stall once it is closed. Markers and ephemeral events are
withheld too. `withheld` counts the undelivered events; an effect is one stalled connection.
"""

from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Message, WebSocket


class Stall(Plant):
    """Stalls a connection."""

    name = "stall"
    breaks = "P1"
    may_fall = ("P14", "P17", "P18")
    made_by = (
        "a server whose writing task for a connection has died while the reading one lives on, one that waits for "
        "ever on a lock or a full queue of that connection, or a balancer that lost its way back to the client"
    )

    def __init__(self, options: Options) -> None:
        """No connection is stalled."""
        super().__init__(options)
        self._stalled: int | None = None
        self._withheld = 0

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Withhold the events of the stalled connection."""
        if message.event is not None and websocket.number == self._stalled:
            self._withheld += 1
        else:
            super().from_server(websocket, message)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Stall this connection, unless another is."""
        if self._stalled is not None:
            websocket.to_client(message)
            return
        self._stalled = websocket.number
        self._withheld += 1
        self.took_effect(websocket, event)

    def closed(self, websocket: WebSocket) -> None:
        """Allow another connection to stall."""
        super().closed(websocket)
        if websocket.number == self._stalled:
            self._stalled = None

    def report(self) -> dict[str, Any]:
        """The account, with how many events were not delivered."""
        return {**super().report(), "withheld": self._withheld}
