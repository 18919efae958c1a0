"""Past runs from the store: lists of runs, one scenario over time, flaky scenarios, two runs compared.

Each query is answered first as plain data, which `--json` prints unchanged, and then as a table. Durations are in
seconds. Only the final result of a scenario in a run counts, not repeated attempts, and only if it was executed. Runs
with a plant are listed with the plant, but are no evidence about scenarios, since a plant is meant to make them fail:
they are excluded from all figures and comparisons.

Flakiness of a scenario: the share of its runs in which it passed only when repeated, or had another result than in
the run before. 0 is steady, whether it passes or fails. Slower means more than twice as long, and by at least 0.1 s,
having passed both times.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from lockstep.store import Attempt, Run, Store, StoreError

SLOWER_TIMES = 2.0
SLOWER_S = 0.1

_NOT_EXECUTED = ("skipped", "not run")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One run in a list. `counts` are passed, failed, skipped; `not_judged` those invalid or unknown; `exit_code` is
    None while there is none; `plant` is empty where there was none."""

    run: str
    started: str
    target: str
    seed: str
    counts: tuple[int, int, int]
    not_judged: int = 0
    broken: int = 0
    exit_code: int | None
    state: str
    duration: float
    plant: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario's result in one run, and the plant of the run, if any."""

    run: str
    started: str
    status: str
    duration: float
    message: str = ""
    plant: str = ""

    @property
    def told(self) -> str:
        """The status, and the plant if there was one."""
        return f"{self.status} (plant {self.plant})" if self.plant else self.status


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario over its runs, oldest first. `outcomes` are those of all runs; the figures leave out the runs with
    a plant, `planted` in number."""

    scenario: str
    title: str
    place: str
    runs: int
    passed: int
    flakiness: float
    planted: int = 0
    outcomes: tuple[Outcome, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that differs between two runs; None if it was not executed."""

    scenario: str
    title: str
    before: str | None
    after: str | None
    seconds: tuple[float | None, float | None]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one run to another."""

    before: str
    after: str
    newly_failing: list[Change]
    mended: list[Change]
    slower: list[Change]
    new: list[Change]
    gone: list[Change]


def listed(store: Store, limit: int | None) -> list[Shown]:
    """The runs, newest first."""
    return [
        Shown(
            run=one.id,
            started=_when(one.started),
            target=one.target,
            seed=one.seed,
            counts=(one.passed, one.failed, one.skipped),
            not_judged=one.invalid + one.unknown,
            broken=one.broken,
            exit_code=one.exit_code,
            state=one.state,
            duration=round(one.duration, 1),
            plant=one.plant,
        )
        for one in store.runs(limit)
    ]


def trend(store: Store, scenario_id: str) -> Trend:
    """One scenario over its runs. Raises StoreError if it was never executed."""
    found = _trends(store, store.attempts(scenario_id=scenario_id))
    if not found:
        raise StoreError(f"no run in {store.name} executed a scenario {scenario_id!r}: summary.json has the ids")
    return found[0]


def flaky(store: Store) -> list[Trend]:
    """The flaky scenarios, the worst first."""
    found = [one for one in _trends(store, store.attempts()) if one.flakiness > 0]
    return sorted(found, key=lambda one: (-one.flakiness, one.title))


def compared(store: Store, before: str, after: str) -> Comparison:
    """What changed from one run to another. Raises StoreError for a run that does not exist, or had a plant."""
    runs = store.run(before), store.run(after)
    for one in runs:
        if one.plant:
            raise StoreError(_planted(store, one))
    old, new = ({one.scenario_id: one for one in _executed(store.attempts(run_id=run.id))} for run in runs)
    both = [(old[key], new[key]) for key in old if key in new]
    return Comparison(
        before=runs[0].id,
        after=runs[1].id,
        newly_failing=[_change(one, other) for one, other in both if one.ok and not other.ok],
        mended=[_change(one, other) for one, other in both if other.ok and not one.ok],
        slower=[_change(one, other) for one, other in both if one.ok and other.ok and _is_slower(one, other)],
        new=[_change(None, new[key]) for key in new if key not in old],
        gone=[_change(old[key], None) for key in old if key not in new],
    )


def _planted(store: Store, run: Run) -> str:
    others = [one.id for one in store.runs() if not one.plant]
    newest = f"the newest without a plant: {', '.join(others[:2])}" if others else "there is no run without a plant"
    return f"run {run.id} had the plant {run.plant}, so it cannot be compared; {newest}"


def told_runs(runs: Sequence[Shown]) -> str:
    """A list of runs as a table."""
    rows = [
        (
            *(one.run, one.started, one.target, one.seed),
            *map(str, (*one.counts, one.not_judged, one.broken)),
            *(_code(one), f"{one.duration:.1f} s"),
        )
        for one in runs
    ]
    counts = ("passed", "failed", "skipped", "not judged", "broken")
    head = ("run", "started (UTC)", "target", "seed", *counts, "exit code", "duration")
    return _table(head, rows) if rows else "no run was stored yet\n"


def told_trend(one: Trend) -> str:
    """One scenario over its runs as a table."""
    rows = [(out.run, out.started, out.told, f"{out.duration:.2f} s", _first_line(out)) for out in one.outcomes]
    head = f"{one.scenario}  {one.title}  ({one.place})\n{one.passed} of {one.runs} runs passed"
    aside = f"; not counted: {one.planted} with a plant" if one.planted else ""
    table = _table(("run", "started (UTC)", "came to", "duration", "why"), rows)
    return f"{head}, flakiness {one.flakiness:.0%}{aside}\n\n{table}"


def told_flaky(trends: Sequence[Trend]) -> str:
    """Flaky scenarios as a table."""
    rows = [(one.scenario, f"{one.flakiness:.0%}", f"{one.passed}/{one.runs}", one.title) for one in trends]
    planted = max((one.planted for one in trends), default=0)
    aside = f"\nnot counted: runs with a plant, up to {planted} of a scenario\n" if planted else ""
    return _table(("scenario", "flakiness", "passed", "title"), rows) + aside if rows else "no scenario is flaky\n"


def told_comparison(found: Comparison) -> str:
    """A comparison, a paragraph for each kind of change."""
    kinds = {
        "newly failing": found.newly_failing,
        "mended": found.mended,
        f"slower by more than {SLOWER_TIMES:g}x": found.slower,
        "new": found.new,
        "gone": found.gone,
    }
    parts = [f"from {found.before} to {found.after}\n"]
    for kind, changes in kinds.items():
        rows = [(f"  {one.scenario}", _from_to(one), one.title) for one in changes]
        parts.append(f"{kind}: {len(changes)}\n{_table((), rows)}")
    return "\n".join(parts)


def _trends(store: Store, attempts: Iterable[Attempt]) -> list[Trend]:
    known = {one.id: one for one in store.runs()}
    of: dict[str, list[Attempt]] = defaultdict(list)
    for one in _executed(attempts):
        if one.run_id in known:
            of[one.scenario_id].append(one)
    return [_trend(sorted(found, key=lambda one: one.started), known) for found in of.values()]


def _trend(found: list[Attempt], runs: dict[str, Run]) -> Trend:
    counted = [one for one in found if not runs[one.run_id].plant]
    unsteady = sum(
        one.status == "flaky" or (number > 0 and one.ok != counted[number - 1].ok)
        for number, one in enumerate(counted)
    )
    newest = found[-1]
    return Trend(
        scenario=newest.scenario_id,
        title=newest.title,
        place=newest.place,
        runs=len(counted),
        passed=sum(one.ok for one in counted),
        flakiness=round(unsteady / len(counted), 3) if counted else 0.0,
        planted=len(found) - len(counted),
        outcomes=tuple(
            Outcome(
                run=one.run_id,
                started=_when(runs[one.run_id].started),
                status=one.status,
                duration=round(one.duration, 3),
                message=one.message,
                plant=runs[one.run_id].plant,
            )
            for one in found
        ),
    )


def _executed(attempts: Iterable[Attempt]) -> list[Attempt]:
    return [one for one in attempts if one.final and one.status not in _NOT_EXECUTED]


def _is_slower(one: Attempt, other: Attempt) -> bool:
    return other.duration > one.duration * SLOWER_TIMES and other.duration - one.duration >= SLOWER_S


def _change(one: Attempt | None, other: Attempt | None) -> Change:
    scenario, title = next((each.scenario_id, each.title) for each in (other, one) if each is not None)
    return Change(
        scenario=scenario,
        title=title,
        before=one.status if one else None,
        after=other.status if other else None,
        seconds=(round(one.duration, 3) if one else None, round(other.duration, 3) if other else None),
    )


def _from_to(one: Change) -> str:
    ends = zip((one.before, one.after), one.seconds, strict=True)
    return " to ".join(f"{status} ({seconds:.2f} s)" for status, seconds in ends if status is not None)


def _code(one: Shown) -> str:
    code = one.state if one.exit_code is None else str(one.exit_code)
    return f"{code} (plant {one.plant})" if one.plant else code


def _first_line(one: Outcome) -> str:
    line = (one.message.splitlines() or [""])[0]
    return line if len(line) <= 80 else f"{line[:77]}..."


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(head)] if head else []
    lines += [list(row) for row in rows]
    if not lines:
        return ""
    widths = [max(len(row[column]) for row in lines) for column in range(len(lines[0]))]
    text = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in lines)
    return "".join(f"{line}\n" for line in text)
