"""Convergence as a time: how long a session that was cut off needed until it knew everything acknowledged.

Measured is the last cut of each session that has a connection again, from when it could converge, as P18 counts: the
end of the declared fault, or its first attempt to return. It has to learn what was written by the time it was
connected, in every channel to which it is subscribed again until the end, and did not know yet when it could
converge; an effect acknowledged later counts from its acknowledgement. The time is that of the last change it
learnt, from an event or a read.

There is no time where nothing had to be learnt, nor where something was never learnt: whether that is wrong is for P1
and P18 to say. Writes of unknown outcome are left out. Nothing here needs the history to be settled.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import MS, Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.properties.returns import Cut, Returned
from lockstep.history.rows import AnyRow, Close, Fault


class Converged(NamedTuple):
    """A session that was cut off and is up to date again: after how many ms, having learnt how many changes."""

    session: str
    took_ms: float
    learned: int


def convergences(rows: Sequence[AnyRow]) -> list[Converged]:
    """Every session for which there is a time. Raises ValueError where the rows do not begin with a header."""
    if not any(isinstance(row, Fault) or (isinstance(row, Close) and row.phase == "done") for row in rows):
        return []
    pairing = Pairing(Facts(rows))
    returned = Returned(pairing)
    found = []
    for session, cut in returned.everybody():
        if returned.has_connection(session):
            times = _times(returned, session, cut)
            if times:
                found.append(Converged(session.name, round(max(times) / MS, 3), len(times)))
    return found


def _times(returned: Returned, session: Session, cut: Cut) -> list[int]:
    """How long each change took that had to be learnt, in ns; empty if there was none, or one was never learnt."""
    times = []
    for truth in _to_learn(returned, session, cut):
        known, counted = returned.known_at(session, cut, truth), truth.write.counted_from
        if known is None or counted is None:
            return []
        if known >= cut.since:
            times.append(max(0, known - max(cut.since, counted[0])))
    return times


def _to_learn(returned: Returned, session: Session, cut: Cut) -> Iterator[Expected]:
    """What was written by the time the session was connected and should be known by now."""
    last = session.last
    back = max(cut.since, 0 if last is None or last.opened is None else last.opened)
    for stretch, before, truths in returned.hearing(session, cut):
        for truth in truths:
            invoked = truth.write.invoke.t
            if invoked <= back and (stretch.start <= invoked or (before and invoked >= cut.begun)):
                yield truth
