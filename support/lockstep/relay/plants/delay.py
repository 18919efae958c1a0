"""Delay: an event, and what follows it in its channel, is delivered on one connection only after a time.

Breaks P1 (no loss), which reports *late*, not lost. P24 (timeliness) may fall with it, and so may P14 (read agrees
with event), where a read shows a change whose event has not arrived in time. `ms` is the delay. The default of 6,500
exceeds the suite's loss deadline of 5,000 plus the clock tolerance (`LOCKSTEP_LOSS_DEADLINE`; the relay does not know
it, so raise both together); a shorter delay breaks no more than P24.

The order is kept: later events of the channel, including markers, wait behind the delayed one and follow it at once.
They are occasions, but are not delayed themselves. Answers to commands and pongs do not wait. Events still waiting
when the connection ends are lost with it.
"""

from collections import deque
from typing import Annotated, Any

from msgspec import Meta

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Message, WebSocket


class DelayOptions(Options, frozen=True, kw_only=True):
    """`ms`: the delay in milliseconds."""

    ms: Annotated[int, Meta(ge=1, le=600_000, description="a whole number of milliseconds from 1 to 600000")] = 6_500


class Delay(Plant):
    """Delays the event."""

    name = "delay"
    breaks = "P1"
    may_fall = ("P14", "P24")
    made_by = (
        "a server that sends from a queue it shares with slow work such as mail, one that polls its outbox "
        "and is not woken by the write, or a broker that retries an unacknowledged delivery after a time-out"
    )
    options_type = DelayOptions

    def __init__(self, options: DelayOptions) -> None:
        """Nothing waits."""
        super().__init__(options)
        self._delay_s = options.ms / 1000
        self._waiting: dict[tuple[int, str], deque[Message]] = {}
        self._behind = 0

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Let an event wait behind a delayed one of its channel."""
        event = message.event
        queue = self._waiting.get((websocket.number, event.channel or "")) if event else None
        if event is None or queue is None:
            super().from_server(websocket, message)
            return
        if self.qualifies(websocket, event):
            self._is_turn(websocket, event)
        self._behind += 1
        queue.append(message)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Delay the event."""
        place = (websocket.number, event.channel or "")
        self._waiting[place] = deque([message])
        websocket.later(self._delay_s, lambda: self._release(websocket, place))
        self.took_effect(websocket, event)

    def closed(self, websocket: WebSocket) -> None:
        """Discard the websocket's state."""
        super().closed(websocket)
        self._waiting = {place: queue for place, queue in self._waiting.items() if place[0] != websocket.number}

    def report(self) -> dict[str, Any]:
        """The account, with how many events waited behind others."""
        return {**super().report(), "behind": self._behind}

    def _release(self, websocket: WebSocket, place: tuple[int, str]) -> None:
        for message in self._waiting.pop(place):
            websocket.to_client(message)
