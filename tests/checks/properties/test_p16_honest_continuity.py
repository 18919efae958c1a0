"""P16: what a resume claims is true."""

from typing import Literal

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Fault, Position, Resume, Resumed, Subscribe, Unsubscribe

from tests.checks.builder import NUMBERED, ROOM, Post, Story

KEEPING = msgspec.structs.replace(NUMBERED, retention_events=100, retention_s=600)


def p16(story: Story) -> Verdict:
    return story.verdicts()["P16"]


def away(promises: object = NUMBERED, missed: int = 2, at: float | None = None) -> tuple[Story, list[Post]]:
    """Ben has received one event, and is away while Ana writes more."""
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    posts = [story.post("Ana", "before")]
    story.hear("Ana", posts[0])
    story.hear("Ben", posts[0])
    story.drop("Ben")
    for number in range(missed):
        posts.append(story.post("Ana", f"missed {number + 1}"))
        story.hear("Ana", posts[-1])
    story.connect("Ben", at)
    return story, posts


def back(story: Story, *heard: Post, asked: int = 1, **fields: object) -> Story:
    story.resume("Ben", asked, **fields)
    for post in heard:
        story.hear("Ben", post)
    return story


def test_what_was_missed_is_given_once_and_in_order() -> None:
    story, posts = away()
    back(story, *posts[1:])
    live = story.post("Ana", "live")
    story.hear("Ana", live)
    story.hear("Ben", live)
    verdict = p16(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)
    assert story.alarms() == {}


def test_a_gap_is_a_violation() -> None:
    story, posts = away()
    verdict = p16(back(story, posts[2]).rest(9))
    assert verdict.outcome == "violated"
    assert 'and was told that chatroom "design" recovered at' in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith("frame 1 of its connection, not number 2.")


def test_an_event_twice_is_a_violation() -> None:
    story, posts = away()
    verdict = p16(back(story, posts[1], posts[1], posts[2]).rest(9))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text.endswith("twice.")


def test_what_comes_before_the_position_is_a_violation() -> None:
    story, posts = away()
    assert p16(back(story, *posts).rest(9)).outcome == "violated"


def test_repeats_that_were_asked_for_must_come() -> None:
    story, posts = away()
    assert p16(back(story, *posts, asked=0).rest(9)).outcome == "holds"
    story, posts = away()
    assert p16(back(story, *posts[1:], asked=0).rest(9)).outcome == "violated"


def test_the_claim_begins_where_was_asked() -> None:
    story, posts = away()
    back(story, *posts[2:])
    answer = next(row for row in story.rows if isinstance(row, Resume) and row.phase == "done")
    answer.claims = {ROOM: msgspec.structs.replace(answer.claims[ROOM], start=3)}
    verdict = p16(story.rest(9))
    assert verdict.witnesses[0].text.endswith("from 3, not 2.")


def test_an_end_that_never_came_is_a_violation_or_unknown_without_a_barrier() -> None:
    story, posts = away()
    verdict = p16(back(story, posts[1]).rest(9))
    assert verdict.witnesses[0].text.endswith("up to 3, but number 3 never came.")
    story, posts = away()
    assert p16(back(story, posts[1]).end()).outcome == "unknown"
    story, posts = away()
    back(story, posts[1]).close("Ben")
    assert p16(story.rest(9)).outcome == "holds"


def test_numbers_for_others_only_may_be_missing() -> None:
    story, posts = away(missed=1)
    private = story.post("Ana", "for Ana", recipients=("Ana",))
    story.hear("Ana", private)
    last = story.post("Ana", "for all")
    story.hear("Ana", last)
    assert p16(back(story, posts[1], last).rest(9)).outcome == "holds"


@pytest.mark.parametrize("asked", [-5, 7])
def test_a_position_that_cannot_be_is_not_recovered(asked: int) -> None:
    for recovered, outcome in ((True, "violated"), (False, "holds")):
        story, _ = away()
        back(story, asked=asked, recovered=recovered)
        if recovered:
            post = story.post("Ana", "later")
            story.hear("Ana", post)
            story.hear("Ben", post)
        assert p16(story.rest(9)).outcome == outcome


