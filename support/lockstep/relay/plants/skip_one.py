"""Skip-one: when an event is delivered to several subscribers of a channel, one is left out; the others receive it.

Breaks P1 (no loss). These may fall with it: P8 (contiguity), where events carry numbers; P14 (read agrees with
event), where a read shows a change whose event did not arrive; P16 (honest continuity), where a replayed event is
skipped; P17 (snapshot plus stream), where the missing event follows a read; and P18 (convergence), where it was meant
for a person who reconnected after a cut.

The connection left out is the last opened of those on which the channel has appeared. With `who`, it is the last
opened of that person's. Without a second connection the event is delivered: otherwise this would be `drop`.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class SkipOne(Plant):
    """Leaves one subscriber out."""

    name = "skip-one"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that removes a connection from the list it is iterating over, one whose sending loop ends at "
        "the first broken socket, or a broker with one node of which the newest subscriptions are not known yet"
    )

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
        """Do not pass the event on."""
        self.took_effect(websocket, event)
