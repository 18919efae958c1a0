"""Closing reads, each right and wrong."""

from typing import Any

import pytest
from lockstep.history.rows import Closing, Promises, Shown

from evidence.oracle.opinion import broken
from evidence.oracle.opinion.closings import amiss
from evidence.oracle.opinion.facts import Facts
from tests.checks.builder import BARE, NUMBERED, ROOM, Post
from tests.checks.closing import deleted, heard, look, shown
from tests.evidence.oracle.opinion.stories import Told


def _written(promises: Promises = NUMBERED) -> tuple[Told, Post, Post]:
    """Two messages, the first changed."""
    story = Told(promises)
    story.members("Ana", "Ben")
    story.grant("Cleo", "company:2")
    one, two = heard(story, "Ana", "one"), heard(story, "Ben", "two")
    version = 2 if promises.versions else None
    edited = heard(story, "Ana", "one!", entity=one.entity, version=version, operation="edit_message")
    return story, edited, two


def _said(story: Told, person: str = "Ana", *shows: Shown, **fields: Any) -> set[str]:
    story.settle(60)
    look(story, person, *shows, **fields)
    story.end()
    return broken(story.rows)


@pytest.mark.parametrize("promises", [NUMBERED, BARE])
def test_a_list_shows_what_is_there_as_it_is(promises: Promises) -> None:
    for kept, expected in ((slice(0, 2), set()), (slice(0, 1), {"P14"}), (slice(1, 2), {"P14"})):
        story, *posts = _written(promises)
        assert _said(story, "Ana", *[shown(post) for post in posts][kept]) == expected


@pytest.mark.parametrize("promises", [NUMBERED, BARE])
def test_an_older_version_or_other_content(promises: Promises) -> None:
    story, edited, two = _written(promises)
    old = Shown(entity=str(edited.entity), version=1 if promises.versions else None, digest="old")
    assert "P14" in _said(story, "Ana", old, shown(two))


def test_what_is_gone_or_shown_twice() -> None:
    for twice in (True, False):
        story, edited, two = _written()
        if not twice:
            deleted(story, two)
        rest = (shown(two),) if twice else ()
        assert "P14" in _said(story, "Ana", shown(edited), shown(two), *rest)


def test_pages_are_one_list_and_a_page_without_the_others_says_nothing() -> None:
    for second in (True, False):
        story, edited, two = _written()
        story.settle(60)
        first = Closing(holds=("message",), place=ROOM, more=True)
        look(story, "Ana", shown(edited), closing=first)
        if second:
            look(story, "Ana", shown(two), closing=Closing(holds=("message",), place=ROOM, page=2))
        assert not amiss(Facts(story.rows))


def test_a_single_thing_and_a_count() -> None:
    for name, expected in (("one", set()), (None, {"P14"})):
        story, edited, _ = _written()
        shows = () if name is None else (shown(edited),)
        absent = {"status": "404", "absent": True} if name is None else {}
        assert _said(story, "Ana", *shows, closing=Closing(place=ROOM, entity=edited.entity), **absent) == expected
    for count, expected in ((2, set()), (3, {"P14"})):
        story, *_ = _written()
        assert _said(story, "Ana", closing=Closing(place=ROOM, counts="message"), count=count) == expected


def test_nothing_is_said_where_an_outcome_is_unknown() -> None:
    story, edited, _ = _written()
    assert "P14" in _said(story, "Ana", shown(edited))
    story.lose(story.ask("Ana", "perhaps"))
    assert not amiss(Facts(story.rows))


def test_a_stranger_is_shown_nothing() -> None:
    for person, expected in (("Ben", set()), ("Cleo", {"P19"})):
        story, *posts = _written()
        assert _said(story, person, *map(shown, posts)) == expected
