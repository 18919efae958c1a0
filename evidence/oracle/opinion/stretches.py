"""Stretches: from when to when a session was certainly subscribed to a channel and its person certainly allowed it.

Whatever is not plain counts as uncertain: a stretch is never longer than the text allows.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from lockstep.history.rows import (
    AnyRow,
    Close,
    Fault,
    Grant,
    Invoke,
    Open,
    Position,
    Recv,
    Resume,
    Subscribe,
    Unsubscribe,
)

from evidence.oracle.opinion.facts import Facts

_FOREVER = 1 << 60


@dataclass(eq=False)
class Stretch:
    """From row `first` to row `last` a session was certainly subscribed and allowed."""

    session: str
    channel: str
    first: int
    last: int = _FOREVER
    conns: set[str] = field(default_factory=set)
    start: Position | None = None
    resumed: bool = False
    whole: bool = True
    """Nothing but a lost connection ended it, so that a resume may continue it."""

    @property
    def person(self) -> str:
        return self.session.partition("/")[0]

    def covers(self, row: int) -> bool:
        return self.first < row <= self.last


def stretches(facts: Facts) -> list[Stretch]:
    """All stretches of a history, found once."""
    found = _FOUND.get(facts)
    if found is None:
        found = _FOUND[facts] = _Reader(facts).read()
    return found


_FOUND: WeakKeyDictionary[Facts, list[Stretch]] = WeakKeyDictionary()


class _Reader:
    """Goes through the rows once and notes the stretches."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.found: list[Stretch] = []
        self.now: dict[tuple[str, str], Stretch] = {}
        self.before: dict[tuple[str, str], Stretch] = {}
        self.losing: list[str | None] = []
        self.conns: dict[str, str] = {}
        self.deaf: set[str | None] = set()
        self.allowed: set[tuple[str, str]] = set()
        self.last_frame: dict[str, int] = {}
        self.leaving: set[tuple[str, str]] = set()
        self.parting: set[str] = set()
        self.ends: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in facts.revokes:
            self.ends[row.w].append((str(row.person), row.channel))

    def read(self) -> list[Stretch]:
        for row in self.facts.rows:
            self._row(row)
        return self.found

    def _row(self, row: AnyRow) -> None:
        session, conn = str(row.session), str(row.conn)
        match row:
            case Recv():
                self.last_frame[conn] = row.i
            case Invoke():
                for person, channel in self.ends.get(row.w, ()):
                    self.allowed.discard((person, channel))
                    self._end(row.i, False, lambda one, right=(person, channel): (one.person, one.channel) == right)
            case Grant(phase="done") if self._certain(row):
                self.allowed.add((str(row.person), row.channel))
            case Subscribe(phase="requested"):
                self.leaving.discard((session, row.channel))
            case Subscribe(phase="done") if (session, row.channel) not in self.leaving:
                self._begin(row, row.channel, row.position, False)
            case Resume(phase="done"):
                for channel, claim in row.claims.items():
                    self._begin(row, channel, None, claim.recovered)
            case Unsubscribe(phase="requested"):
                self.leaving.add((session, row.channel))
                self._end(row.i, False, lambda one: one.session == session and one.channel == row.channel)
            case _:
                self._breaks(row, session, conn)

    def _breaks(self, row: AnyRow, session: str, conn: str) -> None:
        """What happens to connections, and the fault that loses."""
        match row:
            case Open(phase="requested"):
                self.conns[session] = conn
                if {None, session} & set(self.losing):
                    self.deaf.add(conn)
                self._end(row.i, True, lambda one: one.session == session)
            case Close() if conn not in self.parting:
                if row.phase == "requested":
                    self.parting.add(conn)
                last = row.i if row.phase == "requested" else self.last_frame.get(conn, 0)
                for one in self.found:
                    one.last = min(one.last, last) if conn in one.conns else one.last
                self._end(last, True, lambda one: conn in one.conns)
            case Fault(phase="end") if "loses" in row.does:
                self.losing.remove(row.session)
            case Fault(phase="start") if "loses" in row.does:
                self.losing.append(row.session)
                self.deaf |= {conn for who, conn in self.conns.items() if row.session in {None, who}}
                self._end(row.i, False, lambda one: row.session in {None, one.session})
            case _:
                pass

    def _certain(self, row: Grant) -> bool:
        """No revocation of the same right that was under way together with the grant, or of unknown outcome."""
        facts = self.facts
        for other in facts.revokes:
            if (other.person, other.channel) == (row.person, row.channel) and other.i < row.i:
                over = [one.i for one in (*facts.oks.get(other.w, ()), *facts.fails.get(other.w, ()))]
                if not over or min(over) > facts.invokes[row.w].i:
                    return False
        return True

    def _begin(self, row: Subscribe | Resume, channel: str, start: Position | None, recovered: bool) -> None:
        key = (str(row.session), channel)
        if self.facts.grants and (str(row.person), channel) not in self.allowed:
            return
        if key in self.now or row.conn in self.deaf or {None, key[0]} & set(self.losing):
            return
        earlier = self.before.pop(key, None)
        one = Stretch(*key, first=row.i, conns={str(row.conn)}, start=start)
        if recovered:
            if earlier is None:
                return
            one.first, one.resumed = earlier.first, True
        self.now[key] = one
        self.found.append(one)

    def _end(self, at: int, whole: bool, which: Any) -> None:
        for key, one in list(self.now.items()):
            if which(one):
                one.last, one.whole = at, whole
                del self.now[key]
                if whole:
                    self.before[key] = one
        if not whole:
            for key in [key for key, one in self.before.items() if which(one)]:
                del self.before[key]
