"""Rows are counted by what they need, and by whether they are about chat."""

from behave.model import Scenario
from behave.parser import parse_feature
from lockstep.running.definitions import parameter_types
from lockstep.running.selection.each_resource import expand
from lockstep.steps import packs

from tests.targets.applicable import applicable
from tests.targets.plain import PlainTarget
from tests.targets.resources.made import order

TEXT = """
@resources
Feature: f

  @needs.service
  Scenario: the service
    Given Ana has an account

  Scenario: about chat
    Given Ana and Ben are in the chatroom "design"

  @needs.lockout
  Scenario: a need
    Given Ana has an account

  @needs.each.delete
  Scenario Outline: <resource>
    Given Ana watches <resource> "A7"

    Examples:
      | resource      |
      | each resource |
"""


class Orders(PlainTarget):
    resources = (order(),)
    chats = False


def test_what_applies() -> None:
    parameter_types.register()
    packs.load((*packs.GENERIC, *packs.CHAT))
    feature = parse_feature(TEXT)
    expand(feature, ["order"])
    assert [type(one) for one in feature.walk_scenarios()] == [Scenario] * 4
    found = applicable([feature], Orders(""))
    assert (found.rows, found.apply, found.other, found.other_apply, found.resources_apply) == (3, 1, 2, 1, 1)
    assert found.other_percent == 50
