"""P9: what one person wrote to a channel arrives in the order he wrote it."""

from itertools import cycle

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Header, Invoke, Promises, Send

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

BY_AUTHOR = Promises(order="author", cause=True)
ORDERED = [NUMBERED, BARE, BY_AUTHOR]


def p9(story: Story) -> Verdict:
    return story.verdicts()["P9"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben", "Cleo")
    return story


def post(story: Story, person: str, text: str, **fields: object) -> Post:
    entity = {} if story.promises.versions else {"entity": None}
    return story.post(person, text, **(entity | fields))


def hear(story: Story, *heard: Post) -> Story:
    for one in heard:
        story.hear("Ben", one)
    return story


@pytest.mark.parametrize("promises", ORDERED)
def test_in_the_order_written_holds(promises: Promises) -> None:
    story = team(promises)
    verdict = p9(hear(story, *(post(story, "Ana", text) for text in ("one", "two", "three"))).rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


@pytest.mark.parametrize("promises", ORDERED)
def test_the_other_way_round_is_a_violation(promises: Promises) -> None:
    story = team(promises)
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    verdict = p9(hear(story, two, one).rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert '"one"' in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith(": Ana wrote them the other way round.")


def test_another_persons_writes_are_not_his() -> None:
    story = team(BY_AUTHOR)
    one, two = post(story, "Ana", "one"), post(story, "Cleo", "two")
    assert hear(story, two, one).rest(9).alarms().get("P9") is None
    verdict = p9(story)
    assert (verdict.outcome, verdict.instances) == ("not applicable", 0)


def test_interleaved_authors_and_channels_hold() -> None:
    story = team()
    story.members("Ben", channel="chatroom:8")
    one, other = post(story, "Ana", "one"), post(story, "Cleo", "other")
    elsewhere = story.post("Ana", "elsewhere", "chatroom:8")
    two = post(story, "Ana", "two")
    verdict = p9(hear(story, elsewhere, one, other, two).rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_writes_side_by_side_have_no_order() -> None:
    story = team(BARE)
    one, two = story.ask("Ana", "one", entity=None), story.ask("Ana", "two", entity=None)
    story.answer(one)
    story.answer(two)
    assert p9(hear(story, two, one).rest(9)).outcome == "not applicable"


def test_kinds_have_no_order_between_them_unless_promised() -> None:
    for promises, outcome in ((BARE, "not applicable"), (NUMBERED, "violated")):
        story = team(promises)
        one, two = post(story, "Ana", "one"), post(story, "Ana", "two", kind="chatroom_pinned")
        assert p9(hear(story, two, one).rest(9)).outcome == outcome


def test_writes_nobody_knows_of_and_events_alike_are_left_out() -> None:
    story = team(BARE)
    lost = story.ask("Ana", "one", entity=None)
    story.lose(lost)
    assert p9(hear(story, post(story, "Ana", "two"), lost).rest(9)).outcome == "not applicable"
    story = team(BARE)
    first, middle = post(story, "Ana", "Hi"), post(story, "Ana", "yo")
    post(story, "Ana", "Hi")
    assert p9(hear(story, middle, first).rest(9)).outcome == "not applicable"


def test_repeats_and_marked_redeliveries_keep_no_order() -> None:
    story = team()
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    hear(story, one, two)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    assert p9(hear(story, one, two).rest(9)).outcome == "holds"
    story = team(Promises(order="channel", cause=True, delivery="at-least-once"))
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    story.hear("Ben", two)
    story.hear("Ben", one, redelivery="d1")
    assert p9(story.rest(9)).outcome == "not applicable"


def test_without_a_promise_it_does_not_apply() -> None:
    story = team(Promises(cause=True))
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    assert "promises neither" in p9(hear(story, two, one).rest(9)).reason
    assert one.channel == ROOM


def burst(story: Story, *texts: str, devices: tuple[str, ...] = ("laptop",)) -> list[Post]:
    """Ana sends these over the sockets of her devices in turn, and waits for no answer before the next."""
    posts = []
    for text, device in zip(texts, cycle(devices)):
        posts.append(story.ask("Ana", text))
        invoke = story.rows[-1]
        assert isinstance(invoke, Invoke)
        invoke.via = "socket"
        story.add(Send(kind="send", ref=posts[-1].w, **story.where(f"Ana/{device}")))
    for one in posts:
        story.answer(one)
    return posts


@pytest.mark.parametrize("promises", [NUMBERED, BY_AUTHOR])
@pytest.mark.parametrize(
    ("order", "outcome"), [((0, 1, 2), "holds"), ((0, 2, 1), "violated"), ((2, 0, 1), "violated")]
)
def test_what_was_sent_over_one_connection_is_in_order(
    promises: Promises, order: tuple[int, ...], outcome: str
) -> None:
    story = team(promises)
    posts = burst(story, "one", "two", "three")
    verdict = p9(hear(story, *(posts[place] for place in order)).rest(9))
    assert (verdict.outcome, verdict.instances) == (outcome, 2)
    if outcome == "violated":
        assert "sent over one connection, the other way round" in verdict.witnesses[0].text


def test_two_devices_and_another_try_have_no_order_unless_acknowledged() -> None:
    story = team()
    here, there = burst(story, "here", "there", devices=("laptop", "phone"))
    assert p9(hear(story, there, here).rest(9)).outcome == "not applicable"
    story = team()
    one, two = burst(story, "one", "two")
    story.attempt(one, attempt=2)
    retried = story.rows[-1]
    assert isinstance(retried, Invoke)
    retried.via = "socket"
    story.answer(one, attempt=2)
    assert p9(hear(story, two, one).rest(9)).outcome == "not applicable"


@pytest.mark.parametrize(("late", "outcome"), [(False, "holds"), (True, "violated")])
def test_one_sent_before_and_never_answered_is_in_order_too(late: bool, outcome: str) -> None:
    story = team()
    one, two = (story.ask("Ana", text) for text in ("one", "two"))
    for row in story.rows:
        if isinstance(row, Invoke) and row.operation == "post_message":
            row.via, row.conn = "socket", story.where("Ana")["conn"]
    story.lose(one)
    story.answer(two)
    assert p9(hear(story, *((two, one) if late else (one, two))).rest(9)).outcome == outcome


@pytest.mark.parametrize(("version", "numbers", "outcome"), [
    (2, (1, 2), "holds"),
    (2, (2, 1), "violated"),
    (2, (1, None), "not applicable"),
    (1, (None, None), "holds"),
])  # fmt: skip
def test_the_numbers_of_frames_tell_the_order_of_sending(
    version: int, numbers: tuple[int | None, ...], outcome: str
) -> None:
    story = team()
    header = story.rows[0]
    assert isinstance(header, Header)
    header.version = version
    posts = burst(story, "one", "two")
    for row, n in zip([row for row in story.rows if isinstance(row, Send)], numbers, strict=True):
        row.n = n
    assert p9(hear(story, *posts).rest(9)).outcome == outcome


def test_one_sent_over_the_socket_and_tried_again_elsewhere_has_no_order() -> None:
    story = team()
    one, two = (story.ask("Ana", text) for text in ("one", "two"))
    for row in story.rows:
        if isinstance(row, Invoke) and row.operation == "post_message":
            row.via, row.conn = "socket", story.where("Ana")["conn"]
    story.refuse(one)
    story.answer(two)
    story.attempt(one, attempt=2)
    story.answer(one, attempt=2)
    assert p9(hear(story, two, one).rest(9)).outcome == "not applicable"
