"""Leak: an event is also delivered to a connection that has nothing to do with its channel.

Breaks P19 (no leak); P3 (no phantom) may fall with it, in a history that holds only the outsider's connection.

A connection belongs to every channel that ever appeared on it, in either direction. The outsider is the earliest
opened connection of a person with no connection that belongs to the channel; failing that, the earliest connection
that does not belong to it itself. It must state its person and have seen some channel, so that its opening phase, in
which the server may be about to subscribe it, is over. With `who`, only that person can be the outsider.

Every subscriber's copy passes untouched. So that the outsider receives an event once, and not once per subscriber,
the occasions of each channel are counted on one connection: the first open one on which its events appeared.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Message, WebSocket


class Leak(Plant):
    """Delivers the event to an outsider as well."""

    name = "leak"
    breaks = "P19"
    may_fall = ("P3",)
    made_by = (
        "a server that sends to all sockets of a company instead of a room's members, one that looks the room up by "
        "an id that another company uses too, or one that keeps a removed member in the list it sends to"
    )

    def __init__(self, options: Options) -> None:
        """No channel has appeared."""
        super().__init__(options)
        self._sources: dict[str, int] = {}

    def may_act_on(self, websocket: WebSocket, channel: str) -> bool:
        """Only an event on the websocket that counts for its channel qualifies."""
        return self._sources.setdefault(channel, websocket.number) == websocket.number

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on, and to an outsider where one exists."""
        websocket.to_client(message)
        outsider = self._outsider(websocket, event.channel or "")
        if outsider is not None:
            outsider.to_client(message)
            self.took_effect(websocket, event, heard_by=outsider.person, on_connection=outsider.number)
        else:
            self.could_not("nobody else had a connection that listens to something else")

    def closed(self, websocket: WebSocket) -> None:
        """Count the websocket's channels on other websockets from now on."""
        super().closed(websocket)
        self._sources = {channel: number for channel, number in self._sources.items() if number != websocket.number}

    def _outsider(self, websocket: WebSocket, channel: str) -> WebSocket | None:
        others = list(websocket.others())
        concerned = {other.person for other in (websocket, *others) if channel in other.channels}
        who = self.options.who
        outside = [
            other
            for other in others
            if other.person is not None
            and who in {"", other.person}
            and other.channels
            and channel not in other.channels
            and not other.congested
        ]
        return next((other for other in outside if other.person not in concerned), next(iter(outside), None))
