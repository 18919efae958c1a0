"""Matchers on connections."""

from typing import Any

import pytest
from hamcrest import assert_that
from hamcrest.core.matcher import Matcher
from lockstep.history.history import History
from lockstep.history.rows import Close, Open, Recovery, Recv, Resume, Row, Send, Subscribe
from lockstep.matchers.connection import (
    answered_a_ping,
    ended,
    let_in,
    received_only_on,
    refused_to_listen,
    resume_refused,
    told_refused,
    turned_away,
)
from lockstep.matchers.received import Received, acknowledged, writes
from lockstep.matchers.standing import standing

from tests.matchers.told import ROOM, Told

BEN = {"person": "Ben", "session": "Ben/laptop", "conn": "Ben/laptop#1"}


def of(*rows: Row) -> History:
    history = History()
    for row in rows:
        history.append(row)
    return history


def refuses(subject: object, matcher: Matcher[object], word: str) -> None:
    with pytest.raises(AssertionError, match=word):
        assert_that(subject, matcher)


def test_ended() -> None:
    asked = Close(**BEN, phase="requested", by="us")
    assert_that(of(asked, Close(**BEN, by="server", code=4403)), ended("Ben/laptop", by="server", codes=(4403,)))
    refuses(of(asked), ended("Ben/laptop", by="us", codes=(1000,)), "never ended")
    refuses(
        of(Close(**BEN, by="network")), ended("Ben/laptop", by="server", codes=(4403,)), "by network with code None"
    )


def test_ended_cleanly() -> None:
    cleanly = ended("Ben/laptop", by="us", codes=(1000,), clean=True)
    assert_that(of(Close(**BEN, by="us", code=1000, clean=True)), cleanly)
    unanswered = of(Close(**BEN, by="us", code=1000))
    refuses(unanswered, cleanly, "with code 1000, which was never answered")
    assert_that(unanswered, ended("Ben/laptop", by="us", codes=(1000,)))


def test_an_end_of_another_kind_is_final_unless_the_session_is_brought_back() -> None:
    shut_out = ended("Ben/laptop", by="server", codes=(4403,))
    stands = Open(**BEN, phase="done")
    assert standing(shut_out, of(stands)) == "open"
    assert standing(shut_out, of(stands, Close(**BEN, phase="requested", by="us"))) == "open"
    assert standing(shut_out, of(stands, Close(**BEN, by="network"))) == "broken"
    assert standing(shut_out, of(stands, Close(**BEN, by="network"), Open(**BEN, phase="requested"))) == "open"
    assert standing(shut_out, of(stands, Close(**BEN, by="network"), Recovery(**BEN, stage="lost"))) == "open"
    assert standing(shut_out, of(stands, Close(**BEN, by="server", code=4403))) == "kept"


def test_another_beginning_is_final_until_another_connection_is_asked_for() -> None:
    asked, joined = Open(**BEN, phase="requested"), Subscribe(**BEN, phase="done", channel="user:1")
    assert standing(turned_away("Ben", (4401,)), of(asked)) == "open"
    assert standing(turned_away("Ben", (4401,)), of(asked, joined)) == "broken"
    assert standing(turned_away("Ben", (4401,)), of(asked, joined, Open(**BEN, phase="requested"))) == "open"
    assert standing(let_in("Ben"), of(asked, joined)) == "kept"


def test_let_in_and_turned_away() -> None:
    asked = Open(**BEN, phase="requested")
    joined = Subscribe(**BEN, phase="done", channel="user:1")
    shut = Close(**BEN, by="server", code=4401)
    assert_that(of(asked, joined), let_in("Ben"))
    assert_that(of(asked, Open(**BEN, phase="done"), shut), turned_away("Ben", (4401,)))
    refuses(of(asked, joined, shut), turned_away("Ben", (4401,)), "let in")
    refuses(of(asked, shut), let_in("Ben"), "closed with code 4401")
    refuses(of(asked, Open(**BEN, phase="refused", reason="HTTP 403")), let_in("Ben"), "refused: HTTP 403")
    refuses(of(asked), let_in("Ben"), "neither accepted nor closed")
    refuses(of(), turned_away("Ben", (4401,)), "no connection was requested")


