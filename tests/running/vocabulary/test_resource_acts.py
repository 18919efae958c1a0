"""Every program of acts has words, and its words read back as the same acts."""

import runpy
from typing import Any

import pytest
from behave.runner import the_step_registry
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lockstep.running.definitions import parameter_types
from lockstep.running.errors import SuiteFaultError
from lockstep.running.vocabulary.resource_acts import (
    CONCURRENT,
    Act,
    Together,
    What,
    act_of,
    acts_of,
    gherkin,
    in_lane,
    program_of,
    told,
)
from lockstep.steps import packs
from lockstep.targets.reference.resources import RESOURCES

from tests.quality.tree import ROOT
from tests.running.vocabulary.programs import acts, programs
from tests.targets.resources.made import order

EXAMPLE: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "examples" / "orders.py"))
KINDS = (*RESOURCES, EXAMPLE["ORDER"], EXAMPLE["COURIER"])


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    parameter_types.register()
    packs.load(packs.GENERIC)


@pytest.mark.timeout(600)
@settings(max_examples=1_000, deadline=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.one_of([programs(kinds) for kinds in (RESOURCES, KINDS[-2:], (order(),))]))
def test_a_random_program_reads_back_as_the_same_acts(program: tuple[Act | Together, ...]) -> None:
    assert program_of(gherkin(program)) == program


@pytest.mark.parametrize("what", What)
def test_every_act_has_words_of_a_definition(what: What) -> None:
    assert what.pattern in {one.pattern for one in the_step_registry.steps[what.keyword]}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(acts(KINDS, CONCURRENT))
def test_who_does_it_and_what_they_do_make_the_words(act: Act) -> None:
    who, does = in_lane(act)
    assert acts_of(iter([{"who": who, "does": does}])) == [act]


def test_words_are_those_that_people_read() -> None:
    given = Act(what=What.GIVE, people=("Ana",), kind="order", label="A7", values=(("status", "paid"), ("count", 2)))
    watch = Act(what=What.WATCH, people=("Ana", "Ben", "Cleo"), kind="order", label="A7")
    alone = Act(what=What.WATCH, people=("Ana",), kind="order", label="A7")
    group = Together((given, Act(what=What.CUT, people=("Ben",), device="phone")))
    assert told(given) == 'Ana gives order "A7" the status "paid" and the count 2'
    assert gherkin((watch, alone, group), "a day").splitlines() == [
        "Feature: a day",
        "",
        "  Scenario: a day",
        '    Given Ana, Ben and Cleo watch order "A7"',
        '    And Ana watches order "A7"',
        "    When these acts happen at the same time",
        "      | who | does |",
        '      | Ana | gives order "A7" the status "paid" and the count 2 |',
        "      | Ben's phone | is cut off |",
    ]


def test_what_is_no_act_is_named() -> None:
    with pytest.raises(SuiteFaultError, match="no act is called 'Ana sings'"):
        act_of("when", "Ana sings")
    with pytest.raises(SuiteFaultError, match="is no act"):
        act_of("when", 'Ana changes order "A7" to "north"')
    with pytest.raises(SuiteFaultError, match="cannot stand in a table of acts"):
        acts_of(iter([{"who": "Ana's", "does": "network recovers"}]))
    with pytest.raises(LookupError, match="change_same has no words for one person alone"):
        told(Act(what=What.CHANGE_SAME, people=("Ana",), kind="order", label="A7"))
