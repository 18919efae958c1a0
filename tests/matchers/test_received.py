"""What matchers look at."""

from typing import Any

import pytest
from lockstep.history.rows import (
    Close,
    Effect,
    Fail,
    Invoke,
    Name,
    Ok,
    Recv,
    Resume,
    Resumed,
    Revoke,
    Unsubscribe,
)
from lockstep.matchers.received import Received, acknowledged, deliveries, writes

from tests.matchers.told import ROOM, Told


def test_events_leave_out_markers_control_frames_and_others() -> None:
    told = Told()
    told.hear("hello")
    told.hear("not mine", person="Cleo")
    told.history.append(Recv(person="Ben", n=2, kind="ack", event=False))
    told.history.append(Recv(person="Ben", n=3, kind="marker", marker=True))
    assert [event.payload["content"] for event in Received(told.history, "Ben", 0).events()] == ["hello"]


def test_a_subscription_counts_from_before_the_cursor_unless_it_ended_before_it() -> None:
    told = Told()
    told.listen(device="laptop")
    told.listen(device="phone")
    told.listen(device="tablet")
    told.history.append(Unsubscribe(person="Ben", session="Ben/phone", phase="done", channel=ROOM))
    told.history.append(Close(person="Ben", session="Ben/tablet", by="server"))
    assert Received(told.history, "Ben", told.history.cursor()).listening(ROOM) == ["Ben/laptop"]
    told.history.append(Unsubscribe(person="Ben", session="Ben/laptop", phase="done", channel=ROOM))
    assert Received(told.history, "Ben", told.history.cursor() - 1).listening(ROOM) == ["Ben/laptop"]


def test_a_write_not_acknowledged_is_said_to_be_so() -> None:
    told = Told()
    told.history.append(Invoke(person="Ana", w="w1", via="api", operation="post_message"))
    told.history.append(Fail(person="Ana", w="w1", status="403"))
    with pytest.raises(AssertionError, match="Ana's post_message was not acknowledged: the answer was 403"):
        acknowledged(told.history, writes(told.history, 0))


def test_attempts_of_one_write_are_one_and_the_first_answer_counts() -> None:
    told = Told()
    told.post("hello")
    told.history.append(Invoke(person="Ana", w="w1", attempt=2, via="api", operation="post_message"))
    told.history.append(Ok(person="Ana", w="w1", attempt=2, status="200"))
    (made,) = acknowledged(told.history, writes(told.history, 0))
    assert made.ok.status == "201"


def test_markers_are_no_writes_of_people() -> None:
    told = Told()
    told.history.append(Invoke(person="Ana", w="m", via="socket", operation="mark", marker=True))
    assert writes(told.history, 0) == []


def test_an_effect_concerns_who_listens_and_is_named() -> None:
    told = Told()
    told.listen()
    told.post("hello")
    (made,) = acknowledged(told.history, writes(told.history, 0))
    received = Received(told.history, "Ben", 0)
    assert len(made.effects_for(received)) == 1
    made.ok.effects = (Effect(kind="posted", channel=ROOM, recipients=("Cleo",)),)
    assert made.effects_for(received) == []
    made.ok.effects = (Effect(kind="posted", channel="chatroom:8"),)
    assert made.effects_for(received) == []


def test_what_the_write_itself_took_away_is_not_expected_unless_it_is_the_last() -> None:
    told = Told()
    told.listen()
    told.post("hello")
    told.history.append(Revoke(person="Ben", phase="done", channel=ROOM, w="w1"))
    (made,) = acknowledged(told.history, writes(told.history, 0))
    received = Received(told.history, "Ben", 0)
    assert made.effects_for(received) == []
    made.ok.effects = (Effect(kind="posted", channel=ROOM, last=True),)
    assert len(made.effects_for(received)) == 1


def test_deliveries_are_found_by_cause_else_entity_else_what_was_sent() -> None:
    told = Told()
    told.listen()
    told.post("hello")
    told.hear("hello")
    (made,) = acknowledged(told.history, writes(told.history, 0))
    (event,) = Received(told.history, "Ben", 0).events()
    assert deliveries(Received(told.history, "Ben", 0), made, made.ok.effects[0]) == {"Ben/laptop": [event]}
    event.cause = None
    assert deliveries(Received(told.history, "Ben", 0), made, made.ok.effects[0]) == {"Ben/laptop": [event]}
    event.entity, event.sent = "message:other", "s"
    assert deliveries(Received(told.history, "Ben", 0), made, made.ok.effects[0]) == {"Ben/laptop": []}
    by_text = Effect(kind="posted", channel=ROOM, sent="s")
    assert deliveries(Received(told.history, "Ben", 0), made, by_text) == {"Ben/laptop": [event]}


def test_what_arrives_later_is_read_by_the_same_subject() -> None:
    told = Told()
    told.post("hello")
    (made,) = acknowledged(told.history, writes(told.history, 0))
    received = Received(told.history, "Ben", 0)
    assert (received.events(), deliveries(received, made, made.ok.effects[0])) == ([], {})
    told.listen()
    told.hear("hello")
    assert [len(events) for events in deliveries(received, made, made.ok.effects[0]).values()] == [1]
    told.listen(device="phone")
    told.hear("hello", device="phone", cause=None)
    found = deliveries(received, made, made.ok.effects[0])
    assert {session: len(events) for session, events in found.items()} == {"Ben/laptop": 1, "Ben/phone": 1}
    assert len(received.events()) == 2


def test_what_was_read_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    told.listen()
    read: list[int] = []
    of = told.history.of

    def watched(kind: type[Any], since: int = 0, /, **equal: object) -> Any:
        for row in of(kind, since, **equal):
            read.append(row.i)
            yield row

    monkeypatch.setattr(told.history, "of", watched)
    received = Received(told.history, "Ben", 0)
    for number in range(20):
        told.hear(f"text {number}")
        received.events()
    assert len(read) == 20


def test_what_was_heard_is_told_with_names_texts_and_times() -> None:
    told = Told()
    told.history.append(Name(ref=ROOM, label="design"))
    told.hear("x" * 80, at_ms=1500)
    line = Received(told.history, "Ben", 0).told()
    assert line == f'  +1.500 s Ben/laptop received posted in design: "{"x" * 57}..."'
    assert Received(told.history, "Cleo", 0).told() == "  nothing"


def test_of_much_that_was_heard_only_the_beginning_is_told() -> None:
    told = Told()
    for number in range(15):
        told.hear(f"message {number}")
    lines = Received(told.history, "Ben", 0).told().splitlines()
    assert len(lines) == 13
    assert lines[-1] == "  and 3 more"


def test_a_resume_that_recovered_goes_on_listening() -> None:
    told = Told()
    claims = {ROOM: Resumed(recovered=True), "chatroom:8": Resumed(recovered=False)}
    told.history.append(Resume(person="Ben", session="Ben/laptop", phase="done", claims=claims))
    received = Received(told.history, "Ben", 0)
    assert received.listening(ROOM) == ["Ben/laptop"]
    assert received.listening("chatroom:8") == []