def test_only_the_last_connection_counts() -> None:
    first = [Open(**BEN, phase="requested"), Subscribe(**BEN, phase="done", channel="user:1")]
    refuses(of(*first, Open(**BEN, phase="requested")), let_in("Ben"), "neither")


def test_a_ping_is_answered_under_its_reference() -> None:
    asked = Send(**BEN, kind="ping", ref="r1")
    assert_that(of(asked, Recv(**BEN, n=1, kind="ack", event=False, ref="r1")), answered_a_ping(0))
    refuses(
        of(asked, Recv(**BEN, n=1, kind="ack", event=False, ref="r2")), answered_a_ping(0), "ping was never answered"
    )
    refuses(of(), answered_a_ping(0), "no command was sent")


@pytest.mark.parametrize(
    ("codes", "close", "fits"),
    [
        ((4403, 1008), Close(**BEN, by="server", code=1008), True),
        ((4403,), Close(**BEN, by="server", code=1008), False),
        (("frame",), Close(**BEN, by="server", clean=True, reason="you were removed"), True),
        (("frame",), Close(**BEN, by="network"), False),
        ((4403,), Close(**BEN, by="server", clean=True, reason="you were removed"), False),
    ],
)
def test_a_session_ends_as_it_is_declared(codes: Any, close: Close, fits: bool) -> None:
    asked = Open(**BEN, phase="requested")
    assert ended("Ben/laptop", by="server", codes=codes).matches(of(close)) is fits
    if close.by == "server":
        assert turned_away("Ben", codes).matches(of(asked, close)) is fits


def test_a_handshake_is_rejected_with_a_status_that_is_declared() -> None:
    rows = Open(**BEN, phase="requested"), Open(**BEN, phase="refused", status=401, reason="401")
    assert turned_away("Ben", (401,)).matches(of(*rows))
    refuses(of(*rows), turned_away("Ben", (403,)), "refused: 401 with code 401")


def test_told_refused() -> None:
    assert_that(of(Recv(**BEN, n=1, kind="error", event=False)), told_refused("Ben/laptop", 0, {("Ben/laptop#1", 1)}))
    refuses(of(Recv(**BEN, n=1, kind="ack", event=False)), told_refused("Ben/laptop", 0, ()), "it received ack")
    shouts = told_refused("Ben/laptop", 0, {("Ben/laptop#1", 7)})
    assert_that(of(Recv(**BEN, n=7, kind="whoops", event=False)), shouts)


def test_refused_to_listen() -> None:
    asked, refused = (Subscribe(**BEN, phase=phase, channel=ROOM) for phase in ("requested", "refused"))
    assert_that(of(asked, refused), refused_to_listen("Ben", ROOM))
    refuses(
        of(asked, Subscribe(**BEN, phase="done", channel=ROOM)), refused_to_listen("Ben", ROOM), "requested, done"
    )
    refuses(of(), refused_to_listen("Ben", ROOM), "never asked")


def test_resume_refused() -> None:
    asked, refused = (Resume(**BEN, phase=phase) for phase in ("requested", "refused"))
    assert_that(of(asked, refused), resume_refused("Ben", 0))
    refuses(of(asked, Resume(**BEN, phase="done")), resume_refused("Ben", 0), "requested, done")
    refuses(of(), resume_refused("Ben", 0), "never asked")


def test_heard_only_on() -> None:
    told = Told()
    told.listen()
    told.post("hello")
    (made,) = acknowledged(told.history, writes(told.history, 0))
    received = Received(told.history, "Ben", 0)
    refuses(received, received_only_on(made, "Ben/phone"), "not received on any session")
    told.hear("hello", device="phone")
    assert_that(received, received_only_on(made, "Ben/phone"))
    told.hear("hello", device="laptop")
    refuses(received, received_only_on(made, "Ben/phone"), "Ben/phone, Ben/laptop")


def test_heard_only_on_where_events_name_no_cause() -> None:
    told = Told()
    told.listen()
    told.post("hello")
    (made,) = acknowledged(told.history, writes(told.history, 0))
    received = Received(told.history, "Ben", 0)
    told.hear("other", "w9", device="laptop", cause=None)
    refuses(received, received_only_on(made, "Ben/phone"), "not received on any session")
    told.hear("hello", device="phone", cause=None)
    assert_that(received, received_only_on(made, "Ben/phone"))
