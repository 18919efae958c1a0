"""Generates the comparison of the adapters for people from the adapters themselves, so that both always agree.

It lists the needs of scenarios that a target meets, its promises (`lockstep.history.rows.Promises`), and its known
defects. `local` and `faults` depend on where a target runs and are left out.
"""

import sys

import msgspec

from lockstep.targets.base import Target
from lockstep.targets.faye import FayeTarget
from lockstep.targets.feathers import FeathersTarget
from lockstep.targets.nchan import NchanTarget
from lockstep.targets.needs import met_by
from lockstep.targets.rabbitmq import RabbitmqTarget
from lockstep.targets.reference import ReferenceTarget

SIDE_BY_SIDE: tuple[type[Target], ...] = (ReferenceTarget, NchanTarget, FayeTarget, RabbitmqTarget, FeathersTarget)


def markdown() -> str:
    """The tables, and the list of known defects."""
    needs = sorted(set().union(*map(met_by, SIDE_BY_SIDE)))
    promises = [msgspec.structs.asdict(one.promises) for one in SIDE_BY_SIDE]
    parts = [
        _table("need", [(name, *("yes" if name in met_by(one) else "" for one in SIDE_BY_SIDE)) for name in needs]),
        _table("promise", [(name, *(_shown(one[name]) for one in promises)) for name in promises[0]]),
        "Known defects:\n\n" + "".join(f"* {line}\n" for line in _defects()),
    ]
    return "\n".join(parts)


def _table(corner: str, rows: list[tuple[str, ...]]) -> str:
    head = (corner, *(one.name for one in SIDE_BY_SIDE))
    lines = [head, tuple("---" for _ in head), *(row for row in rows if any(row[1:]))]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _shown(value: object) -> str:
    if isinstance(value, bool) or value in (None, "none", 0, 0.0):
        return "yes" if value is True else ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:,g}" if isinstance(value, int | float) else str(value)


def _defects() -> list[str]:
    """Each reason with the scenarios in which the defect occurs."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in SIDE_BY_SIDE:
        for defect in one.known_defects:
            when = ", sometimes" if defect.sometimes else ""
            found.setdefault((one.name, f"{defect.property}{when}", defect.reason), []).append(defect.scenario)
    return [
        f"{name}, {kind}: {reason}. In: {'; '.join(dict.fromkeys(scenarios))}."
        for (name, kind, reason), scenarios in found.items()
    ]


if __name__ == "__main__":
    sys.stdout.write(markdown())
