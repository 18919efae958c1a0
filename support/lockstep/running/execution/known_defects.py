"""Known defects: what a target's adapter declares to be wrong with it, and whether it shows.

A declared defect *shows* where its property is violated in its scenario and the step it names, if any, failed by its
assertion. Then neither counts against the scenario, which is *known*. Whatever else is wrong does: another property,
another step. A declared defect that does not show fails the scenario, for the declaration would hide its return; but
not where evidence is missing: then the scenario is unknown. Nor does one that is declared to show only sometimes, on
timing say: where it does not show it excuses nothing, and the scenario is what it is without it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from behave.model import Scenario
from behave.model_type import Status

from lockstep.checks.verdicts import Verdict
from lockstep.running.selection.scenario_id import title_of
from lockstep.targets.base import KnownDefect


class Showing(NamedTuple):
    """What became of the declared defects of a scenario: those that showed, those that show no longer, and the
    properties whose violation is theirs."""

    shown: list[KnownDefect]
    gone: list[KnownDefect]
    excused: frozenset[str]


def showing(
    declared: Iterable[KnownDefect], title: str, verdicts: Sequence[Verdict], failed_steps: Collection[str]
) -> Showing:
    """Compare what is declared of the scenario of this title with what happened; steps are given with keyword."""
    outcomes = {verdict.property: verdict.outcome for verdict in verdicts}
    shown: list[KnownDefect] = []
    gone: list[KnownDefect] = []
    for defect in declared:
        if defect.scenario != title or outcomes.get(defect.property) == "unknown":
            continue
        shows = outcomes.get(defect.property) == "violated" and (not defect.step or defect.step in failed_steps)
        if shows:
            shown.append(defect)
        elif not defect.sometimes:
            gone.append(defect)
    return Showing(shown, gone, frozenset(defect.property for defect in shown))


def showing_in(scenario: Scenario, declared: Sequence[KnownDefect], verdicts: Sequence[Verdict]) -> Showing:
    """The same of a scenario of behave's model, whose own steps are over."""
    if not declared:
        return Showing([], [], frozenset())
    failed = {f"{step.keyword} {step.name}" for step in scenario.all_steps if step.status is Status.failed}
    return showing(declared, title_of(scenario), verdicts, failed)


def gone_sentence(defect: KnownDefect, target: str) -> str:
    """That a defect shows no longer, for people."""
    step = f", or {defect.step!r} does not fail" if defect.step else ""
    return (
        f"the known defect of target {target} no longer shows ({defect.property} is not violated{step}):"
        f" {defect.reason}. If it is fixed, remove it from the adapter's known_defects"
    )
