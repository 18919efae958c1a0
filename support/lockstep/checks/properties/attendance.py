"""Attendance: when people were present, as their connections show.

A person is *certainly* present from the first thing that the server sent on one of their connections (an acknowledged
subscription, an event) until we asked to close it; *possibly* from the request for the connection until the window
after its close. A close without a handshake may go unnoticed: it never ends the possible.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS, Connection
from lockstep.checks.narration import Telling
from lockstep.history.rows import Close, Recv, Resume, Subscribe


class _Socket(NamedTuple):
    """One connection of a person: requested at `asked`; `sign` is the first thing the server sent on it; until
    `ended` it was certainly open; `close` closed it with a handshake."""

    connection: Connection
    asked: int
    sign: Subscribe | Resume | Recv | None
    ended: int
    close: Close | None


class Change(NamedTuple):
    """Somebody became present or absent: may be announced from `since` on, must be by `until` (the window included);
    `rows` prove it."""

    person: str
    present: bool
    since: int
    t: int
    until: int
    rows: tuple[int, ...]


class Attendance:
    """Everybody's connections and what follows from them. Times are those of rows, in ns."""

    def __init__(self, pairing: Pairing) -> None:
        """Reads the whole history; `window` is how long the server may take to notice a change."""
        self.window = round(pairing.facts.promises.presence_ms * MS)
        self._telling = Telling(pairing.facts)
        self._sockets = _sockets(pairing)

    def knows(self, person: str) -> bool:
        """Whether the history knows this person."""
        return person in self._sockets

    def throughout(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The rows by which somebody was certainly present all the time; None where they may not have been."""
        rows: list[int] = []
        reached = since
        for socket in sorted(self._sockets[person], key=lambda one: INF if one.sign is None else one.sign.t):
            if socket.sign is not None and socket.sign.t <= reached < socket.ended:
                rows.append(socket.sign.i)
                reached = socket.ended
                if reached > until:
                    return tuple(rows)
        return None

    def never(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The rows by which somebody was at no moment possibly present; None where they may have been."""
        rows = []
        for socket in self._sockets[person]:
            if socket.asked > until:
                continue
            if socket.close is None or socket.close.t + self.window >= since:
                return None
            rows.append(socket.close.i)
        return tuple(rows)

    def changes(self) -> Iterator[Change]:
        """Each change that lasted the window."""
        for person, sockets in self._sockets.items():
            for one in sockets:
                if one.sign is None:
                    continue
                others = [other for other in sockets if other is not one]
                if one.ended >= one.sign.t + self.window and not any(
                    other.asked <= one.sign.t and _closed(other) + self.window >= one.asked for other in others
                ):
                    yield Change(person, True, one.asked, one.sign.t, one.sign.t + self.window, (one.sign.i,))
                if one.close is not None:
                    until = one.close.t + self.window
                    if not any(other.asked <= until and _closed(other) >= one.close.t for other in others):
                        yield Change(person, False, one.ended, one.close.t, until, (one.sign.i, one.close.i))

    def first_left(self, person: str, until: int) -> int:
        """When the first of the person's connections ended; `until` where none had by then."""
        return min((one.ended for one in self._sockets[person] if one.ended <= until), default=until)

    def told(self, person: str, t: int) -> str:
        """The person's connections up to then, in words."""
        telling = self._telling
        known = [
            f"{telling.who(one.connection.session)} "
            + ("requested a connection" if one.sign is None else "had been connected")
            + f" since {telling.at(one.asked)}"
            + ("" if one.close is None or one.close.t > t else f", closed at {telling.at(one.close.t)}")
            for one in self._sockets[person]
            if one.asked <= t
        ]
        return " and ".join(known) or f"{person} had never connected"


def _sockets(pairing: Pairing) -> dict[str, list[_Socket]]:
    """Every connection, by its person."""
    facts = pairing.facts
    signs: dict[str, Subscribe | Resume | Recv] = {}
    closes: dict[str, Close] = {}
    for row in facts.rows:
        if row.conn is None:
            continue
        if (isinstance(row, Subscribe | Resume) and row.phase == "done") or (isinstance(row, Recv) and row.event):
            signs.setdefault(row.conn, row)
        elif isinstance(row, Close) and row.phase == "done":
            closes.setdefault(row.conn, row)
    silent = () if facts.settled is None else facts.settled.silent
    found: dict[str, list[_Socket]] = {row.person: [] for row in facts.rows if row.person is not None}
    for name, one in facts.roster.connections.items():
        sign, close = signs.get(name), closes.get(name)
        if one.opened is None and sign is None and one.closed is None and one.asked is not None:
            continue  # never accepted
        asked = one.asked if one.asked is not None else one.opened if one.opened is not None else facts.start
        start = asked if sign is None else sign.t
        vanished = one.closed is not None or name in silent
        ended = one.parting if one.parting is not None else start if vanished else INF
        clean = close if close is not None and (close.clean or close.by == "server") else None
        found[one.session.person].append(_Socket(one, asked, sign, ended, clean))
    return found


def _closed(socket: _Socket) -> int:
    return INF if socket.close is None else socket.close.t
