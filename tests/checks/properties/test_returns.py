"""Who was cut off, since when he may converge, and what there is to be told of."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties.returns import Returned
from lockstep.history.rows import Fault, Recovery

from tests.checks.builder import ROOM, Story
from tests.checks.closing import look, shown
from tests.checks.properties.test_p18_convergence import away, back, edit, team


def returned(story: Story) -> Returned:
    return Returned(Pairing(Facts(story.rows)))


def cuts(story: Story) -> dict[str, float]:
    """Since when each may converge, in seconds of the story."""
    start = story.rows[0].t
    return {session.name: round((cut.since - start) / 1e9, 1) for session, cut in returned(story).everybody()}


def test_who_closed_his_connection_was_not_cut_off() -> None:
    story = team()
    story.close("Ben", 1)
    story.connect("Ben", 2)
    assert cuts(story) == {}


def test_who_lost_it_may_converge_since_he_first_tried() -> None:
    story = team()
    story.drop("Ben", 1)
    story.add(Recovery(stage="trying", **story.where("Ben")), 3)
    story.connect("Ben", 4)
    assert cuts(story) == {"Ben/laptop": 3.0}


def test_a_fault_of_all_cuts_everybody_off_once_it_is_over() -> None:
    story = team()
    story.add(Fault(name="stopped", phase="start", evidence="seen"), 1)
    assert cuts(story) == {}
    story.add(Fault(name="stopped", phase="end", evidence="seen"), 5)
    assert cuts(story) == {"Ana/laptop": 5.0, "Ben/laptop": 5.0}


def test_only_the_last_version_is_to_be_told_and_nothing_of_unknown_outcome() -> None:
    story, posts = away()
    edit(story, "So long", version=3)
    story.lose(story.ask("Ana", "perhaps"), entity=posts[1].entity, version=2)
    told = [(one.effect.entity, one.effect.version) for one in returned(story).truths[ROOM]]
    assert told == [("message:1", 3)]


def test_what_tells_of_a_thing_and_when() -> None:
    story, posts = away()
    back(story)
    story.hear("Ben", posts[0], version=1)
    row = story.hear("Ben", posts[0])
    found = returned(story)
    [(session, cut)] = found.everybody()
    first, second = found.truths[ROOM]
    assert [one.version for one in found.held(session, cut, first)] == [1, 1, 2]
    assert found.known_at(session, cut, first) == row.t
    assert found.known_at(session, cut, second) is None
    assert found.has_connection(session)
    assert found.stage(session) == ""


def test_a_closing_read_teaches_nobody_anything() -> None:
    story, posts = away()
    back(story)
    look(story, "Ben", *(shown(post) for post in posts))
    found = returned(story)
    [(session, cut)] = found.everybody()
    assert not [held for held in found.held(session, cut, found.truths[ROOM][0]) if held.how.startswith("the read")]
