"""A history as readable text, line by line: each action, request, response and received event, with its time.

Each line begins with the seconds since the history began. Channels and entities have the scenario's names for them,
texts are shortened, writes are numbered, raw frames and the suite's own markers are left out; the rows never
contained secrets.

A transcript is the timeline of faults, connections and their traffic. If it is longer than `limit` lines, a fault,
the beginning, end or recovery of a connection, the end of the scenario and a row that a witness names are always
kept: only runs of ordinary lines are left out, those farthest from the lines kept, and each gap gives their number.
So a transcript may exceed the limit.
"""

from collections.abc import Collection, Sequence
from functools import singledispatchmethod
from typing import Any

from lockstep.history.rows import (
    AnyRow,
    Close,
    Continue,
    End,
    Fail,
    Fault,
    Grant,
    Header,
    Info,
    Invoke,
    Name,
    Ok,
    Open,
    Pause,
    Phase,
    Read,
    Recovery,
    Recv,
    Resume,
    Revoke,
    Row,
    Send,
    Settled,
    Snapshot,
    Subscribe,
    Unsubscribe,
)
from lockstep.matchers.received import text_of
from lockstep.reporting.folding import shown_numbers

_OUTCOMES = {Ok: "is acknowledged", Fail: "is refused", Info: "has an unknown outcome"}
_OPENING: dict[Phase, str] = {"requested": "connects", "done": "is connected", "refused": "is rejected"}
_JOINING: dict[Phase, str] = {
    "requested": "asks to subscribe to",
    "done": "is subscribed to",
    "refused": "may not subscribe to",
}
_LEAVING: dict[Phase, str] = {"requested": "asks to leave", "done": "has left", "refused": "may not leave"}
_STAGES = {
    "lost": "has lost its connection",
    "trying": "tries to reconnect",
    "renewed": "has renewed the token",
    "connected": "is connected again",
    "recovered": "has recovered",
    "refused": "is permanently rejected",
    "gave up": "gives up",
}
_KEPT = (Header, Open, Close, Recovery, Resume, Pause, Continue, Fault, Settled, End)
_CLOSERS = {"us": "by the suite", "server": "by the server", "network": "by the network"}


def transcript(rows: Sequence[AnyRow], limit: int = 400, witnesses: Collection[int] = ()) -> str:
    """The whole history as text, a line per relevant row. `witnesses` are the numbers (`i`) of rows that contradict a
    property."""
    if not rows:
        return "an empty history"
    teller = _Teller(rows)
    told = [(line, row) for row in rows if (line := teller.line(row))]
    kept = [isinstance(row, _KEPT) or row.i in witnesses for _, row in told]
    return "\n".join(_shortened([line for line, _ in told], kept, limit)) + "\n"


def lines_of(rows: Sequence[AnyRow]) -> list[str]:
    """Every row on a line of its own; empty for a row that is not relevant to readers."""
    teller = _Teller(rows)
    return [teller.line(row) for row in rows]


def _shortened(lines: list[str], kept: list[bool], limit: int) -> list[str]:
    """At most `limit` lines plus those always kept, in order, with a line for each gap."""
    shown = shown_numbers(kept, limit)
    found: list[str] = []
    gap = 0
    for number, line in enumerate(lines):
        if number in shown:
            found += [*_gap(gap), line]
            gap = 0
        else:
            gap += 1
    return found + _gap(gap)


def _gap(lines: int) -> list[str]:
    if not lines:
        return []
    return [f"... {lines} ordinary line{'' if lines == 1 else 's'} left out ..."]


