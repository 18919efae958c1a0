"""What a history says at first sight: writes, answers, events, and stretches of certain subscription and permission.

The simulator notes in `raw` of a received event the id of the write that really caused it, so that nothing has to be
paired here. Whatever is not plain counts as uncertain: a stretch is never longer than the text allows.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from lockstep.history.rows import (
    AnyRow,
    Close,
    End,
    Fail,
    Fault,
    Grant,
    Header,
    Info,
    Invoke,
    Ok,
    Open,
    Pause,
    Position,
    Read,
    Recv,
    Resume,
    Revoke,
    Settled,
    Snapshot,
    Subscribe,
    Unsubscribe,
)

FOREVER = 1 << 60
NOTHING = "nothing"
"""What `raw` holds for an event that a mutation made up."""


@dataclass(eq=False)
class Stretch:
    """From row `first` to row `last` a session was certainly subscribed and allowed."""

    session: str
    channel: str
    first: int
    last: int = FOREVER
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


class Facts:
    """The rows of a history, sorted by what they are."""

    def __init__(self, rows: list[AnyRow]) -> None:
        self.rows = rows
        header = rows[0]
        assert isinstance(header, Header)
        self.promises, self.budgets = header.promises, header.budgets
        self.invokes: dict[str, Invoke] = {}
        self.attempts: dict[str, list[Invoke]] = defaultdict(list)
        self.oks: dict[str, list[Ok]] = defaultdict(list)
        self.infos: dict[str, Info] = {}
        self.fails: dict[str, list[Fail]] = defaultdict(list)
        self.events: list[Recv] = []
        self.heard: dict[tuple[str, str], list[Recv]] = defaultdict(list)
        self.looks: list[Read | Snapshot] = []
        self.resumes: list[Resume] = []
        self.faults: list[Fault] = []
        self.pauses: list[Pause] = []
        self.grants: list[Grant] = []
        self.revokes: list[Revoke] = []
        self.settled: Settled | None = None
        self.end: End | None = None
        for row in rows:
            self._sort(row)
        self.oks, self.fails, self.attempts = dict(self.oks), dict(self.fails), dict(self.attempts)
        self.allowance = int((self.end.allowance_ms or 0 if self.end else 0) * 1e6)
        self.limit = int(self.budgets.loss_ms * 1e6) + self.allowance
        self.delays = int(sum(row.delay_ms for row in self.faults) * 1e6)
        self.replaced = self._replaced()
        self.unsure = {w for w in self.attempts if w in self.infos or (w not in self.oks and not self.refused(w))}
        self.stretches = self._stretches()
        self.texts: dict[tuple[Any, ...], int] = defaultdict(int)
        for first in self.invokes.values():
            self.texts[first.person, first.channel, first.operation, first.sent] += 1

    def _sort(self, row: AnyRow) -> None:
        match row:
            case Invoke():
                self.invokes.setdefault(row.w, row)
                self.attempts[row.w].append(row)
            case Ok():
                self.oks[row.w].append(row)
            case Info():
                self.infos.setdefault(row.w, row)
            case Fail():
                self.fails[row.w].append(row)
            case Recv() if row.event:
                self.events.append(row)
                self.heard[str(row.session), str(row.channel)].append(row)
            case Read() | Snapshot():
                self.looks.append(row)
            case Resume():
                self.resumes.append(row)
            case Fault():
                self.faults.append(row)
            case Pause():
                self.pauses.append(row)
            case Grant():
                self.grants.append(row)
            case Revoke():
                self.revokes.append(row)
            case Settled():
                self.settled = row
            case End():
                self.end = row
            case _:
                pass

    def _replaced(self) -> set[str]:
        """Connections that another of the same session followed before they had ended."""
        now: dict[str, str] = {}
        found: set[str] = set()
        for row in self.rows:
            if isinstance(row, Open) and row.phase == "requested":
                if row.session in now:
                    found.add(now[str(row.session)])
                now[str(row.session)] = str(row.conn)
            elif isinstance(row, Close) and now.get(str(row.session)) == row.conn:
                del now[str(row.session)]
        return found

    @property
    def quiet(self) -> bool:
        """Whether absence can be judged: settled, ended, and every connection answered."""
        return self.settled is not None and self.end is not None and not self.settled.silent

    def sure(self, w: str | None) -> bool:
        """Whether an event of this write cannot be taken for that of another."""
        if w is None or w not in self.invokes:
            return False
        if self.promises.cause:
            return True
        first = self.invokes[w]
        return first.sent is not None and self.texts[first.person, first.channel, first.operation, first.sent] == 1

    def acknowledged(self, w: str | None) -> bool:
        return bool(w) and str(w) in self.oks and str(w) not in self.infos and str(w) in self.invokes

    def refused(self, w: str) -> bool:
        """Every attempt was refused."""
        return len(self.fails.get(w, ())) == len(self.attempts.get(w, ()))

    def faulted(self, session: str, *does: str) -> bool:
        """Whether a declared fault of such a kind ever covered a session."""
        return any(fault.session in {None, session} and set(does) & set(fault.does) for fault in self.faults)

    def paused(self, session: str) -> bool:
        return any(pause.session == session for pause in self.pauses)

    def plain(self, row: Recv) -> bool:
        """An event on a connection that nothing replaced, doubled or marked as a repeat."""
        marked = row.redelivery is not None and self.promises.delivery == "at-least-once"
        return not marked and row.conn not in self.replaced and not self.faulted(str(row.session), "doubles")

    def resumed_between(self, one: Recv, other: Recv) -> bool:
        low, high = sorted((one.i, other.i))
        return any(row.session == one.session and low < row.i < high for row in self.resumes)

    def shared(self, channel: str | None) -> bool:
        return any(str(channel).startswith(prefix) for prefix in self.promises.shared)

    def _stretches(self) -> list[Stretch]:
        return _Reader(self).read()


class _Reader:
    """Goes through the rows once and notes the stretches."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.found: list[Stretch] = []
        self.now: dict[tuple[str, str], Stretch] = {}
        self.before: dict[tuple[str, str], Stretch] = {}
        self.allowed: set[tuple[str, str]] = set()
        self.last_frame: dict[str, int] = {}
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
                    self._end(row.i, False, lambda one, p=person, c=channel: one.person == p and one.channel == c)
            case Grant(phase="done") if self._certain(row):
                self.allowed.add((str(row.person), row.channel))
            case Subscribe(phase="done"):
                self._begin(row, row.channel, row.position, False)
            case Unsubscribe(phase="requested"):
                self._end(row.i, False, lambda one: one.session == session and one.channel == row.channel)
            case Open(phase="requested"):
                self._end(row.i, True, lambda one: one.session == session)
            case Close():
                last = row.i if row.phase == "requested" else self.last_frame.get(conn, 0)
                self._end(last, True, lambda one: conn in one.conns)
            case Fault(phase="start") if "loses" in row.does:
                self._end(row.i, False, lambda one: row.session in {None, one.session})
                for key in [key for key in self.before if row.session in {None, key[0]}]:
                    del self.before[key]
            case Resume(phase="done"):
                for channel, claim in row.claims.items():
                    self._begin(row, channel, None, claim.recovered)
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
        if key in self.now:
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
