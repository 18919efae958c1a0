"""Leak: an event is given also to a connection that is not concerned with its channel.

Breaks P19 (no leak); P3 (no phantom) may fall with it, for who sees only the outsider's socket.

A connection is concerned with every channel that ever appeared on it, in either direction. The outsider is the
earliest opened connection of a person who has none that is concerned; failing that, the earliest that is not
concerned itself. It must say whose it is and have seen some channel, so that its beginning, when the server may be
about to subscribe it, is over. With `who`, only that person is meant: the one who wrongly hears.

Every subscriber's copy passes untouched. So that the outsider hears an event once, and not once per subscriber,
occasions are counted, for each channel, on one connection: the first, while it is open, on which its events appeared.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plugin import Line, Message


class Leak(Plant):
    """Gives the event also to an outsider."""

    name = "leak"
    breaks = "P19"
    may_fall = ("P3",)
    made_by = (
        "a server that sends to all sockets of a company instead of a room's members, one that looks the room up by "
        "an id that another company uses too, or one that keeps a removed member in the list it sends to"
    )

    def __init__(self, options: Options) -> None:
        """No channel has been seen."""
        super().__init__(options)
        self._sources: dict[str, int] = {}

    def may_act_on(self, line: Line, channel: str) -> bool:
        """Only the line on which this channel's events are counted."""
        return self._sources.setdefault(channel, line.number) == line.number

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Pass it on, and to the outsider if there is one."""
        line.to_client(message)
        outsider = self._outsider(line, event.channel or "")
        if outsider is not None:
            outsider.to_client(message)
            self.took_effect(line, event, heard_by=outsider.person, on_connection=outsider.number)

    def closed(self, line: Line) -> None:
        """Count its channels on other lines from now on."""
        super().closed(line)
        self._sources = {channel: number for channel, number in self._sources.items() if number != line.number}

    def _outsider(self, line: Line, channel: str) -> Line | None:
        others = list(line.others())
        concerned = {other.person for other in (line, *others) if channel in other.channels}
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
