"""A history as an interaction: devices as lifelines beside the backend, and what passed between them as steps.

The backend has two lifelines, `API` and `WebSocket`; each device of a person (a session) has one, in the order in
which they appear. What a person does over the API starts at their first device, or at a lifeline of their own if they
have none. Rows that say nothing to readers (names, the suite's own markers, requests that belong to another row) are
left out. `late` marks an event that arrived after the delivery budget of the history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any, Literal

from lockstep.history.rows import (
    AnyRow,
    Close,
    Continue,
    End,
    Fail,
    Fault,
    Header,
    Info,
    Invoke,
    Name,
    Ok,
    Open,
    Pause,
    Read,
    Recovery,
    Recv,
    Resume,
    Row,
    Send,
    Settled,
    Snapshot,
    Subscribe,
    Unsubscribe,
)
from lockstep.matchers.received import text_of
from lockstep.reporting.traces.marks import Gap, Marks

API, SOCKET = "API", "WebSocket"

Kind = Literal[
    "request", "answer", "refusal", "unknown", "read", "event", "frame", "connection", "fault", "over", "gap"
]
_ALWAYS: frozenset[Kind] = frozenset({"fault", "over", "gap"})


@dataclass(frozen=True)
class Lifeline:
    """A vertical line of a chart: the backend's, or a device's."""

    key: str
    title: str
    device: str = ""


@dataclass(frozen=True)
class Step:
    """One horizontal line of a chart, for row `row`, `ms` after the beginning.

    source, target: keys of lifelines; the same twice for what happens at one; both empty for what concerns everyone.
    marks: words of the verdicts, `witness` whether a witness names the row.
    """

    row: int
    ms: float
    kind: Kind
    source: str
    target: str
    label: str
    marks: tuple[str, ...] = ()
    witness: bool = False

    @property
    def kept(self) -> bool:
        """Whether it is shown however long the history is."""
        return self.witness or bool(self.marks) or self.kind in _ALWAYS


@dataclass(frozen=True)
class Interaction:
    """The lifelines, from left to right, and the steps, from top to bottom."""

    title: str
    lifelines: tuple[Lifeline, ...]
    steps: tuple[Step, ...] = field(default=())


def interaction(rows: Sequence[AnyRow], marks: Marks) -> Interaction:
    """The interaction of a history's rows."""
    return _Reader(rows, marks).read()


