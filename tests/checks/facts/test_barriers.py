"""Barriers: later events that prove an earlier one should have come."""

import pytest
from lockstep.checks.facts.barriers import Barriers, Later
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.history.rows import Promises, Recv

from tests.checks.builder import BARE, NUMBERED, Story


def recv(t: int) -> Recv:
    return Recv(t=t, n=1, kind="event")


def test_the_first_to_arrive_of_all_above_a_key() -> None:
    later = Later([(5, recv(50)), (1, recv(10)), (3, recv(90)), (4, recv(40))])
    assert [found.t if (found := later.above(key)) else None for key in (0, 1, 3, 4, 5)] == [10, 40, 40, 50, None]
    assert Later([]).above(0) is None


def barrier(story: Story) -> str | None:
    """The text of the event that proves Ben should have had the first post by then."""
    pairing = Pairing(Facts(story.rows))
    missing = pairing.expected[0]
    counted = missing.write.counted_from
    assert counted is not None
    ben = next(session for session in pairing.facts.roster.sessions.values() if session.person == "Ben")
    found = Barriers(pairing).after(missing, ben, counted[0])
    return None if found is None else found.payload["content"]


@pytest.mark.parametrize(
    ("promises", "kind", "proof"),
    [
        (NUMBERED, "other", "second"),
        (BARE, "chatroom_message_received", "second"),
        (BARE, "other", None),
        (Promises(order="channel", across_kinds=True), "other", "second"),
        (Promises(), "chatroom_message_received", None),
    ],
)
def test_an_event_of_a_write_invoked_after_the_acknowledgement(
    promises: Promises, kind: str, proof: str | None
) -> None:
    story = Story(promises)
    story.connect("Ben")
    story.post("Ana", "first")
    story.hear("Ben", story.post("Ana", "second", kind=kind))
    assert barrier(story) == proof


def test_a_write_side_by_side_proves_nothing_but_its_number_may() -> None:
    for promises, proof in ((BARE, None), (NUMBERED, "second")):
        story = Story(promises)
        for who in ("Ana", "Ben"):
            story.connect(who)
        first, second = story.ask("Ana", "first"), story.ask("Ana", "second")
        story.answer(first)
        story.answer(second)
        story.hear("Ana", first)
        story.hear("Ben", second)
        assert barrier(story) == proof


def test_a_number_of_another_epoch_or_channel_proves_nothing() -> None:
    story = Story()
    for who in ("Ana", "Ben"):
        story.connect(who)
    first, second = story.ask("Ana", "first"), story.ask("Ana", "second")
    elsewhere = story.ask("Ana", "elsewhere", "chatroom:8")
    for post in (first, second, elsewhere):
        story.answer(post)
    story.hear("Ana", first)
    story.hear("Ben", second, epoch="e2")
    story.hear("Ben", elsewhere, seq=9)
    assert barrier(story) is None
