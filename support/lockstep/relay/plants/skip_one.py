"""Skip-one: of several listeners of a channel one is left out when an event is delivered; the others hear it.

Breaks P1 (no loss); with it may fall P8 (contiguity), where events carry numbers, P14 (read agrees with event),
where a read shows what was not heard, P16 (honest continuity), where it hits a replay, P17 (snapshot plus
stream), where what is missing follows a read, and P18 (convergence), where it hits who came back after a cut.

The one left out is, of the open connections on which the channel has appeared, the one opened last. With `who`, it is
the last of that person's. If there is no second connection, the event is delivered: then it would be `drop`.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Line, Message


class SkipOne(Plant):
    """Leaves one listener out."""

    name = "skip-one"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that removes a connection from the list it is just going through, one whose sending loop ends at "
        "the first broken socket, or a broker with one node of which the newest subscriptions are not known yet"
    )

    def may_act_on(self, line: Line, channel: str) -> bool:
        """Only the last of several listeners."""
        others = [other for other in line.others() if channel in other.channels]
        meant = [other for other in others if self.options.who in {"", other.person}]
        return super().may_act_on(line, channel) and bool(others) and all(one.number < line.number for one in meant)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Do not pass it on."""
        self.took_effect(line, event)
