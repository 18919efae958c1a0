"""Known defects: the defects that a target's adapter declares, and whether they occur.

A declared defect *occurs* if its property is violated in its scenario and the step it names, if any, failed by its
assertion. Then neither counts against the scenario, which is *known*. Any other error does: another property, another
step. A declared defect that does not occur fails the scenario, because the declaration would hide its return; but not
if evidence is missing: then the scenario is unknown. Nor does a defect that is declared to occur only sometimes,
depending on timing for example: if it does not occur it excuses nothing, and the scenario's status does not depend on
it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from behave.model import Scenario
from behave.model_type import Status

from lockstep.checks.verdicts import Verdict
from lockstep.running.selection.scenario_id import title_of
from lockstep.targets.base import KnownDefect


class Showing(NamedTuple):
    """The declared defects of a scenario: those that occurred, those that no longer occur, and the properties whose
    violation they explain."""

    shown: list[KnownDefect]
    gone: list[KnownDefect]
    excused: frozenset[str]


def showing(
    declared: Iterable[KnownDefect], title: str, verdicts: Sequence[Verdict], failed_steps: Collection[str]
) -> Showing:
    """Compare the declarations for the scenario of this title with what happened; steps include their keyword."""
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
    """The same for a scenario of behave's model whose own steps are over."""
    if not declared:
        return Showing([], [], frozenset())
    failed = {f"{step.keyword} {step.name}" for step in scenario.all_steps if step.status is Status.failed}
    return showing(declared, title_of(scenario), verdicts, failed)


def gone_sentence(defect: KnownDefect, target: str) -> str:
    """The sentence that a defect no longer occurs."""
    step = f", or {defect.step!r} does not fail" if defect.step else ""
    return (
        f"the known defect of target {target} no longer occurs ({defect.property} is not violated{step}):"
        f" {defect.reason}. If it is fixed, remove it from the adapter's known_defects"
    )
