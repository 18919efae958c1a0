"""Closing lists: pages of one read by one person are put together, and a list is complete to its last page."""

from lockstep.checks.facts.closing_lists import closing_lists
from lockstep.history.rows import Closing, Shown

from tests.checks.builder import ROOM
from tests.checks.closing import look, team

FIRST = Closing(holds=("message",), place=ROOM, more=True)
SECOND = Closing(holds=("message",), place=ROOM, page=2)
ONE, TWO = Shown(entity="message:1"), Shown(entity="message:2")


def test_pages_of_one_person_are_one_list() -> None:
    story = team()
    rows = [
        look(story, "Ana", TWO, closing=FIRST),
        look(story, "Ben", TWO, closing=FIRST),
        look(story, "Ana", ONE, closing=SECOND),
    ]
    ana, ben = closing_lists(rows)
    assert [shown.entity for shown, _ in ana.shows] == ["message:2", "message:1"]
    assert [page.i for page in ana.looks] == [rows[0].i, rows[2].i]
    assert (ana.complete, ben.complete) == (True, False)


def test_a_page_that_failed_leaves_the_list_incomplete_and_no_answer_is_none() -> None:
    story = team()
    rows = [look(story, "Ana", TWO, closing=FIRST), look(story, "Ana", closing=SECOND, status="503")]
    (ana,) = closing_lists(rows)
    assert (ana.answered, ana.complete, len(ana.shows)) == (True, False, 1)
    (lost,) = closing_lists([look(story, "Ana", closing=FIRST, status="timeout")])
    assert not lost.answered
    (absent,) = closing_lists([look(story, "Ana", closing=FIRST, status="404", absent=True)])
    assert absent.answered
    assert not absent.complete


def test_opening_reads_are_lists_of_their_own_and_other_reads_are_none() -> None:
    story = team()
    opening = Closing(holds=("message",), place=ROOM, opening=True)
    rows = [look(story, "Ana", closing=opening), look(story, "Ana", closing=Closing(holds=("message",), place=ROOM))]
    rows[0].shows = (ONE,)
    story.read("Ana", story.post("Ana", "one"))
    assert [one.closing.opening for one in closing_lists([*rows, story.rows[-1]])] == [True, False]
