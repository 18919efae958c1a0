"""One verdict per property, always all of them, in order, and nothing after the end is judged."""

import pytest
from lockstep.checks.judge import judge
from lockstep.checks.properties.registry import PROPERTIES

from tests.checks.builder import Story


def healthy() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    post = story.post("Ana", "Hello")
    story.hear("Ana", post)
    story.hear("Ben", post)
    return story.rest(6)


def test_every_property_has_a_verdict_in_order() -> None:
    verdicts = judge(healthy().rows)
    assert [verdict.property for verdict in verdicts] == list(PROPERTIES)
    assert [verdict.property for verdict in judge(Story().rows)] == [verdict.property for verdict in verdicts]


def test_a_healthy_history_alarms_nothing() -> None:
    assert healthy().alarms() == {}


def test_an_empty_history_is_not_applicable_throughout() -> None:
    assert {verdict.outcome for verdict in judge(Story().rest().rows)} == {"not applicable"}


def test_rows_after_the_end_are_not_judged() -> None:
    story = healthy()
    before = judge(story.rows)
    story.hear("Ben", story.post("Ana", "after the end"), schema="data: too late")
    assert judge(story.rows) == before


def test_a_history_begins_with_a_header() -> None:
    with pytest.raises(ValueError, match="begins with a header"):
        judge(healthy().rows[1:])
    with pytest.raises(ValueError, match="begins with a header"):
        judge([])


def test_judging_changes_no_row() -> None:
    story = healthy()
    assert judge(story.rows) == judge(story.rows)
