"""Pairing by count, on buckets of effects that look alike."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing_by_count import AlikeEffects, Assigned, Due, assign, numbered
from lockstep.checks.facts.writes import Expected
from lockstep.history.rows import Promises

from tests.checks.builder import Post, Story

PLAIN = Promises()


def assigned(story: Story, must: tuple[str, ...] = ()) -> list[Assigned]:
    facts = Facts(story.rows)
    bucket = [expected for write in facts.writes.values() for expected in write.expected]

    def needed(expected: Expected) -> bool:
        return expected.write.invoke.w in must

    due = Due(needed, lambda times: iter((range(len(times)),)))
    return assign(AlikeEffects(bucket, {}), facts.arrivals, due, lambda recv: recv.redelivery is not None)


def taken_for(found: list[Assigned]) -> list[str | None]:
    return [None if item.expected is None else item.expected.write.invoke.w for item in found]


def hello(story: Story, **fields: object) -> Post:
    return story.post("Ana", "Hi", entity=None, **fields)


def test_oldest_first_and_each_once() -> None:
    story = Story(PLAIN)
    posts = [hello(story), hello(story)]
    for post in posts:
        story.hear("Ben", post)
    assert taken_for(assigned(story)) == ["w1", "w2"]


def test_what_must_be_heard_comes_first() -> None:
    story = Story(PLAIN)
    hello(story)
    story.hear("Ben", hello(story))
    assert taken_for(assigned(story, must=("w2",))) == ["w2"]


def test_acknowledged_before_unknown() -> None:
    story = Story(PLAIN)
    unknown = story.ask("Ana", "Hi", entity=None)
    story.lose(unknown)
    for _ in range(2):
        story.hear("Ben", unknown)
    hello(story)
    assert taken_for(assigned(story)) == ["w1", "w1"]  # the second was not invoked yet: a double
    later = Story(PLAIN)
    unknown = later.ask("Ana", "Hi", entity=None)
    later.lose(unknown)
    hello(later)
    for _ in range(2):
        later.hear("Ben", unknown)
    assert taken_for(assigned(later)) == ["w2", "w1"]


def test_an_event_before_the_only_write_is_early() -> None:
    story = Story(PLAIN)
    story.hear("Ben", Post("w1", "Ana", "chatroom:7", "Hi", version=None))
    hello(story)
    assert [(item.early, item.expected is not None) for item in assigned(story)] == [(True, True)]


def test_one_more_than_written_repeats_unless_its_entity_is_another() -> None:
    story = Story(PLAIN)
    post = hello(story)
    story.hear("Ben", post, entity="m1")
    story.hear("Ben", post)
    story.hear("Ben", post, entity="m1")
    story.hear("Ben", post, entity="m2")
    assert taken_for(assigned(story)) == ["w1", "w1", "w1", None]


def test_a_number_tells_doubles_apart_from_likes() -> None:
    story = Story(PLAIN)
    first, second = hello(story), hello(story)
    story.hear("Ben", first, seq=1)
    story.hear("Ben", first, seq=1)
    story.hear("Ben", second, seq=2)
    assert taken_for(assigned(story)) == ["w1", "w1", "w2"]


def test_edits_of_one_entity_are_told_apart_by_what_was_sent() -> None:
    story = Story(PLAIN)
    one, two = (story.post("Ana", text, entity="m1") for text in ("one", "two"))
    story.hear("Ben", two)
    story.hear("Ben", one)
    story.hear("Ben", one)
    assert taken_for(assigned(story)) == ["w2", "w1", "w1"]


def test_an_edit_changed_on_the_way_is_the_edit_that_is_left() -> None:
    story = Story(PLAIN)
    one, two = (story.post("Ana", text, entity="m1") for text in ("one", "two"))
    story.hear("Ben", one)
    story.hear("Ben", two, sent="other", digest="other")
    story.hear("Ben", two, sent="other", digest="other")
    assert taken_for(assigned(story)) == ["w1", "w2", "w2"]


def by_number(story: Story, must: tuple[str, ...] = ()) -> list[str]:
    facts = Facts(story.rows)
    bucket = [expected for write in facts.writes.values() for expected in write.expected]
    found = numbered(bucket, facts.arrivals, lambda expected: expected.write.invoke.w in must)
    return [found[number].write.invoke.w for number in sorted(found, key=lambda number: number[1])]


def test_all_sessions_together_decide_which_number_is_which_effect() -> None:
    story = Story(PLAIN)
    first = hello(story)
    second = story.ask("Ana", "Hi", entity=None)
    story.lose(second)
    story.hear("Ana", first, seq=1)
    story.hear("Ana", second, seq=2)
    story.hear("Ben", second, seq=2)
    assert by_number(story) == ["w1", "w2"]


def test_with_fewer_numbers_than_effects_those_that_somebody_must_receive_come_first() -> None:
    story = Story(PLAIN)
    hello(story)
    story.hear("Ben", hello(story), seq=2)
    assert by_number(story) == ["w1"]
    assert by_number(story, must=("w2",)) == ["w2"]


def test_numbers_decide_nothing_where_one_is_missing_or_nothing_fits() -> None:
    story = Story(PLAIN)
    for post in (hello(story), hello(story)):
        story.hear("Ben", post)
    assert by_number(story) == []
    early = Story(PLAIN)
    first = hello(early)
    early.hear("Ben", first, seq=1)
    early.hear("Ben", first, seq=2)
    hello(early)
    assert by_number(early) == []


def test_a_marked_event_repeats_the_one_before_it_unless_an_acknowledged_write_has_none() -> None:
    story = Story(PLAIN)
    first, second = hello(story), hello(story)
    story.hear("Ben", first)
    story.hear("Ben", first, redelivery="d1")
    assert taken_for(assigned(story)) == ["w1", "w2"]
    story.hear("Ben", second)
    assert taken_for(assigned(story)) == ["w1", "w1", "w2"]


def test_of_effects_that_a_later_one_satisfies_the_newest_is_taken() -> None:
    story = Story(PLAIN)
    hello(story, coalesce=True)
    story.hear("Ben", hello(story, coalesce=True))
    assert taken_for(assigned(story)) == ["w2"]
