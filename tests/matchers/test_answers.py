"""Matchers on answers and reads."""

import pytest
from hamcrest import assert_that
from hamcrest.core.matcher import Matcher
from lockstep.history.rows import Fail, Info, Ok, Shown
from lockstep.matchers.answers import (
    all_refused,
    all_speak_of_one_entity,
    received_reply_to,
    shows,
    shows_each,
    shows_no,
)
from lockstep.matchers.received import Received

from tests.matchers.told import Told

ONE = Ok(person="Ana", w="w", status="201", entity="message:1", version=1, digest="d")


def refuses(subject: object, matcher: Matcher[object], word: str) -> None:
    with pytest.raises(AssertionError, match=word):
        assert_that(subject, matcher)


def test_all_refused() -> None:
    assert_that([Fail(person="Zoe", w="w", status="404")], all_refused())
    refuses([], all_refused(), "no write was made")
    refuses([ONE], all_refused(), "Ana's write was answered 201")
    refuses([Info(person="Ana", w="w", status="500")], all_refused(), "500")
    not_known = "Ana's write was answered 404, which the adapter does not treat as a rejection"
    refuses([Info(person="Ana", w="w", status="404")], all_refused(), not_known)


def test_a_backend_that_is_not_there_has_refused_nothing() -> None:
    refuses([Fail(person="Ana", w="w", status="refused")], all_refused(), "refused, which the adapter does not treat")


def test_all_speak_of_one_entity() -> None:
    assert_that([ONE, ONE], all_speak_of_one_entity())
    refuses([ONE], all_speak_of_one_entity(), "message:1")
    other = Ok(person="Ana", w="w", status="201", entity="message:2", version=1, digest="d")
    refuses([ONE, other], all_speak_of_one_entity(), "message:2")
    refuses([], all_speak_of_one_entity(), "no answer")


def test_heard_reply_to() -> None:
    told = Told()
    told.hear("yes")
    refuses(Received(told.history, "Ben", 0), received_reply_to("message:5"), "yes")
    told.history._rows[-1].payload["replyToId"] = 5
    assert_that(Received(told.history, "Ben", 0), received_reply_to("message:5"))


def test_shows() -> None:
    shown = (Shown(entity="message:1", payload={"content": "Final"}),)
    assert_that(shown, shows("Final"))
    assert_that(shown, shows_no("Draft"))
    refuses(shown, shows("Draft"), "Final")
    refuses(shown, shows_no("Final"), "Final")
    refuses((), shows("Draft"), "nothing")


def test_shows_each() -> None:
    shown = (Shown(entity="message:1"), Shown(entity="message:2"))
    assert_that(shown, shows_each(["message:1", "message:2"]))
    refuses(shown, shows_each(["message:1", "message:3"]), "2 were read, missing: message:3")
    refuses(shown, shows_each([]), "no entity was expected")
