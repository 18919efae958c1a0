"""Deliveries owed: to whom, since when, for how long."""

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import MS
from lockstep.history.rows import Revoke

from tests.checks.builder import ROOM, Story


def deliveries(story: Story) -> list[Owed]:
    return list(owed(Pairing(Facts(story.rows))))


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def test_every_session_entitled_at_the_invoke_is_named() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    invoke = story.rows[-1]
    story.members("Cleo")
    answer = story.answer(post)
    found = deliveries(story)
    assert [one.session.person for one in found] == ["Ana", "Ben"]
    assert all(one.covered for one in found)
    assert found[0].deadline == answer.t + 5000 * MS
    assert found[1].rows[-2:] == (invoke.i, answer.i)


def test_who_left_before_the_deadline_is_named_but_not_covered() -> None:
    story = team()
    story.post("Ana", "Hello", at=1)
    story.unsubscribe("Ben", at=5)
    assert [one.covered for one in deliveries(story)] == [True, False]
    later = team()
    later.post("Ana", "Hello", at=1)
    later.unsubscribe("Ben", at=7)
    assert [one.covered for one in deliveries(later)] == [True, True]


def test_a_declared_delay_makes_it_longer() -> None:
    story = team()
    story.fault("slow", delay_ms=300)
    story.post("Ana", "Hello")
    assert {one.length for one in deliveries(story)} == {5300 * MS}


def test_only_the_persons_an_effect_is_for() -> None:
    story = team()
    story.post("Ana", "Hello", recipients=("Ben",))
    assert [one.session.person for one in deliveries(story)] == ["Ben"]


def test_nothing_is_owed_of_writes_refused_unknown_or_assumed() -> None:
    story = team()
    story.refuse(story.ask("Ana", "refused"))
    story.lose(story.ask("Ana", "unknown"))
    story.hear("Ana", story.ask("Ana", "never answered"))
    assert deliveries(story) == []


def test_an_unknown_write_counts_from_what_shows_it() -> None:
    story = team()
    post = story.ask("Ana", "perhaps")
    story.lose(post)
    shown = story.hear("Ana", post)
    assert {(one.counted_from, one.counted_row) for one in deliveries(story)} == {(shown.t, shown.i)}


def test_the_last_effect_is_owed_to_those_entitled_until_its_invoke() -> None:
    for last, covered in ((True, [True, True]), (False, [True, False])):
        story = team()
        post = story.ask("Ana", "gone", last=last)
        story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w=post.w))
        story.answer(post)
        assert [one.covered for one in deliveries(story)] == covered


def test_only_an_ephemeral_effect_in_a_time_without_connection_is_excused() -> None:
    for durable in (True, False):
        story = team()
        story.close("Ben")
        story.post("Ana", "Hello", durable=durable)
        story.connect("Ben")
        story.resume("Ben", 0)
        assert [one.excused for one in deliveries(story)] == [False, not durable]