def test_a_refusal_is_honest_for_a_position_never_received() -> None:
    story, _ = away(KEEPING)
    where = story.where("Ben")
    story.add(Resume(phase="requested", asked={ROOM: Position("e1", 1_000)}, **where))
    story.add(Resume(phase="refused", reason="in the future", **where))
    post = story.post("Ana", "later")
    story.hear("Ana", post)
    assert p16(story.rest(9)).outcome == "holds"


@pytest.mark.parametrize("phase", ["done", "refused"])
def test_an_outage_within_retention_must_recover(phase: str) -> None:
    story, _ = away(KEEPING)
    if phase == "done":
        back(story, recovered=False)
    else:
        where = story.where("Ben")
        story.add(Resume(phase="requested", asked={ROOM: Position("e1", 1)}, **where))
        story.add(Resume(phase="refused", **where))
    later = story.post("Ana", "later")
    story.hear("Ana", later)
    verdict = p16(story.rest(9))
    assert verdict.outcome == "violated"
    assert "and the retention still covers it" in verdict.witnesses[0].text


def test_beyond_retention_nothing_need_recover() -> None:
    few = msgspec.structs.replace(KEEPING, retention_events=2)
    for promises, at in ((few, None), (KEEPING, 700), (NUMBERED, None)):
        story, _ = away(promises, at=at)
        back(story, recovered=False)
        later = story.post("Ana", "later")
        story.hear("Ana", later)
        assert p16(story.rest(900)).outcome == "holds"


def test_another_epoch_or_no_permission_need_not_recover() -> None:
    story, _ = away(KEEPING)
    back(story, recovered=False)
    later = story.post("Ana", "later")
    story.hear("Ana", later, epoch="e2", seq=1)
    assert p16(story.rest(9)).outcome == "holds"
    story, _ = away(KEEPING)
    story.revoke("Ben")
    back(story, recovered=False)
    later = story.post("Ana", "later")
    story.hear("Ana", later)
    assert p16(story.rest(9)).outcome == "holds"


def test_every_resume_is_answered_in_time() -> None:
    story, _ = away()
    asked = Resume(phase="requested", asked={ROOM: Position("e1", 1)}, **story.where("Ben"))
    story.add(asked)
    verdict = p16(story.rest(9))
    assert verdict.witnesses[0].text.endswith("to resume, and was never answered.")
    story, _ = away()
    story.add(msgspec.structs.replace(asked))
    assert p16(story.end()).outcome == "unknown"
    story, posts = away()
    back(story, *posts[1:])
    next(row for row in story.rows if isinstance(row, Resume)).t -= 6_000_000_000
    assert "was too late" in p16(story.rest(9)).witnesses[0].text


def test_who_does_not_read_or_was_replaced_is_not_judged() -> None:
    for replaced in (True, False):
        story, _ = away()
        story.add(Resume(phase="requested", asked={ROOM: Position("e1", 1)}, **story.where("Ben")))
        if replaced:
            story.connect("Ben")
        else:
            story.pause("Ben")
        assert p16(story.rest(9)).outcome == "not applicable"


def test_without_a_resume_it_does_not_apply() -> None:
    story, _ = away()
    assert p16(story.rest(9)).outcome == "not applicable"


def test_a_position_from_the_answer_to_a_subscription_counts_as_received() -> None:
    story = Story(KEEPING)
    story.members("Ana", "Ben")
    story.drop("Ben")
    story.hear("Ana", story.post("Ana", "Are you there?"))
    story.connect("Ben")
    story.resume("Ben", 0, recovered=False)
    for text in ("And now?", "Hello?"):
        post = story.post("Ana", text)
        story.hear("Ana", post)
        story.hear("Ben", post)
    verdict = p16(story.rest(9))
    assert verdict.outcome == "violated"
    assert "the retention still covers it" in verdict.witnesses[0].text


def test_a_number_that_was_asked_for_as_received_must_not_come_again() -> None:
    for again in (True, False):
        story = Story(KEEPING)
        story.members("Ana", "Ben")
        post = story.post("Ana", "One")
        story.hear("Ana", post)
        story.hear("Ben", post)
        story.drop("Ben")
        story.connect("Ben")
        story.resume("Ben", 1)
        if again:
            story.hear("Ben", post)
        verdict = p16(story.rest(9))
        assert verdict.outcome == ("violated" if again else "holds")


