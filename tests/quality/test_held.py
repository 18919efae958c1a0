"""What adapters hold themselves to and declare as defects names scenarios, and steps, that there are."""

import pytest
from behave.parser import parse_file
from lockstep.running.selection.scenario_id import title_of
from lockstep.targets.base import Target
from lockstep.targets.faye import FayeTarget
from lockstep.targets.feathers import FeathersTarget
from lockstep.targets.nchan import NchanTarget
from lockstep.targets.rabbitmq import RabbitmqTarget
from lockstep.targets.reference import ReferenceTarget

from tests.quality.tree import FEATURES

SCENARIOS = {
    title_of(one): [f"{step.keyword} {step.name}" for step in one.all_steps]
    for path in sorted(FEATURES.rglob("*.feature"))
    if (feature := parse_file(str(path)))
    for one in feature.walk_scenarios()
}


@pytest.mark.parametrize("adapter", [ReferenceTarget, FayeTarget, NchanTarget, RabbitmqTarget, FeathersTarget])
def test_what_an_adapter_names_is_there(adapter: type[Target]) -> None:
    assert adapter.held <= SCENARIOS.keys()
    for defect in adapter.known_defects:
        assert defect.scenario in SCENARIOS
        assert not defect.step or defect.step in SCENARIOS[defect.scenario]
