"""What a history states about positions, and epochs that came back."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.positions import Stated, of_answers, of_events, passed, returns
from lockstep.history.rows import Position, Snapshot

from tests.checks.builder import ROOM, Story


def stated(epoch: str, since: int, until: int, seq: int | None = None, channel: str = ROOM) -> Stated:
    return Stated(channel, epoch, seq, since, until, since)


def test_events_state_their_position_between_invoke_and_arrival() -> None:
    story = Story()
    story.members("Ana", "Ben")
    post = story.post("Ana", "Hello")
    heard = story.hear("Ben", post)
    story.hear("Ben", post, seq=None)
    story.hear("Ben", post, entity="message:666", cause="x1")
    facts = Facts(story.rows)
    (found,) = of_events(Pairing(facts).arrivals)
    assert (found.epoch, found.seq, found.row) == ("e1", 1, heard.i)
    assert found.since < found.until == heard.t


def test_subscriptions_resumes_and_snapshots_state_positions() -> None:
    story = Story()
    story.members("Ana", "Ben")
    story.post("Ana", "Hello")
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    since = story.rows[-1].t
    story.add(Snapshot(operation="messages", since=since, status="200", channel=ROOM, position=Position("e1", 1)))
    found = list(of_answers(Facts(story.rows)))
    assert [(one.epoch, one.seq) for one in found] == [("e1", 0), ("e1", 0), ("e1", 1), ("e1", 1)]
    assert all(one.since < one.until for one in found)


def test_a_resume_not_recovered_states_nothing() -> None:
    story = Story()
    story.members("Ben")
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0, recovered=False, end=4)
    assert len(list(of_answers(Facts(story.rows)))) == 1  # the subscription's


def test_an_epoch_that_certainly_stood_again_came_back() -> None:
    one, other, again = stated("e1", 1, 2), stated("e2", 3, 4), stated("e1", 5, 6)
    assert returns([again, one, other]) == [(one, other, again)]
    assert returns([one, other]) == returns([]) == []


def test_what_may_have_been_earlier_did_not_come_back() -> None:
    assert returns([stated("e1", 1, 2), stated("e2", 3, 6), stated("e1", 5, 7)]) == []
    assert returns([stated("e1", 1, 4), stated("e2", 3, 5), stated("e1", 6, 7)]) == []
    assert returns([stated("e1", 1, 2), stated("e2", 3, 4, channel="chatroom:8"), stated("e1", 5, 6)]) == []


def test_each_epoch_that_came_back_is_told_once() -> None:
    flapping = [stated("e2" if n % 3 == 0 else "e1", 2 * n, 2 * n + 1) for n in range(12)]
    assert {found.first.epoch for found in returns(flapping)} == {"e1", "e2"}
    assert len(returns(flapping)) == 2


def test_a_number_that_was_passed_before_its_event_was_written() -> None:
    answers = [stated("e1", 1, 2, seq=3), stated("e1", 3, 4, seq=2)]
    late, fine, under_way, elsewhere = (
        stated("e1", 5, 6, seq=3), stated("e1", 5, 6, seq=4), stated("e1", 2, 6, seq=3), stated("e2", 5, 6, seq=1),
    )  # fmt: skip
    assert [found.event for found in passed([late, fine, under_way, elsewhere], answers)] == [late]
