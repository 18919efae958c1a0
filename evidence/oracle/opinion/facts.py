"""What a history says at first sight: writes with their answers, events, circumstances.

The simulator notes in `raw` of a received event the id of the write that really caused it, so that nothing has to be
paired here.
"""

from collections import defaultdict
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
    Read,
    Recv,
    Resume,
    Revoke,
    Settled,
    Snapshot,
)

NOTHING = "nothing"
"""What `raw` holds for an event that a mutation made up."""


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
        self.tolerance = int((self.end.tolerance_ms or 0 if self.end else 0) * 1e6)
        self.limit = int(self.budgets.loss_ms * 1e6) + self.tolerance
        self.delays = int(sum(row.delay_ms for row in self.faults) * 1e6)
        self.replaced = self._replaced()
        self.unsure = {w for w in self.attempts if w in self.infos or (w not in self.oks and not self.refused(w))}
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
            case Settled():
                self.settled = row
            case End():
                self.end = row
            case _:
                self._others(row)

    def _others(self, row: AnyRow) -> None:
        match row:
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
            elif isinstance(row, Close) and row.phase == "done" and now.get(str(row.session)) == row.conn:
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