def test_a_marked_repeat_after_a_resume_is_correct_where_delivery_is_at_least_once() -> None:
    for mark, outcome in (("redelivered", "holds"), (None, "violated")):
        story = Story(msgspec.structs.replace(KEEPING, delivery="at-least-once"))
        story.members("Ana", "Ben")
        story.drop("Ben")
        post = story.post("Ana", "One")
        story.hear("Ana", post)
        story.connect("Ben")
        story.resume("Ben", 0)
        story.hear("Ben", post)
        story.hear("Ben", post, redelivery=mark)
        assert p16(story.rest(9)).outcome == outcome


def test_a_late_frame_of_the_old_epoch_does_not_prove_that_the_epoch_is_unchanged() -> None:
    story = Story(KEEPING)
    story.members("Ana", "Ben")
    one = story.post("Ana", "One")
    story.hear("Ben", one)
    story.drop("Ben")
    late = story.post("Ana", "Two")
    story.connect("Ben")
    story.resume("Ben", 1, recovered=False)
    story.hear("Ana", one)
    story.hear("Ana", late)
    after = story.post("Ana", "Three")
    story.hear("Ana", after, seq=1, epoch="e2")
    story.hear("Ben", after, seq=1, epoch="e2")
    assert p16(story.rest(9)).outcome == "holds"


def early(*heard: str, asked: int = 1) -> Story:
    """Ben resumes, and what was missed comes before the answer."""
    story, posts = away()
    texts = {post.text: post for post in posts}
    story.add(Resume(phase="requested", asked={ROOM: Position("e1", asked)}, **story.where("Ben")))
    for text in heard:
        story.hear("Ben", texts[text])
    story.add(
        Resume(phase="done", claims={ROOM: Resumed(recovered=True, start=asked + 1, end=3)}, **story.where("Ben"))
    )
    return story


def test_a_replay_may_come_before_the_answer() -> None:
    assert p16(early("missed 1", "missed 2").rest(9)).outcome == "holds"
    assert p16(early("missed 1").rest(9)).outcome == "violated"
    story = early("missed 1", "missed 2")
    post = story.post("Ana", "live")
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert story.rest(9).alarms() == {}


@pytest.mark.parametrize("heard", [("missed 2",), ("before", "missed 1", "missed 2"), ("missed 1", "missed 1")])
def test_a_false_replay_before_the_answer_is_a_violation(heard: tuple[str, ...]) -> None:
    assert p16(early(*heard).rest(9)).outcome == "violated"


def test_a_position_in_the_future_whose_event_comes_before_the_answer_is_not_recovered() -> None:
    assert p16(early("missed 1", "missed 2", asked=3).rest(9)).outcome == "violated"


def test_what_came_by_the_old_subscription_of_the_same_connection_is_not_the_resumes() -> None:
    story, posts = away(missed=0)
    story.subscribe("Ben")
    posts += [story.post("Ana", f"{number}") for number in range(3)]
    for post in posts[1:]:
        story.hear("Ana", post)
    story.add(Resume(phase="requested", asked={ROOM: Position("e1", 1)}, **story.where("Ben")))
    story.hear("Ben", posts[3])
    story.add(Resume(phase="done", claims={ROOM: Resumed(recovered=True, start=2, end=4)}, **story.where("Ben")))
    for post in posts[1:]:
        story.hear("Ben", post)
    assert p16(story.rest(9)).outcome == "holds"


@pytest.mark.parametrize(("answered", "outcome"), [(True, "holds"), (False, "violated")])
def test_a_reader_that_paused_and_went_on_is_judged(answered: bool, outcome: str) -> None:
    story, posts = away()
    story.add(Resume(phase="requested", asked={ROOM: Position("e1", 1)}, **story.where("Ben")))
    story.pause("Ben", at=1)
    story.go_on("Ben", at=20)
    if answered:
        story.add(Resume(phase="done", claims={ROOM: Resumed(recovered=True, start=2, end=3)}, **story.where("Ben")))
        for post in posts[1:]:
            story.hear("Ben", post)
    assert p16(story.rest(40)).outcome == outcome