class _Teller:
    def __init__(self, rows: Sequence[AnyRow]) -> None:
        self._start = rows[0].t
        self._labels = {row.ref: row.label for row in rows if isinstance(row, Name)}
        self._operations = {row.w: row.operation for row in rows if isinstance(row, Invoke) and not row.marker}
        self._numbers = {w: number for number, w in enumerate(self._operations, start=1)}

    def line(self, row: AnyRow) -> str:
        """One row on one line; empty if it is not relevant to readers."""
        if getattr(row, "marker", False):
            return ""
        told = self._told(row)
        return f"{(row.t - self._start) / 1e9:9.3f} s  {told}" if told else ""

    @singledispatchmethod
    def _told(self, row: Row) -> str:
        del row
        return ""

    @_told.register
    def _(self, row: Header) -> str:
        return f'"{row.title}", attempt {row.attempt}, seed {row.seed}, target {row.target}'

    @_told.register
    def _(self, row: Invoke) -> str:
        again = f", attempt {row.attempt}" if row.attempt > 1 else ""
        asks = f"{_who(row)} asks {row.operation}{self._in(row.channel)} over the {row.via}"
        return f"{asks}{again} ({self._write(row.w)})"

    @_told.register
    def _(self, row: Ok | Fail | Info) -> str:
        what = self._thing(row.entity, row.version, row.payload)
        outcome = f"{_OUTCOMES[type(row)]} ({row.status})"
        return f"{_who(row)}'s {self._operations.get(row.w, 'write')} {outcome}{what} ({self._write(row.w)})"

    @_told.register
    def _(self, row: Read | Snapshot) -> str:
        when = "" if row.closing is None else " before the first act" if row.closing.opening else " at the end"
        read = f"{_who(row)} reads {row.operation}{self._in(row.channel)}{when}"
        return f"{read}: {row.status}, {len(row.shows)} returned"

    @_told.register
    def _(self, row: Recv) -> str:
        if not row.event:
            return f"{_who(row)} receives {row.kind}{self._in(row.channel)}"
        number = "" if row.seq is None else f" number {row.seq}"
        author = f" by {row.author}" if row.author else ""
        broken = f" (breaks its schema: {row.schema})" if row.schema else ""
        thing = self._thing(row.entity, row.version, row.payload)
        return f"{_who(row)} receives {row.kind}{number}{self._in(row.channel)}{author}{thing}{broken}"

    @_told.register
    def _(self, row: Send) -> str:
        return f"{_who(row)} sends {row.kind}{self._in(row.channel)}"

    @_told.register
    def _(self, row: Open) -> str:
        how = f" (token: {row.how})" if row.how else ""
        return f"{_who(row)} {_OPENING[row.phase]}{how}{_because(row.reason)}"

    @_told.register
    def _(self, row: Close) -> str:
        if row.phase == "requested":
            return f"{_who(row)} disconnects"
        code = "without a code" if row.code is None else f"with code {row.code}"
        return f"{_who(row)} is disconnected {_CLOSERS[row.by]} {code}{_because(row.reason)}"

    @_told.register
    def _(self, row: Subscribe | Unsubscribe) -> str:
        asks = (_JOINING if isinstance(row, Subscribe) else _LEAVING)[row.phase]
        return f"{_who(row)} {asks} {self._name(row.channel)}{_because(row.reason)}"

    @_told.register
    def _(self, row: Grant | Revoke) -> str:
        change = "granting" if isinstance(row, Grant) else "revoking"
        right = f"{change} {row.person} the right to receive {self._name(row.channel)}"
        return f"{right} is {row.phase} ({self._write(row.w)})"

    @_told.register
    def _(self, row: Resume) -> str:
        if row.phase == "requested":
            asked = ", ".join(f"{self._name(channel)} from {at.seq}" for channel, at in row.asked.items())
            return f"{_who(row)} asks to resume {asked}"
        if row.phase == "refused":
            return f"{_who(row)} may not resume{_because(row.reason)}"
        claims = (
            f"{self._name(channel)} {'recovered' if claim.recovered else 'not recovered'}"
            for channel, claim in row.claims.items()
        )
        return f"{_who(row)} has resumed: {', '.join(claims)}"

    @_told.register
    def _(self, row: Pause | Continue) -> str:
        return f"{_who(row)} {'stops reading' if isinstance(row, Pause) else 'resumes reading'}"

    @_told.register
    def _(self, row: Recovery) -> str:
        again = f", attempt {row.attempt}" if row.attempt > 1 else ""
        return f"the client of {_who(row)} {_STAGES[row.stage]}{again}{_because(row.reason)}"

    @_told.register
    def _(self, row: Fault) -> str:
        begins = "begins" if row.phase == "start" else "ends"
        whom = row.session or row.person or "everybody"
        return f"the declared fault {row.name} {begins} for {whom}{self._in(row.channel)}{_because(row.evidence)}"

    @_told.register
    def _(self, row: Settled) -> str:
        silent = f"; silent: {', '.join(row.silent)}" if row.silent else ""
        return f"settled by {row.how}, {len(row.answered)} connections answered{silent}"

    @_told.register
    def _(self, row: End) -> str:
        return f"the scenario's own steps are over: {row.outcome}"

    def _write(self, w: str) -> str:
        """Writes are numbered for readers; their ids are meant for machines."""
        return f"write {self._numbers[w]}" if w in self._numbers else w

    def _name(self, ref: str) -> str:
        return f'"{self._labels[ref]}"' if ref in self._labels else ref

    def _in(self, channel: str | None) -> str:
        return "" if channel is None else f" in {self._name(channel)}"

    def _thing(self, entity: str | None, version: int | None, payload: Any) -> str:
        at = "" if version is None else f" version {version}"
        return (f" {self._name(entity)}{at}" if entity else "") + text_of(payload)


def _who(row: Row) -> str:
    return row.session or row.person or "somebody"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
