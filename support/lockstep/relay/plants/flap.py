"""Flap: an event carries an epoch of its own, while its number goes on as if nothing had happened.

Breaks P7 (channel order): the epoch that the event left returns with the next one. These may fall with it: P8
(contiguity), as the number is missing in the epoch around it; P10 (agreement), where others received the event in its
own epoch; P16 (honest continuity), where a replayed event flaps; and P17 (snapshot plus stream), where it follows a
read.

Only events with a number qualify. On a target whose events carry no numbers this plant has no effect, which is not
known when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class Flap(Plant):
    """Changes the epoch."""

    name = "flap"
    breaks = "P7"
    needs_numbers = True
    may_fall = ("P8", "P10", "P16", "P17")
    made_by = (
        "two servers behind one balancer, each of which names the epoch of its own start, or one that reads the "
        "epoch from a cache which is emptied now and then"
    )

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event with a number qualifies."""
        return event.seq is not None and super().qualifies(websocket, event)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on with another epoch."""
        epoch = f"flap-{self.effects + 1}"
        websocket.to_client(Message(websocket.codec.rewrite(message.raw, epoch=epoch)))
        self.took_effect(websocket, event, became=epoch)
