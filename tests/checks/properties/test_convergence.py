"""How long those who were cut off needed until they knew everything: measured, or unknown, never guessed."""

import msgspec
from lockstep.checks.properties.convergence import convergences
from lockstep.history.rows import Fault, Recovery

from tests.checks.builder import BARE, ROOM, Post, Story
from tests.checks.properties.test_p18_convergence import away, back, deletion, look, team


def measured(story: Story) -> dict[str, tuple[float, int]]:
    return {one.session: (one.took_ms, one.learned) for one in convergences(story.rows)}


def returns(story: Story, at: float, *, recovered: bool = True) -> None:
    """Ben tries, is connected a millisecond later, and resumes."""
    story.add(Recovery(stage="trying", attempt=1, **story.where("Ben")), at)
    back(story, recovered=recovered)


def test_the_last_thing_that_was_told_is_the_time() -> None:
    story, posts = away()
    returns(story, 2)
    story.hear("Ben", posts[0], at=2.1)
    story.hear("Ben", posts[1], at=2.25)
    assert measured(story) == {"Ben/laptop": (250.0, 2)}


def test_what_was_never_told_leaves_no_time() -> None:
    story, posts = away()
    returns(story, 2)
    story.hear("Ben", posts[0], at=2.1)
    assert measured(story) == {}
    assert measured(story.rest(40)) == {}
    assert story.alarms()["P18"] == "violated"


def test_an_older_version_is_not_what_was_to_be_told() -> None:
    story, posts = away()
    returns(story, 2)
    story.hear("Ben", posts[0], at=2.1, version=1)
    story.hear("Ben", posts[1], at=2.2)
    assert measured(story) == {}


def test_a_read_tells_what_the_backend_could_not_give() -> None:
    story, posts = away()
    returns(story, 2, recovered=False)
    assert measured(story) == {}
    story.add(Recovery(stage="connected", **story.where("Ben")), 2.5)
    look(story, *posts)
    assert measured(story) == {"Ben/laptop": (501.0, 2)}


def test_who_was_told_of_a_gap_and_left_it_at_that_has_no_time() -> None:
    story, posts = away()
    returns(story, 2, recovered=False)
    look(story, posts[0])
    assert measured(story) == {}


def test_where_nothing_was_missed_nothing_is_measured() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    story.drop("Ben")
    returns(story, 2)
    story.hear("Ben", story.post("Ana", "after it"))
    assert measured(story.rest(9)) == {}


def test_who_does_not_come_back_or_was_never_away_has_no_time() -> None:
    story, _ = away()
    assert measured(story.rest(9)) == {}


def test_what_is_written_while_somebody_returns_counts_from_its_answer() -> None:
    story = team()
    story.drop("Ben")
    story.add(Recovery(stage="trying", attempt=1, **story.where("Ben")), 2)
    post = story.post("Ana", "meanwhile", at=2.3)
    story.connect("Ben", 2.4)
    story.resume("Ben", 0)
    story.hear("Ben", post, at=2.5)
    [(took, learned)] = measured(story).values()
    assert learned == 1
    assert 190 < took < 200


def test_a_fault_that_held_a_connection_counts_from_its_end() -> None:
    story = team()
    where = {key: value for key, value in story.where("Ben").items() if key != "conn"}
    story.add(Fault(name="silent", phase="start", does=("holds",), evidence="seen", **where))
    post = story.post("Ana", "Are you there?")
    assert measured(story) == {}
    story.add(Fault(name="silent", phase="end", does=("holds",), evidence="seen", **where), 5)
    assert measured(story) == {}
    story.hear("Ben", post, at=5.125)
    assert measured(story) == {"Ben/laptop": (125.0, 1)}


def test_without_versions_every_event_counts() -> None:
    story = Story(msgspec.structs.replace(BARE, numbers=True, cause=True))
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    story.drop("Ben")
    posts: list[Post] = [story.post("Ana", text, entity=None, version=None) for text in ("one", "two")]
    returns(story, 2)
    story.hear("Ben", posts[0], at=2.1)
    assert measured(story) == {}
    story.hear("Ben", posts[1], at=2.2)
    assert measured(story) == {"Ben/laptop": (200.0, 2)}


def test_a_deletion_is_told_by_a_complete_read_without_it() -> None:
    story, _ = deletion()
    returns(story, 2, recovered=False)
    assert measured(story) == {}
    look(story)
    assert list(measured(story)) == ["Ben/laptop"]
