"""Rows of what was received: of an event, of a notice, and of neither where no history could hold it."""

import pytest
from lockstep.actors.received_rows import Message, check_notice, received_row, subscription_of
from lockstep.history.digest import digest
from lockstep.history.rows import Position, Resumed
from lockstep.targets.base import Event, Notice

MESSAGE = Message("Ben/laptop#1", 3, "d1", 40)


def test_the_row_of_an_event_says_where_it_came_and_what_it_holds() -> None:
    event = Event("news", "chatroom:7", version=2, seq=5, epoch="e", payload={"id": 1}, sent={"content": "x"})
    row = received_row(MESSAGE, event, "data.id: Field required")
    assert (row.n, row.raw, row.size, row.kind, row.channel) == (3, "d1", 40, "news", "chatroom:7")
    assert (row.version, row.seq, row.epoch, row.payload) == (2, 5, "e", {"id": 1})
    assert (row.digest, row.sent) == (digest({"id": 1}), digest({"content": "x"}))
    assert row.schema == "data.id: Field required"


@pytest.mark.parametrize("wrong", [{"version": "2"}, {"seq": 1.5}, {"entity": 7}, {"payload": object()}])
def test_an_event_with_a_value_that_no_history_holds_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        received_row(MESSAGE, Event("news", "chatroom:7", **wrong), None)


def test_a_notice_is_checked_by_what_it_is_about() -> None:
    check_notice(Notice("authenticated", "done"))
    check_notice(Notice("subscribe", "done", "chatroom:7", Position("e", 4)))
    check_notice(Notice("resume", "done", claims={"chatroom:7": Resumed(recovered=True)}))
    with pytest.raises(ValueError, match="names no channel"):
        check_notice(Notice("unsubscribe", "done"))
    with pytest.raises(TypeError):
        check_notice(Notice("subscribe", "done", "chatroom:7", Position("e", "4")))
    with pytest.raises(TypeError):
        check_notice(Notice("resume", "done", claims={"chatroom:7": Resumed(recovered="yes")}))


def test_a_subscription_is_told_as_the_notice_says() -> None:
    told = subscription_of(Notice("subscribe", "done", "chatroom:7", Position("e", 4), reason="r"))
    assert told == {"phase": "done", "channel": "chatroom:7", "position": Position("e", 4), "reason": "r"}
