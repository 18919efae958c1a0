"""Matchers on the end of a struggle."""

import pytest
from hamcrest import assert_that
from hamcrest.core.matcher import Matcher
from lockstep.history.history import History
from lockstep.history.rows import Fail, Info, Ok, Resume, Resumed, Shown
from lockstep.matchers.agreement import (
    read_alike,
    replies_follow,
    shown_once_in_order,
    so_many_accepted,
    told_not_recovered,
)
from lockstep.matchers.received import Received

from tests.matchers.told import Told

OK, FAIL = Ok(person="Ana", w="w", status="200"), Fail(person="Ben", w="v", status="409")


def refuses(subject: object, matcher: Matcher[object], word: str) -> None:
    with pytest.raises(AssertionError, match=word):
        assert_that(subject, matcher)


def test_so_many_accepted() -> None:
    assert_that([OK, FAIL], so_many_accepted(1, 2))
    assert_that([OK, OK], so_many_accepted(2, 2))
    refuses([OK, OK], so_many_accepted(1, 2), "1 of 2 writes accepted")
    refuses([FAIL, FAIL], so_many_accepted(1, 2), "Ben's was answered 409")
    refuses([OK, Fail(person="Ben", w="v", status="refused")], so_many_accepted(1, 2), "not treat as a rejection")
    refuses([OK, Info(person="Ben", w="v", status="500")], so_many_accepted(1, 2), "500")
    refuses([], so_many_accepted(1, 2), "no write was made")


def test_read_alike() -> None:
    assert_that({"Ana": {"data": [1]}, "Ben": {"data": [1]}}, read_alike())
    refuses({"Ana": {"data": [1, 2]}, "Ben": {"data": [2, 1]}}, read_alike(), "Ben read something different from Ana")
    refuses({"Ana": {"data": [1, 2]}, "Ben": {"data": [1, 3]}}, read_alike(), r"data\[1\] expected: 2\n.*received: 3")
    refuses({"Ana": {"data": [1]}}, read_alike(), "several people")
    refuses({"Ana": "404", "Ben": "404"}, read_alike(), "404")
    refuses({}, read_alike(), "nobody read anything")


def test_shown_once_in_order() -> None:
    one, two, other = (Shown(entity=f"message:{n}") for n in (1, 2, 3))
    matcher = shown_once_in_order(["message:1", "message:2"])
    assert_that([one, other, two], matcher)
    assert_that([two, one], matcher)
    refuses([one], matcher, "message:2 is missing")
    refuses([one, two, one], matcher, "message:1 was returned twice")
    refuses([one], shown_once_in_order([]), "0 entities")
    three = shown_once_in_order(["message:1", "message:2", "message:3"])
    refuses([two, one, other], three, "message:2, message:1, message:3")


def test_replies_follow() -> None:
    told = Told()
    received = Received(told.history, "Ben", 0)
    refuses(received, replies_follow(), "received no reply")
    told.hear("question", w="1")
    told.hear("answer", w="2")
    told.history._rows[-1].payload["replyToId"] = 1
    assert_that(received, replies_follow())
    told.hear("answer", w="2", device="phone")
    told.history._rows[-1].payload["replyToId"] = 1
    refuses(received, replies_follow(), "Ben/phone received message:2, but not yet message 1")


def test_told_not_recovered() -> None:
    history: History = Told().history
    matcher = told_not_recovered("Ben", "chatroom:7", 0)
    refuses(history, matcher, "no answer")
    for recovered in (False, True):
        claims = {"chatroom:7": Resumed(recovered=recovered)}
        history.append(Resume(person="Ben", session="Ben/laptop", conn="Ben/laptop#2", phase="done", claims=claims))
        if not recovered:
            assert_that(history, matcher)
    refuses(history, matcher, "resume was answered: recovered")
