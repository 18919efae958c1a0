"""Sequences of the same things, and how they contradict one another."""

import random

import pytest
from lockstep.checks.properties import common_order
from lockstep.checks.properties.common_order import Step, contradictions


def test_sequences_that_agree_contradict_nothing() -> None:
    assert contradictions([]) == contradictions([[1, 2, 3]]) == []
    assert contradictions([[1, 2, 3], [2, 3, 4], [1, 4], []]) == []


def test_two_the_other_way_round_are_told_once() -> None:
    assert contradictions([[1, 2], [2, 1], [1, 2]]) == [(Step(0, 1, 2), Step(1, 2, 1))]


def test_what_comes_before_and_after_does_not_matter() -> None:
    found = contradictions([[0, 1, 2, 9], [0, 2, 1, 9]])
    assert found == [(Step(0, 1, 2), Step(1, 2, 1))]


def test_a_cycle_over_three_is_found_where_no_two_contradict() -> None:
    (steps,) = contradictions([[1, 2], [2, 3], [3, 1]])
    assert len(steps) == 3
    assert {step.order for step in steps} == {0, 1, 2}
    assert all(one.after == other.before for one, other in zip(steps, (*steps[1:], steps[0]), strict=True))


def test_steps_of_one_sequence_are_drawn_together() -> None:
    (steps,) = contradictions([[1, 5, 6, 2], [2, 7, 3], [3, 8, 1]])
    assert [(step.before, step.after) for step in sorted(steps)] == [(1, 2), (2, 3), (3, 1)]


def test_many_long_sequences_that_agree_take_little_time() -> None:
    things = list(range(2_000))
    assert contradictions([[one for one in things if one % 50 != left] for left in range(50)]) == []


@pytest.mark.parametrize("block", [1, 3])
def test_sequences_are_compared_in_blocks_with_the_same_result(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    orders = [[one for one in chance.sample(range(9), 9) if chance.random() > 0.2] for _ in range(8)]
    whole = contradictions(orders)
    monkeypatch.setattr(common_order, "_BLOCK", block)
    assert contradictions(orders) == whole


def test_neighbours_among_what_two_sequences_have_in_common_are_compared() -> None:
    assert contradictions([[1, 5, 2], [2, 6, 1]]) == [(Step(0, 1, 2), Step(1, 2, 1))]
    assert contradictions([[1, 2, 3], [2, 1, 3], [3, 2, 1]]) == [
        (Step(0, 1, 2), Step(1, 2, 1)),
        (Step(0, 2, 3), Step(2, 3, 2)),
        (Step(1, 1, 3), Step(2, 3, 1)),
    ]


def test_many_sequences_each_in_an_order_of_its_own_are_compared_together() -> None:
    chance = random.Random(1)
    orders = [chance.sample(range(8), 8) for _ in range(1500)]
    assert len(contradictions(orders)) == 8 * 7 // 2
