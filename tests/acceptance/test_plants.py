"""Every plant, hidden in whole runs against the reference backend, is caught by the property it states."""

from typing import Any

import pytest
from lockstep.relay.plants.registry import PLANTS
from lockstep.relay.plants.writing import WritePlant

from tests.acceptance.conftest import TALK, Real
from tests.clients.dialects.stock import needs_node

RETURNING = {"lose-on-reconnect", "double-on-reconnect"}
RETURN = """
Given Ana and Ben are in the chatroom "design";
And Zoe works for another company;
And Ana has posted "Before the cut";
And Ben's connection is cut;
When Ana posts 3 messages over the API;
And Ben reconnects and asks for the missed events;
Then Ben receives the 3 messages once each, in order
"""
LEARNED = """
Given Ana and Ben are in the chatroom "design";
And Zoe works for another company;
When Ana posts "The first of its route" over the API;
Then Ben receives the message once;
When Ana posts 3 messages over the API;
Then Ben receives the 3 messages once each, in order
"""
"""The event of one write has arrived before the others are written, so that all of these are occasions."""
MESSAGES = "kind=chatroom_message_received,count=1"


def violated(ran: Any) -> dict[str, Any]:
    """The verdicts of the run's scenarios that something was violated, by property."""
    verdicts = [one for scenario in ran.summary["scenarios"] for one in scenario["verdicts"]]
    return {one["property"]: one for one in verdicts if one["outcome"] == "violated"}


@pytest.mark.parametrize("name", PLANTS)
def test_a_plant_is_caught_by_the_property_it_states_and_by_no_stranger(real: Real, name: str) -> None:
    plant = PLANTS[name]
    real.talk(RETURN if name in RETURNING else LEARNED if issubclass(plant, WritePlant) else TALK)
    ran = real.run("-D", f"plant={name}:{MESSAGES}", "-D", "seed=1")
    ran.came_to(1, passed=0, failed=1)
    found = violated(ran)
    assert plant.breaks in found, ran.out
    assert set(found) <= {plant.breaks, *plant.may_fall}, ran.out
    text = found[plant.breaks]["witnesses"][0]["text"]
    assert "Ana" in text or "Ben" in text
    assert " s" in text
    assert ran.summary["problems"] == []
    last = ran.allure[0]["steps"][-1]
    assert (last["name"], last["status"]) == ("Then every promise held", "failed")
    assert plant.breaks in last["statusDetails"]["message"]


@pytest.mark.parametrize("name", ["drop", "early"], ids=["reads events", "reads HTTP too"])
def test_a_plant_that_took_no_effect_changes_no_verdict_and_proves_nothing(real: Real, name: str) -> None:
    real.talk()
    ran = real.run("-D", f"plant={name}:who=Nobody", "-D", "seed=1")
    ran.came_to(2, passed=1, failed=0)
    assert "took no effect" in ran.out
    verdicts = ran.summary["scenarios"][0]["verdicts"]
    assert {one["outcome"] for one in verdicts} <= {"holds", "not applicable"}
    assert len([one for one in verdicts if one["outcome"] == "holds"]) >= 9


@needs_node
@pytest.mark.parametrize("name", ["drop", "duplicate", "swap", "phantom", "alter", "skip-one"])
def test_a_plant_acts_on_the_target_feathers_and_is_caught(real: Real, name: str) -> None:
    real.talk()
    ran = real.run("-D", "target=feathers", "-D", f"plant={name}:kind=messages created,count=1", "-D", "seed=1")
    ran.came_to(1, passed=0, failed=1)
    plant, found = PLANTS[name], set(violated(ran))
    assert plant.breaks in found, ran.out
    assert found <= {plant.breaks, *plant.may_fall}, ran.out
    assert ran.summary["problems"] == []
