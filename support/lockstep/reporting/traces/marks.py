"""Marks: what the witnesses of violated properties say of single rows, in a word or two for a chart.

A mark stands at the row that shows the fault: the event that came twice, too early, out of order, altered or to the
wrong person. Where the fault is that nothing came (P1, P18 and the like have no such row), the mark is a `Gap`: the
device that should have received something, behind the row of the write's answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lockstep.checks.verdicts import Verdict, Witness
from lockstep.history.rows import AnyRow, Info, Invoke, Ok, Open, Read, Recv, Snapshot, Subscribe

_WORDS = {
    "P1": "too late",
    "P2": "double",
    "P3": "nobody wrote it",
    "P4": "rejected, yet announced",
    "P5": "before its cause",
    "P6": "written twice",
    "P7": "out of order",
    "P8": "number skipped",
    "P9": "out of order",
    "P10": "other order than others",
    "P11": "before what it follows",
    "P12": "altered",
    "P13": "breaks its schema",
    "P14": "read and event differ",
    "P16": "not continued",
    "P17": "snapshot differs",
    "P18": "differs at the end",
    "P19": "leaked",
    "P20": "after the right ended",
    "P22": "wrong presence",
    "P23": "not backpressure",
    "P24": "late",
}
_ABSENT = frozenset({"P1", "P18"})
"""Properties whose fault may be that nothing arrived."""


@dataclass(frozen=True)
class Gap:
    """Something that never arrived: at `device` (a session, or a person without one), due since row `after`."""

    device: str
    after: int
    word: str
    cause: str


@dataclass
class Marks:
    """What the verdicts say of rows: words by row number, gaps, and the rows that any witness names."""

    words: dict[int, list[str]] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    witnesses: set[int] = field(default_factory=set)


def marks_of(rows: Sequence[AnyRow], verdicts: Iterable[Verdict]) -> Marks:
    """The marks of every violated verdict's witnesses."""
    marks = Marks()
    for verdict in verdicts:
        if verdict.outcome != "violated":
            continue
        for witness in verdict.witnesses:
            marks.witnesses.update(witness.rows)
            _mark(marks, rows, verdict, witness)
    return marks


def _mark(marks: Marks, rows: Sequence[AnyRow], verdict: Verdict, witness: Witness) -> None:
    named = [rows[number] for number in witness.rows if 0 <= number < len(rows)]
    arrived = [row for row in named if isinstance(row, Recv) and row.event]
    if verdict.property in _ABSENT and (gap := _gap(verdict, named)) is not None and not _came(gap, arrived):
        marks.gaps.append(gap)
        return
    shown: Sequence[AnyRow] = arrived or [row for row in named if isinstance(row, Snapshot | Read)] or named
    if shown:
        word = f"{verdict.property} {_WORDS.get(verdict.property, verdict.name)}"
        words = marks.words.setdefault(shown[-1].i, [])
        if word not in words:
            words.append(word)


def _came(gap: Gap, arrived: Iterable[Recv]) -> bool:
    """Whether the gap's device received something after it, so that the fault is in what it received."""
    return any((row.session or row.person) == gap.device and row.i > gap.after and not row.marker for row in arrived)


def _gap(verdict: Verdict, named: Sequence[AnyRow]) -> Gap | None:
    writes = [row for row in named if isinstance(row, Invoke | Ok | Info)]
    devices = [row.session or row.person for row in named if isinstance(row, Open | Subscribe | Recv)]
    if not writes or not devices or devices[0] is None:
        return None
    return Gap(devices[0], writes[-1].i, f"{verdict.property} never arrived", writes[-1].w)
