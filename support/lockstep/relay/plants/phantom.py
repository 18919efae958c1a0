"""Phantom: an event is followed by one without a cause: a copy of it about an object that does not exist.

Breaks P3 (no phantom). P14 (read agrees with event) may fall with it, where a read shows that the object does not
exist, and so may P17 (snapshot plus stream), where the phantom follows a read, and P10 (agreement), where others
receive the later events at their true numbers.

The invented event has an id that the server is very unlikely to assign, and the next number of its channel. So that
only the phantom itself is wrong, the numbers of all later events of that channel on that connection are raised by the
phantoms before them, as if the server had really sent them. A position that this client asks to resume from is
therefore raised too, and may be rejected. Only events with an id qualify.
"""

from collections import Counter

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Message, WebSocket

_FAR = 1_000_000_000


class Phantom(Plant):
    """Invents an event."""

    name = "phantom"
    breaks = "P3"
    may_fall = ("P10", "P14", "P17")
    made_by = (
        "a server that sends before the commit and rolls back, one in which a debug or seed job publishes to live "
        "rooms, or a broker shared with the test environment"
    )

    def __init__(self, options: Options) -> None:
        """No phantom has been sent."""
        super().__init__(options)
        self._sent: Counter[tuple[int, str]] = Counter()

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Raise the event's number by the phantoms before it."""
        event = message.event
        before = self._sent[websocket.number, event.channel or ""] if event else 0
        if event is not None and event.seq is not None and before:
            raised = websocket.codec.rewrite(message.raw, seq=event.seq + before)
            message = Message(raw=raised, frames=tuple(websocket.codec.decode(raised)))
        super().from_server(websocket, message)

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event about an object with an id qualifies."""
        return event.entity is not None and super().qualifies(websocket, event)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on, and the phantom after it."""
        websocket.to_client(message)
        number = {} if event.seq is None else {"seq": event.seq + 1}
        websocket.to_client(
            Message(websocket.codec.rewrite(message.raw, entity=_other(event.entity or ""), **number))
        )
        self._sent[websocket.number, event.channel or ""] += bool(number)
        self.took_effect(websocket, event)

    def closed(self, websocket: WebSocket) -> None:
        """Discard the websocket's state."""
        super().closed(websocket)
        for place in [place for place in self._sent if place[0] == websocket.number]:
            del self._sent[place]


def _other(entity: str) -> str:
    """An unused id of the same form."""
    number, mark, rest = entity.partition(":")
    if number.isdecimal():
        return f"{int(number) + _FAR}{mark}{rest}"
    return entity[:-1] + ("0" if entity[-1:] != "0" else "1")
