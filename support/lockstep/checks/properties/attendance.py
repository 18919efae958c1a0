"""Attendance: when people were present, as their connections show.

A person is *certainly* present from the first thing that the server sent them on one of their connections (an
acknowledged subscription, an event), and at the latest from L after it opened (within that time the server has let
them in or closed it), until we asked to close it; *possibly* from the request for the connection until the window
after its end. The server may fail to notice an end without a handshake only where a declared fault lost or held back
what was sent on that connection: for the time that the target declares (`notice_ms`), or for ever where it declares
none.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS, Connection
from lockstep.checks.narration import Telling
from lockstep.history.rows import Close, Open, Recv, Resume, Subscribe


class _Socket(NamedTuple):
    """One connection of a person: requested at `asked`; certainly let in from `begun` on, as the row `sign` proves:
    the first thing the server sent on it, or its opening; until `ended` it was certainly open; `close` ended it, and
    by `gone` the server had to know."""

    connection: Connection
    asked: int
    begun: int
    sign: Subscribe | Resume | Recv | Open | None
    ended: int
    close: Close | None
    gone: int


class Change(NamedTuple):
    """Somebody became present or absent: may be announced from `since` on, must be by `until` (the window included);
    `rows` prove it."""

    person: str
    present: bool
    since: int
    t: int
    until: int
    rows: tuple[int, ...]


class _Latest:
    """Of sockets in the order in which they were requested, the two that are gone last among the first n."""

    def __init__(self, sockets: Sequence[_Socket]) -> None:
        self._asked = [one.asked for one in sockets]
        self._two: list[tuple[_Socket, _Socket | None]] = []
        for one in sockets:
            last, second = self._two[-1] if self._two else (None, None)
            if last is None or one.gone >= last.gone:
                self._two.append((one, last))
            else:
                self._two.append((last, one if second is None or one.gone >= second.gone else second))

    def by(self, t: int, but: _Socket | None = None) -> _Socket | None:
        """The one gone last of those requested by then, leaving one out."""
        at = bisect_right(self._asked, t)
        if not at:
            return None
        last, second = self._two[at - 1]
        return second if last is but else last


class _Person:
    """One person's sockets: in the order of requests, and a chain of those that reach further than all before."""

    def __init__(self, sockets: list[_Socket]) -> None:
        self.sockets = sorted(sockets, key=lambda one: one.asked)
        self.latest = _Latest(self.sockets)
        self.first_end = min((one.ended for one in sockets), default=INF)
        self._chain: list[tuple[int, int, int]] = []
        signed = ((one.begun, one.ended, one.sign.i) for one in sockets if one.sign is not None)
        for begin, end, row in sorted(signed):
            if not self._chain or end > self._chain[-1][1]:
                self._chain.append((begin, end, row))
        self._begins = [begin for begin, _, _ in self._chain]

    def throughout(self, since: int, until: int) -> tuple[int, ...] | None:
        rows: list[int] = []
        reached = since
        while reached <= until:
            at = bisect_right(self._begins, reached) - 1
            if at < 0 or self._chain[at][1] <= reached:
                return None
            _, reached, row = self._chain[at]
            rows.append(row)
        return tuple(rows)


