"""Shift: on one of several connections each number of a channel is one higher than on the others.

Breaks P10 (agreement): one event has two positions. These may fall with it: P7 (channel order), where the connection
received a number before it was selected; P8 (contiguity), where the first number does not follow the position of the
subscription; P16 (honest continuity), where replayed events are shifted; and P17 (snapshot plus stream), where they
follow a read.

The connection shifted is the last opened of those on which the channel has appeared. With `who`, it is the last
opened of that person's. Without a second connection nothing is shifted. Markers and every event count (`every` is 1),
as the mistake is that of a connection. Only events with a number qualify. On a target whose events carry no numbers
this plant has no effect, which is not known when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Flag, FromOne, Options, Plant
from lockstep.relay.plugin import Message, WebSocket


class ShiftOptions(Options, frozen=True, kw_only=True):
    """Every event is affected by default, and so are markers."""

    every: FromOne = 1
    markers: Flag = True


class Shift(Plant):
    """Raises the numbers of one connection."""

    name = "shift"
    breaks = "P10"
    needs_numbers = True
    may_fall = ("P7", "P8", "P16", "P17")
    made_by = (
        "a server that counts what it sends to each connection and calls that the channel's number, or one of "
        "several servers that missed an event and numbers on from its own counter"
    )
    options_type = ShiftOptions

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event with a number qualifies."""
        return event.seq is not None and super().qualifies(websocket, event)

    def may_act_on(self, websocket: WebSocket, channel: str) -> bool:
        """Only an event on the last opened of several websockets qualifies."""
        others = [other for other in websocket.others() if channel in other.channels]
        meant = [other for other in others if self.options.who in {"", other.person}]
        return (
            super().may_act_on(websocket, channel)
            and bool(others)
            and all(one.number < websocket.number for one in meant)
        )

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on with the number of its successor."""
        number = (event.seq or 0) + 1
        websocket.to_client(Message(websocket.codec.rewrite(message.raw, seq=number)))
        self.took_effect(websocket, event, became=number)
