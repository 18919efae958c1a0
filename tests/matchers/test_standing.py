"""What no later arrival can mend is broken; what may still come is open; each stays what it is."""

import pytest
from hamcrest import assert_that, equal_to
from lockstep.history.rows import Recv
from lockstep.matchers.agreement import replies_follow
from lockstep.matchers.delivery import agrees_with_answers, received_in_order, received_once, received_within
from lockstep.matchers.received import Made, Received, acknowledged, writes
from lockstep.matchers.redelivery import given_again
from lockstep.matchers.standing import standing

from tests.matchers.told import ROOM, Told


def ben(told: Told) -> Received:
    return Received(told.history, "Ben", 0)


def made(told: Told) -> list[Made]:
    return acknowledged(told.history, writes(told.history, 0))


@pytest.fixture
def told() -> Told:
    """Two messages, of which none has arrived."""
    told = Told()
    told.listen()
    told.post("one", "w1")
    told.post("two", "w2", at_ms=1)
    return told


def test_a_matcher_of_two_answers_is_open_until_it_matches() -> None:
    assert standing(equal_to(7), 7) == "kept"
    assert standing(equal_to(7), 8) == "open"


def test_what_has_not_arrived_is_open_and_what_has_is_kept(told: Told) -> None:
    matchers = received_once, received_in_order, agrees_with_answers
    assert {standing(one(made(told)), ben(told)) for one in matchers} == {"open"}
    told.hear("one", "w1")
    assert {standing(one(made(told)), ben(told)) for one in matchers} == {"open"}
    told.hear("two", "w2")
    assert {standing(one(made(told)), ben(told)) for one in matchers} == {"kept"}


def test_a_second_copy_breaks_once_though_others_are_missing(told: Told) -> None:
    told.hear("one", "w1")
    told.hear("one", "w1")
    assert standing(received_once(made(told)), ben(told)) == "broken"
    assert standing(received_in_order(made(told)), ben(told)) == "open"
    told.hear("two", "w2")
    assert standing(received_once(made(told)), ben(told)) == "broken"


def test_a_wrong_order_breaks_when_both_are_there_and_not_before(told: Told) -> None:
    told.post("three", "w3", at_ms=2)
    told.hear("two", "w2")
    assert standing(received_in_order(made(told)), ben(told)) == "open"
    told.hear("one", "w1")
    assert standing(received_in_order(made(told)), ben(told)) == "broken"


def test_an_altered_payload_breaks_the_agreement(told: Told) -> None:
    told.hear("0ne", "w1")
    assert standing(agrees_with_answers(made(told)), ben(told)) == "broken"


def test_a_late_arrival_breaks_the_budget_and_an_outstanding_one_does_not(told: Told) -> None:
    in_time = received_within(made(told), 100, 0)
    assert standing(in_time, ben(told)) == "open"
    told.hear("one", "w1", at_ms=500)
    assert standing(in_time, ben(told)) == "broken"
    assert standing(received_within(made(told), 100, 0, gate=False), ben(told)) == "open"


def test_a_promise_about_no_write_is_broken_from_the_beginning(told: Told) -> None:
    assert standing(received_once([]), ben(told)) == "broken"


def test_what_is_broken_is_told_alone_with_the_number_of_those_that_had_not_arrived(told: Told) -> None:
    told.hear("one", "w1")
    told.hear("one", "w1")
    with pytest.raises(AssertionError) as refused:
        assert_that(ben(told), received_once(made(told)))
    assert "2 times (posted)" in str(refused.value)
    assert "never received" not in str(refused.value)
    assert "waiting ended here: 1 had not arrived by then" in str(refused.value)


def test_more_repeats_than_promised_break_it() -> None:
    told = Told()
    for mark in (None, "d1", "d2"):
        row = Recv(person="Ben", session="Ben/laptop", n=1, kind="posted", channel=ROOM, entity="message:1")
        row.redelivery = mark
        told.history.append(row)
    assert standing(given_again(3), ben(told)) == "open"
    assert standing(given_again(2), ben(told)) == "kept"
    assert standing(given_again(1), ben(told)) == "broken"


def test_a_reply_before_its_message_breaks_the_order_of_replies() -> None:
    told = Told()
    assert standing(replies_follow(), ben(told)) == "open"
    told.hear("question", "q")
    told.hear("answer", "a")
    told.history.rows()[-1].payload = {"id": "a", "replyToId": "q"}
    assert standing(replies_follow(), ben(told)) == "kept"
    told.history.rows()[-1].payload = {"id": "a", "replyToId": "other"}
    assert standing(replies_follow(), ben(told)) == "broken"
