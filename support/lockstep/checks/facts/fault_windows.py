"""What declared faults excuse: when which sessions could not receive, or received what nobody sent.

A fault lasts from its row `start` to its row `end`, or to the end of the history; of several of one name that
overlap, an end is that of one with the same delay, else of the oldest. It covers the person and session that its rows
name, or everybody if they name none. What it `does` decides:

    delays   what it adds (the greater of what was declared and measured) is added to L, until what it still held at
             its end has gone out: for as long again as it adds
    holds    nothing could pass: L is suspended as by a pause of reading
    loses    from its start nothing is certain to arrive on a connection it covers, as after a close, until the
             session resumes on another: what the network lost, the backend did not lose
    doubles  a duplicate received meanwhile is the network's
    garbles  a frame received meanwhile that breaks the schema is the network's

Everything else is judged as always. Times are ns. See docs/properties.md, "What a declared fault excuses".
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from lockstep.checks.facts.sessions import INF, MS, Connection, Roster, Session
from lockstep.checks.facts.spans import Touching
from lockstep.history.rows import Fault, Recv


class Spell(NamedTuple):
    """One declared fault, from when to when."""

    start: int
    end: int
    row: Fault
    delay: int

    @property
    def drained(self) -> int:
        """When what was delayed has gone out, and what had to wait behind it."""
        return self.end + self.delay

    def covers(self, person: str | None, session: str | None) -> bool:
        """Whether it is a fault of this session; None: of some session."""
        return (self.row.person is None or person in {None, self.row.person}) and (
            self.row.session is None or session in {None, self.row.session}
        )


class _Delays:
    """What some spells add between two moments: the sum of those begun by the one that were not drained by the
    other."""

    def __init__(self, spells: Sequence[Spell]) -> None:
        self._spells = spells
        begun = sorted((spell.start, spell.delay) for spell in spells)
        drained = sorted((spell.drained, spell.delay) for spell in spells)
        self._starts, self._drains = [t for t, _ in begun], [t for t, _ in drained]
        self._begun = list(accumulate((delay for _, delay in begun), initial=0))
        self._drained = list(accumulate((delay for _, delay in drained), initial=0))

    def between(self, since: int, until: int) -> int:
        if since > until:
            return sum(one.delay for one in self._spells if one.start <= until and one.drained >= since)
        return self._begun[bisect_right(self._starts, until)] - self._drained[bisect_left(self._drains, since)]


class Declared:
    """The declared faults of a history."""

    def __init__(self) -> None:
        """There is none."""
        self.spells: list[Spell] = []
        self._does: dict[str, list[Spell]] = defaultdict(list)
        self._times: dict[tuple[str, str | None, str | None], Touching] = {}
        self._delays: dict[Hashable, _Delays] = {}

    def read(self, rows: Sequence[Fault], roster: Roster) -> None:
        """Take in all of them, and note on which connections nothing was certain to arrive any more."""
        begun: dict[tuple[str, str | None, str | None], list[Fault]] = defaultdict(list)
        for row in rows:
            open_ones = begun[row.name, row.person, row.session]
            if row.phase == "start":
                open_ones.append(row)
            elif open_ones:
                alike = (place for place, one in enumerate(open_ones) if one.delay_ms == row.delay_ms)
                start = open_ones.pop(next(alike, 0))
                delay = round(max(start.delay_ms, row.delay_ms) * MS)
                self.spells.append(Spell(start.t, row.t, start, delay))
        self.spells += [Spell(row.t, INF, row, round(row.delay_ms * MS)) for ones in begun.values() for row in ones]
        self._index()
        for connection in roster.connections.values() if self._does["loses"] else ():
            connection.deaf = self._deaf(connection)

    def _index(self) -> None:
        covering: dict[tuple[str, str | None, str | None], list[Spell]] = defaultdict(list)
        delaying: dict[Hashable, list[Spell]] = defaultdict(list)
        for spell in self.spells:
            row = spell.row
            for what in row.does:
                self._does[what].append(spell)
                covering[what, row.person, row.session].append(spell)
            if spell.delay:
                delaying[row.channel, row.person, row.session].append(spell)
                delaying[row.channel].append(spell)
        self._times = {
            key: Touching((spell.start, spell.end) for spell in spells) for key, spells in covering.items()
        }
        self._delays = {key: _Delays(spells) for key, spells in delaying.items()}

    @property
    def delays(self) -> bool:
        """Whether any of them delays what is sent."""
        return bool(self._delays)

    def delay(self, channel: str, since: int, until: int, session: Session | None = None) -> int:
        """What is added to a delivery in this channel, to this session, between two moments."""
        if not self._delays:
            return 0
        keys: list[Hashable] = [None, channel]
        if session is not None:
            keys = [(place, *whose) for place in (None, channel) for whose in _whose(session)]
        return sum(self._delays[key].between(since, until) for key in keys if key in self._delays)

    def holds(self, session: Session) -> list[tuple[int, int]]:
        """When nothing could pass to a session."""
        return [(spell.start, spell.end) for spell in self._of(session, "holds")]

    def silences(self, connection: Connection) -> bool:
        """Whether a fault may have kept the end of this connection from the other side."""
        asked, closed = connection.asked or 0, INF if connection.closed is None else connection.closed
        return any(
            times.any(asked, closed)
            for what in ("loses", "holds")
            for times in self._touching(connection.session, what)
        )

    def excuses(self, recv: Recv, what: str) -> bool:
        """Whether a frame is the work of a fault that doubles, or garbles."""
        if recv.person is not None and recv.session is not None:
            session = Session(recv.person, recv.session)
            return any(times.any(recv.t, recv.t) for times in self._touching(session, what))
        return any(
            spell.start <= recv.t <= spell.end and spell.covers(recv.person, recv.session)
            for spell in self._does.get(what, ())
        )

    def _of(self, session: Session, what: str) -> Iterator[Spell]:
        return (spell for spell in self._does.get(what, ()) if spell.covers(session.person, session.name))

    def _touching(self, session: Session, what: str) -> Iterator[Touching]:
        """The times of the faults of a session that do this."""
        return (self._times[what, *whose] for whose in _whose(session) if (what, *whose) in self._times)

    def _deaf(self, connection: Connection) -> int | None:
        """From when a fault may have lost what was sent on a connection; None where none did."""
        begun = connection.opened if connection.opened is not None else connection.asked or 0
        closed = INF if connection.closed is None else connection.closed
        moments = (times.first(begun, closed) for times in self._touching(connection.session, "loses"))
        return min((moment for moment in moments if moment is not None), default=None)


def _whose(session: Session) -> Iterable[tuple[str | None, str | None]]:
    """The persons and sessions that a fault of this session may name."""
    return (None, None), (session.person, None), (None, session.name), (session.person, session.name)
