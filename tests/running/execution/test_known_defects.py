"""Declared defects: when they show, when they show no longer, and what they do not excuse."""

import pytest
from behave.model_type import Status
from behave.parser import parse_feature
from lockstep.checks.verdicts import Outcome, Verdict
from lockstep.running.execution.known_defects import gone_sentence, showing, showing_in
from lockstep.targets.base import KnownDefect

LOST = KnownDefect("P1", "coming back", "it forgets", step="Then Ben hears it")
LATE = KnownDefect("P24", "coming back", "it is slow")
RARE = KnownDefect("P1", "coming back", "it forgets when it is hurried", step="Then Ben hears it", sometimes=True)
STEP = "Then Ben hears it"


def verdict(name: str, outcome: Outcome) -> Verdict:
    return Verdict(property=name, name=name, outcome=outcome, instances=1)


@pytest.mark.parametrize(
    ("outcome", "failed", "shown", "gone"),
    [
        ("violated", [STEP], [LOST], []),
        ("violated", [], [], [LOST]),
        ("violated", ["Then Ana hears it"], [], [LOST]),
        ("holds", [STEP], [], [LOST]),
        ("not applicable", [], [], [LOST]),
        ("unknown", [STEP], [], []),
    ],
)
def test_it_shows_by_its_property_and_its_step(
    outcome: Outcome, failed: list[str], shown: list[KnownDefect], gone: list[KnownDefect]
) -> None:
    found = showing([LOST], "coming back", [verdict("P1", outcome)], failed)
    assert (found.shown, found.gone) == (shown, gone)
    assert found.excused == {defect.property for defect in shown}


@pytest.mark.parametrize(
    ("outcome", "failed", "shown"),
    [
        ("violated", [STEP], [RARE]),
        ("violated", [], []),
        ("violated", ["Then Ana hears it"], []),
        ("holds", [STEP], []),
        ("holds", [], []),
        ("unknown", [STEP], []),
    ],
)
def test_one_that_shows_sometimes_is_never_gone_and_excuses_only_where_it_shows(
    outcome: Outcome, failed: list[str], shown: list[KnownDefect]
) -> None:
    verdicts = [verdict("P1", outcome), verdict("P2", "violated")]
    found = showing([RARE], "coming back", verdicts, failed)
    assert (found.shown, found.gone) == (shown, [])
    assert found.excused == {defect.property for defect in shown}


def test_other_scenarios_and_properties_are_not_excused() -> None:
    verdicts = [verdict("P1", "violated"), verdict("P24", "violated")]
    assert showing([LOST], "another", verdicts, [STEP]) == ([], [], frozenset())
    assert showing([LATE], "coming back", verdicts, []).excused == {"P24"}


def test_what_is_gone_is_told() -> None:
    told = gone_sentence(LOST, "nchan")
    assert "no longer occurs (P1 is not violated, or 'Then Ben hears it' does not fail): it forgets" in told
    assert "does not fail" not in gone_sentence(LATE, "nchan")


def test_a_scenario_of_behaves_model_is_known_by_its_title_and_its_failed_steps() -> None:
    text = """Feature: f
  Scenario Outline: coming <where>
    Given a set-up
    Then Ben hears it

    Examples:
      | where |
      | back  |
"""
    feature = parse_feature(text)
    assert feature is not None
    (scenario,) = feature.walk_scenarios()
    verdicts = [verdict("P1", "violated")]
    assert showing_in(scenario, (LOST,), verdicts).gone == [LOST]
    scenario.steps[1].status = Status.failed
    assert showing_in(scenario, (LOST,), verdicts).shown == [LOST]
    assert showing_in(scenario, (), verdicts) == ([], [], frozenset())