@pytest.mark.parametrize("count", [1, 2])
def test_what_a_reader_that_paused_after_its_resume_never_received_is_missing(count: int) -> None:
    story, posts = away()
    story.resume("Ben", 1)
    story.pause("Ben", at=1)
    story.go_on("Ben", at=3)
    for post in posts[1 : 1 + count]:
        story.hear("Ben", post)
    assert p16(story.rest(12)).outcome == ("holds" if count == 2 else "violated")


def test_a_claim_in_the_old_epoch_of_a_restarted_server_is_a_violation() -> None:
    for recovered, outcome in ((True, "violated"), (False, "holds")):
        story, _ = away()
        story.resume("Ben", 1, recovered=recovered)
        later = story.post("Ana", "later", seq=1, epoch="e2")
        story.hear("Ana", later)
        story.hear("Ben", later)
        assert p16(story.rest(9)).outcome == outcome


@pytest.mark.parametrize("phase", ["start", "end"])
def test_what_a_declared_fault_may_have_lost_is_not_judged(phase: Literal["start", "end"]) -> None:
    for when in (0, 20):
        story, posts = away()
        values = {"name": "lossy", "does": ("loses",), "person": "Ben", "session": "Ben/laptop"}
        story.resume("Ben", 1)
        story.add(Fault(phase="start", **values), when or None)
        if phase == "end":
            story.add(Fault(phase="end", **values))
        story.hear("Ben", posts[1])
        assert p16(story.rest(30)).outcome == ("violated" if when else "holds")


def test_the_end_that_a_claim_names_tells_how_many_events_were_written_since() -> None:
    story = Story(msgspec.structs.replace(KEEPING, retention_events=2))
    story.members("Ana", "Ben")
    story.drop("Ben")
    posts = [story.ask("Ana", f"{number}") for number in range(3)]
    story.connect("Ben")
    story.resume("Ben", 0, recovered=False)
    for post in posts:
        story.answer(post)
        story.hear("Ana", post)
    later = story.post("Ana", "later")
    story.hear("Ana", later)
    assert p16(story.rest(9)).outcome == "violated"


def test_a_number_that_comes_again_on_another_event_after_the_replay_is_a_violation() -> None:
    story, posts = away()
    back(story, *posts[1:])
    live = story.post("Ana", "live")
    for who in ("Ana", "Ben"):
        story.hear(who, live)
    wrong = story.post("Ana", "wrong")
    story.hear("Ana", wrong)
    story.hear("Ben", wrong, seq=3)
    verdict = p16(story.rest(9))
    assert verdict.witnesses[0].text.endswith('but received "wrong" (chatroom_message_received, number 3) twice.')


def test_numbers_for_others_only_that_reached_nobody_may_be_missing() -> None:
    for recipients, outcome in ((("Zoe",), "holds"), (None, "violated")):
        story, posts = away(missed=1)
        story.post("Ana", "whispered", recipients=recipients)
        assert p16(back(story, posts[1]).rest(9)).outcome == outcome


@pytest.mark.parametrize(("left", "outcome"), [("before", "violated"), ("crossing", "holds"), ("after", "holds")])
def test_leaving_a_channel_is_no_outage_that_must_recover(left: str, outcome: str) -> None:
    story = Story(KEEPING)
    story.connect("Ben")
    story.grant("Ben")
    where = story.where("Ben")
    if left == "before":
        story.subscribe("Ben")
        story.unsubscribe("Ben")
        story.hear("Ana", story.post("Ana", "before"))
    story.add(Subscribe(phase="requested", channel=ROOM, **where))
    if left == "crossing":
        story.add(Unsubscribe(phase="requested", channel=ROOM, **where))
    story.joined("Ben")
    if left == "after":
        story.unsubscribe("Ben")
    story.drop("Ben")
    story.connect("Ben")
    story.resume("Ben", 1 if left == "before" else 0, recovered=False)
    later = story.post("Ana", "later")
    story.hear("Ben", later)
    assert p16(story.rest(9)).outcome == outcome