class _Reader:
    def __init__(self, rows: Sequence[AnyRow], marks: Marks) -> None:
        self._rows, self._marks = rows, marks
        self._header = rows[0] if rows and isinstance(rows[0], Header) else None
        self._labels = {row.ref: row.label for row in rows if isinstance(row, Name)}
        self._asked = {row.w: row for row in reversed(rows) if isinstance(row, Invoke)}
        self._answered = {row.w: row.t for row in rows if isinstance(row, Ok)}
        self._opened = {row.conn: row.t for row in rows if isinstance(row, Open) and row.phase == "done"}
        self._first: dict[str, str] = {}
        for row in rows:
            if row.session and row.person:
                self._first.setdefault(row.person, row.session)

    def read(self) -> Interaction:
        steps: list[Step] = []
        gaps = {number: list(found) for number, found in _by_row(self._marks.gaps).items()}
        for row in self._rows:
            if not getattr(row, "marker", False) and (told := self._told(row)) is not None:
                steps.append(self._step(row, *told))
            steps += [self._missing(row, gap) for gap in gaps.get(row.i, ())]
        used = {key for step in steps for key in (step.source, step.target) if key}
        order = dict.fromkeys([API, SOCKET, *(self._at(row) for row in self._rows if row.person)])
        lines = tuple(self._lifeline(key) for key in order if key in used)
        return Interaction(self._header.title if self._header else "", lines, tuple(steps))

    def _step(self, row: AnyRow, kind: Kind, source: str, target: str, label: str) -> Step:
        marks = list(self._marks.words.get(row.i, ()))
        if isinstance(row, Recv) and (late := self._late(row)) is not None:
            marks.append(f"{late:.0f} ms late")
        ms = self._ms(row)
        return Step(row.i, ms, kind, source, target, label, tuple(marks), row.i in self._marks.witnesses)

    def _missing(self, row: AnyRow, gap: Gap) -> Step:
        asked = self._asked.get(gap.cause)
        label = f"nothing of {asked.person}'s {_spoken(asked.operation)}" if asked else "nothing"
        return Step(row.i, self._ms(row), "gap", SOCKET, gap.device, label, (gap.word,), witness=True)

    def _ms(self, row: Row) -> float:
        return (row.t - self._rows[0].t) / 1e6

    def _late(self, row: Recv) -> float | None:
        """By how much an event exceeds the delivery budget, counted from its write's answer, where it names its write
        and its connection was open when that began; None if it does not."""
        asked = self._asked.get(row.cause or "")
        if asked is None or self._header is None or not row.event or self._opened.get(row.conn, asked.t) >= asked.t:
            return None
        since = self._answered.get(asked.w, row.t)
        over = (row.t - since) / 1e6 - self._header.budgets.delivery_budget_ms
        return over if over > 0 else None

    def _lifeline(self, key: str) -> Lifeline:
        person, _, device = key.partition("/")
        return Lifeline(key, person, device)

    def _at(self, row: Row) -> str:
        return row.session or self._first.get(row.person or "", row.person or "")

    @singledispatchmethod
    def _told(self, row: Row) -> tuple[Kind, str, str, str] | None:
        del row
        return None

    @_told.register
    def _(self, row: Invoke) -> tuple[Kind, str, str, str]:
        again = f" (attempt {row.attempt})" if row.attempt > 1 else ""
        way = API if row.via == "api" else SOCKET
        return "request", self._at(row), way, f"{_spoken(row.operation)}{self._in(row.channel)}{again}"

    @_told.register
    def _(self, row: Ok | Fail | Info) -> tuple[Kind, str, str, str]:
        asked = self._asked.get(row.w)
        way = SOCKET if asked is not None and asked.via == "socket" else API
        kind: Kind = "answer" if isinstance(row, Ok) else "refusal" if isinstance(row, Fail) else "unknown"
        return kind, way, self._at(row), f"{row.status}{self._thing(row.entity, row.version, row.payload)}"

    @_told.register
    def _(self, row: Read | Snapshot) -> tuple[Kind, str, str, str]:
        count = f"{len(row.shows)} shown" if row.status.startswith("2") else row.status
        return "read", API, self._at(row), f"{_spoken(row.operation)}{self._in(row.channel)}: {count}"

    @_told.register
    def _(self, row: Recv) -> tuple[Kind, str, str, str] | None:
        if not row.event:
            if row.i not in self._marks.witnesses:
                return None
            return "frame", SOCKET, self._at(row), f"{_spoken(row.kind)}{self._in(row.channel)}"
        number = "" if row.seq is None else f"#{row.seq} "
        thing = self._thing(row.entity, row.version, row.payload)
        return "event", SOCKET, self._at(row), f"{number}{_spoken(row.kind)}{self._in(row.channel)}{thing}"

    @_told.register
    def _(self, row: Send) -> tuple[Kind, str, str, str] | None:
        if row.ref in self._asked or row.i not in self._marks.witnesses:
            return None  # its write is a step, or its subscription
        return "frame", self._at(row), SOCKET, f"{_spoken(row.kind)}{self._in(row.channel)}"

    @_told.register
    def _(self, row: Open) -> tuple[Kind, str, str, str] | None:
        if row.phase == "requested":
            return None
        word = "connected" if row.phase == "done" else f"connection rejected{_because(row.reason)}"
        return "connection", SOCKET, self._at(row), word

    @_told.register
    def _(self, row: Close) -> tuple[Kind, str, str, str]:
        if row.phase == "requested":
            return "connection", self._at(row), SOCKET, "disconnects"
        code = "" if row.code is None else f" with {row.code}"
        word = {"us": "disconnected", "server": f"closed by the server{code}", "network": "connection cut"}[row.by]
        return "connection", self._at(row), self._at(row), f"{word}{_because(row.reason)}"

    @_told.register
    def _(self, row: Subscribe | Unsubscribe) -> tuple[Kind, str, str, str]:
        verb = "subscribe" if isinstance(row, Subscribe) else "unsubscribe"
        word = {"requested": verb, "done": f"{verb}d", "refused": f"{verb} rejected"}[row.phase]
        ends = (self._at(row), SOCKET) if row.phase == "requested" else (SOCKET, self._at(row))
        return "connection", *ends, f"{word}{self._in(row.channel)}{_because(row.reason)}"

    @_told.register
    def _(self, row: Resume) -> tuple[Kind, str, str, str]:
        if row.phase == "requested":
            asked = ", ".join(f"{self._name(channel)} after {at.seq}" for channel, at in row.asked.items())
            return "connection", self._at(row), SOCKET, f"resume {asked}"
        if row.phase == "refused":
            return "connection", SOCKET, self._at(row), f"resume rejected{_because(row.reason)}"
        claims = (f"{self._name(c)} {'' if claim.recovered else 'not '}recovered" for c, claim in row.claims.items())
        return "connection", SOCKET, self._at(row), ", ".join(claims)

    @_told.register
    def _(self, row: Recovery) -> tuple[Kind, str, str, str]:
        return "connection", self._at(row), self._at(row), f"{row.stage}{_because(row.reason)}"

    @_told.register
    def _(self, row: Pause | Continue) -> tuple[Kind, str, str, str]:
        word = "stops reading" if isinstance(row, Pause) else "resumes reading"
        return "connection", self._at(row), self._at(row), word

    @_told.register
    def _(self, row: Fault) -> tuple[Kind, str, str, str]:
        begins = "begins" if row.phase == "start" else "ends"
        at = self._at(row)
        return "fault", at, at, f"fault {row.name} {begins}{self._in(row.channel)}{_because(row.evidence)}"

    @_told.register
    def _(self, row: Settled) -> tuple[Kind, str, str, str]:
        del row
        return "over", "", "", "quiet: everything due has arrived or its deadline has passed"

    @_told.register
    def _(self, row: End) -> tuple[Kind, str, str, str]:
        return "over", "", "", f"the scenario's own steps are over: {row.outcome}"

    def _name(self, ref: str) -> str:
        return f'"{self._labels[ref]}"' if ref in self._labels else ref

    def _in(self, channel: str | None) -> str:
        return "" if channel is None else f" in {self._name(channel)}"

    def _thing(self, entity: str | None, version: int | None, payload: Any) -> str:
        at = "" if version is None else f" v{version}"
        return (f" {self._name(entity)}{at}" if entity else "") + text_of(payload)


def _by_row(gaps: Iterable[Gap]) -> dict[int, list[Gap]]:
    found: dict[int, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.after, []).append(gap)
    return found


def _spoken(operation: str) -> str:
    return operation.replace("_", " ")


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
