"""Expected deliveries: which session must receive which effect, and until when.

A session must receive an effect if it was certainly subscribed and allowed from the write's invoke until L was over.
L is the loss deadline plus the delays of declared faults until then; a pause of reading suspends it, a recovered
resume starts it anew. Where the write itself ends the right (`last`), having held it until the invoke is enough,
unless another revocation was asked for before it was answered: then either may have ended the right first. An
ephemeral effect is due only while the connection is open. A write of unknown outcome counts from the first event or
read that shows it, a refused one never. See docs/properties.md, "Windows".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.windows import Stretch, Window
from lockstep.checks.facts.writes import Expected


@dataclass(slots=True, eq=False)
class Owed:
    """A delivery that may be owed: what, to whom, in which stretch of certain subscription and permission, since
    when and by which row it counts (ns), and for how long (ns, suspensions apart)."""

    expected: Expected
    session: Session
    window: Window
    stretch: Stretch
    counted_from: int
    counted_row: int
    length: int

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that make it owed."""
        return (*self.stretch.rows, self.expected.write.invoke.i, self.counted_row)

    @property
    def deadline(self) -> int:
        """When it is lost; INF where reading was never taken up again."""
        return self.window.deadline(self.counted_from, self.length)

    @property
    def covered(self) -> bool:
        """Whether the session was entitled until the deadline."""
        if self.stretch.end >= self.deadline:
            return True
        return self.expected.effect.last and self.stretch.owes_last(self.expected.write.invoke.t, self.deadline)

    @property
    def excused(self) -> bool:
        """Whether an ephemeral effect fell into a time without connection."""
        return not self.expected.effect.durable and self.window.broken(self.expected.write.invoke.t, self.deadline)


def owed(pairing: Pairing, among: Iterable[Expected] | None = None) -> Iterator[Owed]:
    """Every effect of a write that is known to have happened, for every session that was entitled to it when the
    write was invoked. Effects that no answer told are left out. `among`: only these effects."""
    facts = pairing.facts
    for expected in pairing.expected if among is None else among:
        effect, write = expected.effect, expected.write
        counted = write.counted_from
        if counted is None or expected.assumed:
            continue
        invoked = write.invoke.t
        for session, window, stretch in pairing.windows.entitled(effect.channel, invoked, before=effect.last):
            if effect.recipients is None or session.person in effect.recipients:
                until = window.deadline(counted[0], facts.loss) if facts.declared.delays else counted[0]
                length = facts.loss + facts.delay(effect.channel, invoked, until, session)
                yield Owed(expected, session, window, stretch, *counted, length)
