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

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lockstep.checks.facts.sessions import INF, MS, Connection, Roster, Session
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


class Declared:
    """The declared faults of a history."""

    def __init__(self) -> None:
        """There is none."""
        self.spells: list[Spell] = []

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
        for connection in roster.connections.values():
            for spell in self._of(connection.session, "loses"):
                _deafen(connection, spell)

    def delay(self, channel: str, since: int, until: int, session: Session | None = None) -> int:
        """What is added to a delivery in this channel, to this session, between two moments."""
        name, person = (session.name, session.person) if session is not None else (None, None)
        return sum(
            one.delay
            for one in self.spells
            if one.row.channel in {None, channel}
            and one.start <= until
            and one.drained >= since
            and one.covers(person, name)
        )

    def holds(self, session: Session) -> list[tuple[int, int]]:
        """When nothing could pass to a session."""
        return [(spell.start, spell.end) for spell in self._of(session, "holds")]

    def silences(self, connection: Connection) -> bool:
        """Whether a fault may have kept the end of this connection from the other side."""
        asked, closed = connection.asked or 0, INF if connection.closed is None else connection.closed
        return any(
            spell.start <= closed and asked <= spell.end
            for what in ("loses", "holds")
            for spell in self._of(connection.session, what)
        )

    def excuses(self, recv: Recv, what: str) -> bool:
        """Whether a frame is the work of a fault that doubles, or garbles."""
        return any(
            what in spell.row.does and spell.start <= recv.t <= spell.end and spell.covers(recv.person, recv.session)
            for spell in self.spells
        )

    def _of(self, session: Session, what: str) -> Iterator[Spell]:
        return (
            spell for spell in self.spells if what in spell.row.does and spell.covers(session.person, session.name)
        )


def _deafen(connection: Connection, spell: Spell) -> None:
    begun = connection.opened if connection.opened is not None else connection.asked or 0
    if begun <= spell.end and spell.start <= (INF if connection.closed is None else connection.closed):
        deaf = max(begun, spell.start)
        connection.deaf = deaf if connection.deaf is None else min(connection.deaf, deaf)
