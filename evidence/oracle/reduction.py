"""The reduction of a mismatch: to fewer acts and simpler promises, and a mutated history then to fewer rows."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
from lockstep.history.rows import AnyRow, Grant, Promises, Read, Recv, Revoke, Snapshot

from evidence.oracle.comparison import HEALTHY, Mismatch, outcomes, remains, shows
from evidence.oracle.plan import Plan

T = TypeVar("T")

_PLAIN = {
    "rights": False,
    "joins": False,
    "personal": False,
    "watched": False,
    "closing": False,
    "generous": False,
    "claims_first": True,
}


def reduced(mismatch: Mismatch) -> list[AnyRow]:
    """The fewest rows found that show the mismatch."""

    def still(plan: Plan) -> bool:
        return shows(mismatch, plan) is not None

    plan = _shortest(simplest(_shortest(mismatch.plan, still), still), still)
    rows = shows(mismatch, plan)
    assert rows is not None
    if mismatch.kind != HEALTHY:
        besides, head = outcomes(rows), rows[0]
        units = _units(rows[1:])
        kept = fewest(units, lambda some: remains(mismatch, _joined(head, some), besides))
        rows = _joined(head, kept)
    return rows


def _shortest(plan: Plan, still: Callable[[Plan], bool]) -> Plan:
    """The plan with as few acts as still show it."""
    return plan.with_acts(tuple(fewest(plan.acts, lambda acts: still(plan.with_acts(tuple(acts))))))


def _units(rows: list[AnyRow]) -> list[list[AnyRow]]:
    """What may be left out: a write with all its attempts, answers and events; else a frame or a read by itself. All
    other rows are one unit, for a plan with fewer acts is the way to do without them."""
    writes: dict[str, list[AnyRow]] = {}
    units: list[list[AnyRow]] = []
    rest: list[AnyRow] = []
    kept = {row.w for row in rows if isinstance(row, Grant | Revoke)}
    for row in rows:
        w = getattr(row, "w", None)
        if w is not None and w not in kept:
            writes.setdefault(w, []).append(row)
        elif isinstance(row, Read | Snapshot) or (isinstance(row, Recv) and row.event):
            units.append([row])
        else:
            rest.append(row)
    return [*writes.values(), *units, rest]


def _joined(head: AnyRow, units: Sequence[list[AnyRow]]) -> list[AnyRow]:
    return renumbered([head, *sorted((row for unit in units for row in unit), key=lambda row: row.i)])


def fewest(things: Sequence[T], still: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """A part of these that still shows it and of which nothing more can be left out, tried in halves first."""
    size = max(1, len(things) // 2)
    while True:
        place, smaller = 0, False
        while place < len(things):
            rest = [*things[:place], *things[place + size :]]
            if still(rest):
                things, smaller = rest, True
            else:
                place += size
        if size == 1 and not smaller:
            return things
        size = max(1, size // 2)


def simplest(plan: Plan, still: Callable[[Plan], bool]) -> Plan:
    """The plan under as few promises and peculiarities as still show it."""
    plain = Promises()
    for name in Promises.__struct_fields__:
        if name == "timers":
            continue  # without it, presence would have no cause
        promises = msgspec.structs.replace(plan.setting.promises, **{name: getattr(plain, name)})
        simpler = replace(plan, setting=replace(plan.setting, promises=promises))
        if promises != plan.setting.promises and still(simpler):
            plan = simpler
    for name, value in _PLAIN.items():
        changes: dict[str, Any] = {name: value}
        simpler = replace(plan, setting=replace(plan.setting, **changes))
        if simpler != plan and still(simpler):
            plan = simpler
    return plan


def renumbered(rows: list[AnyRow]) -> list[AnyRow]:
    """Copies of the rows, with indices and frames counted anew."""
    frames: dict[str | None, int] = {}
    made = [copy.copy(row) for row in rows]
    for place, row in enumerate(made):
        row.i = place
        if isinstance(row, Recv):
            frames[row.conn] = row.n = frames.get(row.conn, 0) + 1
    return made
