"""How many rows of the suite apply to a target: those whose needs it meets, among them those that are about neither
chat nor the suite's own service. Nothing is started, and the step definitions must be loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from behave.model import Feature, Scenario
from lockstep.running.selection.chat_scenarios import is_about_chat
from lockstep.running.selection.each_resource import NEEDS_EACH, unmet
from lockstep.running.selection.scenario_id import tags_of
from lockstep.targets.base import Target
from lockstep.targets.needs import lacking, met_by

_PREFIX, _SERVICE, _RESOURCES = "needs.", "service", "resources"


@dataclass(frozen=True, slots=True)
class Applicable:
    """Of `rows` of the suite without its own service, how many `apply`; of the `other` ones, which are not about
    chat, how many apply; and of those of `features/resources/`."""

    rows: int
    apply: int
    other: int
    other_apply: int
    resources_apply: int

    @property
    def other_percent(self) -> float:
        """Of the rows that are not about chat, how many in a hundred apply."""
        return 100 * self.other_apply / self.other if self.other else 0.0


def applicable(features: Iterable[Feature], target: Target | type[Target]) -> Applicable:
    """Count the rows of features that were read for this target's resources."""
    met, rows, apply, other, other_apply, resources = met_by(target), 0, 0, 0, 0, 0
    for scenario in (one for feature in features for one in feature.walk_scenarios()):
        needs = _needs(scenario)
        if _SERVICE in needs:
            continue
        chat = is_about_chat(scenario)
        reason = bool(lacking(needs, met)) or bool(unmet(scenario, target.resources, target.name))
        fits = not reason and (target.chats or not chat)
        rows, apply = rows + 1, apply + fits
        other, other_apply = other + (not chat), other_apply + (fits and not chat)
        resources += fits and _RESOURCES in scenario.effective_tags
    return Applicable(rows, apply, other, other_apply, resources)


def _needs(scenario: Scenario) -> list[str]:
    found = [tag.removeprefix(_PREFIX) for tag in tags_of(scenario) if tag.startswith(_PREFIX)]
    return [need for need in found if not need.startswith(NEEDS_EACH.removeprefix(_PREFIX))]