class Attendance:
    """Everybody's connections and what follows from them. Times are those of rows, in ns."""

    def __init__(self, pairing: Pairing) -> None:
        """Reads the whole history; `window` is how long the server may take to announce a change."""
        self.window = round(pairing.facts.promises.presence_ms * MS)
        self._telling = Telling(pairing.facts)
        self._people = {person: _Person(sockets) for person, sockets in _sockets(pairing).items()}

    def knows(self, person: str) -> bool:
        """Whether the history knows this person."""
        return person in self._people

    def throughout(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The rows by which somebody was certainly present all the time; None where they may not have been."""
        return self._people[person].throughout(since, until)

    def never(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The row by which the last of somebody's connections had ended, none where there was no connection; None
        where they may have been present at some moment."""
        last = self._people[person].latest.by(until)
        if last is None:
            return ()
        return None if last.close is None or last.gone + self.window >= since else (last.close.i,)

    def changes(self) -> Iterator[Change]:
        """Each change that lasted the window."""
        for person, people in self._people.items():
            for one in people.sockets:
                if one.sign is None:
                    continue
                other = people.latest.by(one.asked, but=one)
                if one.ended >= one.begun + self.window and (other is None or other.gone + self.window < one.asked):
                    yield Change(person, True, one.asked, one.sign.t, one.begun + self.window, (one.sign.i,))
                until = one.gone + self.window
                if one.close is not None and people.latest.by(until) is one:
                    yield Change(person, False, one.ended, one.close.t, until, (one.sign.i, one.close.i))

    def first_left(self, person: str, until: int) -> int:
        """When the first of the person's connections ended; `until` where none had by then."""
        return min(self._people[person].first_end, until)

    def told(self, person: str, t: int) -> str:
        """The person's connections up to then, in words."""
        telling = self._telling
        known = [
            f"{telling.who(one.connection.session)} "
            + ("requested a connection" if one.sign is None else "had been connected")
            + f" since {telling.at(one.asked)}"
            + ("" if one.close is None or one.close.t > t else f", closed at {telling.at(one.close.t)}")
            for one in self._people[person].sockets
            if one.asked <= t
        ]
        return " and ".join(known) or f"{person} had never connected"


def _sockets(pairing: Pairing) -> dict[str, list[_Socket]]:
    """Every connection whose person is known, by that person."""
    facts = pairing.facts
    signs: dict[str, Subscribe | Resume | Recv] = {}
    opens: dict[str, Open] = {}
    closes: dict[str, Close] = {}
    for row in facts.rows:
        if row.conn is None:
            continue
        if (isinstance(row, Subscribe | Resume) and row.phase == "done") or (isinstance(row, Recv) and row.event):
            signs.setdefault(row.conn, row)
        elif isinstance(row, Close) and row.phase == "done":
            closes.setdefault(row.conn, row)
        elif isinstance(row, Open) and row.phase == "done":
            opens.setdefault(row.conn, row)
    notice = round(facts.promises.notice_ms * MS) or INF
    silent = () if facts.settled is None else facts.settled.silent
    found: dict[str, list[_Socket]] = {row.person: [] for row in facts.rows if row.person is not None}
    for name, one in facts.roster.connections.items():
        sign, opened, close = signs.get(name), opens.get(name), closes.get(name)
        if one.opened is None and sign is None and one.closed is None and one.asked is not None:
            continue  # never accepted
        if one.session.person not in found:
            continue  # no row says whose it is
        asked = one.asked if one.asked is not None else one.opened if one.opened is not None else facts.start
        vanished = one.closed is not None or name in silent
        ended = one.parting if one.parting is not None else None if vanished else INF
        proof: Subscribe | Resume | Recv | Open | None = sign
        begun = asked if sign is None else sign.t
        let_in = INF if opened is None else _let_in(facts, one, opened)
        if let_in < (0 if ended is None else ended) and (sign is None or let_in < sign.t):
            proof, begun = opened, let_in
        noticed = close is not None and (close.clean or close.by == "server")
        silent_line = not noticed and facts.declared.silences(one)
        gone = INF if close is None else close.t + (notice if silent_line else 0)
        found[one.session.person].append(
            _Socket(one, asked, begun, proof, begun if ended is None else ended, close, gone)
        )
    return found


def _let_in(facts: Facts, connection: Connection, opened: Open) -> int:
    """When the server has let in whoever opened the connection, if it has not closed it by then: L later; INF where
    a declared fault may have kept back what was sent, or another connection took its place before."""
    patience = facts.loss + facts.tolerance
    by = opened.t + patience + facts.delay("", opened.t, opened.t + patience, connection.session)
    replaced = connection.superseded is not None and connection.superseded <= by
    return INF if replaced or facts.declared.silences(connection) else by
