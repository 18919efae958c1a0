"""Swap: two successive events of a channel are delivered in the wrong order on one connection.

Breaks P7 (channel order). P8 (contiguity), the other orders P9, P10 and P11, and P16 (honest continuity), where
replayed events are swapped, may fall with it.

The selected event waits for the next qualifying one of its channel, and follows it; the partner counts as an
occasion, but is not selected itself. No other event of its channel (a marker, for instance) and no barrier (a pong,
the end of the connection) overtakes the waiting event: it is released first, in its right place, as it is after
`wait` milliseconds. That counts as no effect, though it is a delay; the report states how often it happened
(`let_go`).
"""

from typing import Annotated, Any

from msgspec import Meta

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Message, Timer, WebSocket


class SwapOptions(Options, frozen=True, kw_only=True):
    """`wait`: how long, in milliseconds, an event waits for a partner."""

    wait: Annotated[int, Meta(ge=1, le=10_000, description="a whole number of milliseconds from 1 to 10000")] = 250


class Swap(Plant):
    """Swaps the event with the next."""

    name = "swap"
    breaks = "P7"
    may_fall = ("P8", "P9", "P10", "P11", "P16")
    made_by = (
        "a server that hands events to a pool of workers or starts a task for each, one that reads two partitions of "
        "a broker as if they were one, or one that sends live events before it has finished a replay"
    )
    options_type = SwapOptions

    def __init__(self, options: SwapOptions) -> None:
        """Nothing waits."""
        super().__init__(options)
        self._wait_s = options.wait / 1000
        self._waiting: dict[tuple[int, str], tuple[WebSocket, Message, Frame, Timer]] = {}
        self._let_go = 0

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Let the waiting event follow this one, or release it first."""
        event = message.event
        place = (websocket.number, event.channel or "") if event else None
        if event is None or place not in self._waiting:
            super().from_server(websocket, message)
        elif self.qualifies(websocket, event):
            self._is_turn(websocket, event)
            _, first, struck, timer = self._waiting.pop(place)
            timer.cancel()
            websocket.to_client(message)
            websocket.to_client(first)
            self.took_effect(websocket, struck, after_seq=event.seq)
        else:
            self._release(place)
            websocket.to_client(message)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Let the event wait."""
        place = (websocket.number, event.channel or "")
        timer = websocket.later(self._wait_s, lambda: self._release(place))
        self._waiting[place] = (websocket, message, event, timer)

    def spent(self) -> bool:
        """Waiting events are counted too: each may take effect."""
        return 0 < self.options.count <= self.effects + len(self._waiting)

    def fence(self, websocket: WebSocket) -> None:
        """Release what waits on this websocket, in order of arrival."""
        for place in [place for place in self._waiting if place[0] == websocket.number]:
            self._release(place)

    def closed(self, websocket: WebSocket) -> None:
        """Discard the websocket's state."""
        super().closed(websocket)
        self._waiting = {place: held for place, held in self._waiting.items() if place[0] != websocket.number}

    def report(self) -> dict[str, Any]:
        """The account, with how often an event waited in vain."""
        return {**super().report(), "let_go": self._let_go}

    def _release(self, place: tuple[int, str]) -> None:
        websocket, message, _, timer = self._waiting.pop(place)
        timer.cancel()
        self._let_go += 1
        websocket.to_client(message)
