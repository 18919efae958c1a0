"""The matrix scenario x fault, and what follows from it. Made of the summaries alone, and the same for the same ones.

A row is a scenario, or all rows of an outline together. A cell holds what fell there with that fault: properties, or
`step` where a scenario's own step failed and no property did. What falls without a fault too (the control) is no
catch of that row. A row that was skipped with a fault says nothing of it, and counts as not run there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidence.matrix.faults import CONTROL, Fault
from evidence.matrix.places import Place
from evidence.matrix.running import NOT_RUN
from evidence.mutants.mutant import STEP


@dataclass
class Row:
    """A scenario or outline: `size` scenarios, and per fault what fell in at least one of them."""

    file: str
    title: str
    size: int = 0
    tags: set[str] = field(default_factory=set)
    fell: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ran: set[str] = field(default_factory=set)
    """The faults with which at least one of them was executed."""

    def catches(self) -> set[str]:
        """The faults that made it fall, and would not have without."""
        return set() if self.fell.get(CONTROL) else {name for name, fallen in self.fell.items() if fallen}


@dataclass
class Matrix:
    """The table: faults that were run, names of those that were not, and rows in the order of the features."""

    faults: tuple[Fault, ...]
    rows: list[Row]
    missing: tuple[str, ...] = ()
    commits: Mapping[str, str] = field(default_factory=dict)
    """The commit that each fault was run on."""

    def unrun(self, fault: Fault) -> list[Row]:
        """Rows that were not run with this fault."""
        return [row for row in self.rows if fault.name not in row.ran]

    def own(self, row: Row) -> set[str]:
        """What the row catches and nothing else in its feature does."""
        others = [other.catches() for other in self.rows if other.file == row.file and other is not row]
        return row.catches().difference(*others)

    def fallen(self, fault: Fault) -> dict[str, int]:
        """How many rows each property fell in with this fault."""
        found: dict[str, int] = defaultdict(int)
        for row in self.rows:
            for name in row.fell.get(fault.name, ()) if fault.name in row.catches() else ():
                found[name] += 1
        return dict(sorted(found.items()))

    def uncaught(self) -> list[Fault]:
        """Faults that no scenario catches."""
        return [one for one in self.planted() if not self.fallen(one)]

    def misnamed(self) -> list[Fault]:
        """Faults that are caught, but never by what they must break."""
        return [one for one in self.planted() if self.fallen(one) and one.breaks not in self.fallen(one)]

    def strangers(self) -> list[tuple[Fault, list[str]]]:
        """Faults with which something fell that they do not name."""
        found = [(one, sorted(set(self.fallen(one)) - one.expected())) for one in self.planted()]
        return [(one, names) for one, names in found if names]

    def planted(self) -> list[Fault]:
        """All but the control."""
        return [one for one in self.faults if one.name != CONTROL]

    def shaken(self) -> list[Row]:
        """Rows that fell without a fault."""
        return [row for row in self.rows if row.fell.get(CONTROL)]

    def blind(self) -> list[Row]:
        """Rows that catch nothing."""
        return [row for row in self.rows if not row.catches() and row not in self.shaken()]

    def covered(self) -> list[Row]:
        """Rows that catch something, but nothing that their feature would miss without them."""
        return [row for row in self.rows if row.catches() and not self.own(row)]

    def requirements(self) -> dict[str, int]:
        """How many scenarios stand for each requirement."""
        found: dict[str, int] = defaultdict(int)
        for row in self.rows:
            for tag in row.tags:
                if tag.startswith("FR-"):
                    found[tag] += row.size
        return dict(sorted(found.items()))


def matrix(
    places: Mapping[str, Place],
    faults: tuple[Fault, ...],
    summaries: Mapping[str, Sequence[dict[str, Any]]],
    commits: Mapping[str, str] | None = None,
) -> Matrix:
    """The table of the faults that there are summaries of, the newest of each first: a scenario's cell is that of the
    newest in which it was executed. What is no longer in the tree (`places`) is left out."""
    rows: dict[Place, Row] = {}
    run = tuple(fault for fault in faults if summaries.get(fault.name))
    counted: set[str] = set()
    for fault in run:
        for number, one in _newest(summaries[fault.name]).items():
            if number not in places:
                continue
            place = places[number]
            row = rows.setdefault(place, Row(place.file, place.title))
            row.tags |= set(one["tags"])
            row.size += number not in counted
            counted.add(number)
            row.fell[fault.name] |= fell(one)
            if one["status"] not in NOT_RUN:
                row.ran.add(fault.name)
    missing = tuple(fault.name for fault in faults if fault not in run)
    return Matrix(run, [rows[place] for place in sorted(rows)], missing, commits or {})


def _newest(summaries: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each scenario in the newest summary in which it was executed, or else in the newest."""
    found: dict[str, dict[str, Any]] = {}
    for one in (one for summary in summaries for one in summary["scenarios"]):
        if one["id"] not in found or (found[one["id"]]["status"] in NOT_RUN and one["status"] not in NOT_RUN):
            found[one["id"]] = one
    return found


def fallen(summary: Mapping[str, Any]) -> dict[str, list[str]]:
    """Property or `step` to the scenarios in which it fell."""
    where: dict[str, list[str]] = {}
    for scenario in summary["scenarios"]:
        for name in sorted(fell(scenario)):
            where.setdefault(name, []).append(scenario["name"])
    return where


def fell(scenario: Mapping[str, Any]) -> set[str]:
    """What fell in a scenario of a summary: properties, or what became of it where there is none."""
    violated = {verdict["property"] for verdict in scenario["verdicts"] if verdict["outcome"] == "violated"}
    if violated or scenario["status"] in {"passed", "known", *NOT_RUN}:
        return violated
    return {STEP if scenario["status"] == "failed" else scenario["status"]}
