"""Which numbers are, or may be, those of events meant only for others."""

import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.private_numbers import PrivateNumbers
from lockstep.history.rows import Invoke

from tests.checks.builder import ROOM, Story


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def for_others(story: Story, *numbers: int, person: str = "Ana", epoch: str = "e1") -> list[bool]:
    private = PrivateNumbers(Pairing(Facts(story.rows)))
    return [private.are_for_others(person, ROOM, epoch, number) for number in numbers]


def test_a_number_that_somebody_received_is_of_the_event_that_had_it() -> None:
    story = team()
    for text, recipients in (("whispered", ("Ben",)), ("said", None)):
        story.hear("Ben", story.post("Ana", text, recipients=recipients))
    assert for_others(story, 1, 2) == [True, False]
    assert for_others(story, 1, 2, person="Ben") == [False, False]


def test_a_number_that_nobody_received_may_be_of_a_private_event_that_reached_nobody_once_for_each() -> None:
    story = team()
    story.post("Ana", "one", recipients=("Zoe",))
    story.post("Ana", "two", recipients=("Zoe",))
    assert for_others(story, 1, 2, 3) == [True, True, False]
    assert for_others(story, 2, 1) == [True, True]
    assert for_others(story, 1, 1, 1, 1) == [True] * 4
    assert for_others(story, 1, person="Zoe") == [False]


@pytest.mark.parametrize("fields", [{}, {"recipients": ("Zoe",), "durable": False}])
def test_other_events_that_reached_nobody_explain_nothing(fields: dict[str, object]) -> None:
    story = team()
    story.post("Ana", "lost", **fields)
    assert for_others(story, 1) == [False]


def test_a_refused_write_explains_nothing_and_one_of_unknown_outcome_may() -> None:
    story = team()
    story.refuse(story.ask("Ana", "no", recipients=("Zoe",)))
    assert for_others(story, 1) == [False]
    story.lose(story.ask("Ana", "perhaps", recipients=("Zoe",)))
    assert for_others(story, 1) == [True]


def test_its_number_lies_between_those_told_before_and_those_told_after() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "before"))
    story.post("Ana", "whispered", recipients=("Zoe",))
    after = story.post("Ana", "after", seq=9, epoch="e1")
    story.hear("Ben", after)
    assert [number for number in range(12) if for_others(story, number)[0]] == list(range(2, 9))


def test_the_position_of_an_answer_asked_for_later_is_a_limit_too() -> None:
    story = team()
    story.post("Ana", "whispered", recipients=("Zoe",))
    story.connect("Cleo")
    story.subscribe("Cleo")
    assert for_others(story, 1, 2) == [True, False]


def test_between_two_statements_of_one_epoch_it_is_of_that_epoch() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "before"))
    story.post("Ana", "whispered", recipients=("Zoe",))
    story.hear("Ben", story.post("Ana", "after", seq=9, epoch="e1"))
    assert for_others(story, 2, epoch="e1") == [True]
    assert for_others(story, 2, epoch="e2") == [False]
    story.rows = [row for row in story.rows if not (isinstance(row, Invoke) and row.w == "w5")]
    assert for_others(story, 2, epoch="e2") == [True]
