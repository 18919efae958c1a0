"""Delay: an event, and what follows it in its channel, is delivered on one connection only after a time.

Breaks P1 (no loss), which says *late*, not lost; with it may fall P24 (timeliness), and P14 (read agrees with event),
where a read shows what was not heard in time. `ms` is how long. The default of
6,500 is beyond the suite's loss deadline of 5,000 and the allowance (`LOCKSTEP_LOSS_DEADLINE`; the relay does not
know it, so raise `ms` with it); less breaks no more than P24.

The order is kept: later events of the channel, markers too, wait behind the one whose turn it is, and follow it at
once. They are occasions, but are not struck themselves. Answers to commands do not wait, pongs neither. What
still waits when the connection ends is lost with it.
"""

from collections import deque
from typing import Annotated, Any

from msgspec import Meta

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Line, Message


class DelayOptions(Options, frozen=True, kw_only=True):
    """`ms`: how long, in milliseconds."""

    ms: Annotated[int, Meta(ge=1, le=600_000, description="a whole number of milliseconds from 1 to 600000")] = 6_500


class Delay(Plant):
    """Holds the event back for a time."""

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

    def from_server(self, line: Line, message: Message) -> None:
        """Let an event wait behind one of its channel that waits."""
        event = message.event
        queue = self._waiting.get((line.number, event.channel or "")) if event else None
        if event is None or queue is None:
            super().from_server(line, message)
            return
        if self.qualifies(line, event):
            self._is_turn(line, event)
        self._behind += 1
        queue.append(message)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Let it wait."""
        place = (line.number, event.channel or "")
        self._waiting[place] = deque([message])
        line.later(self._delay_s, lambda: self._release(line, place))
        self.took_effect(line, event)

    def closed(self, line: Line) -> None:
        """Forget the line."""
        super().closed(line)
        self._waiting = {place: queue for place, queue in self._waiting.items() if place[0] != line.number}

    def report(self) -> dict[str, Any]:
        """The account, with how many events waited behind others."""
        return {**super().report(), "behind": self._behind}

    def _release(self, line: Line, place: tuple[int, str]) -> None:
        for message in self._waiting.pop(place):
            line.to_client(message)
