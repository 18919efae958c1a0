"""The schemas of Faye: what it was seen to send fits, and what departs from it is named."""

from typing import Any

import pytest
from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.bayeux import Bayeux
from lockstep.targets.faye.schemas import check_answer, check_frame

from tests.clients.dialects.test_bayeux import raw

RETRY = {"reconnect": "retry", "interval": 0, "timeout": 45000}
SEEN: list[dict[str, Any]] = [
    {
        "channel": "/meta/handshake",
        "successful": True,
        "version": "1.0",
        "supportedConnectionTypes": ["long-polling", "websocket"],
        "clientId": "c1",
        "advice": RETRY,
    },
    {"id": "1", "clientId": "c1", "channel": "/meta/subscribe", "successful": True, "subscription": "/chatroom/7"},
    {"clientId": "c1", "channel": "/meta/connect", "successful": True, "advice": RETRY},
    {
        "id": "2",
        "channel": "/meta/connect",
        "error": "401:c9:Unknown client",
        "successful": False,
        "advice": {"reconnect": "handshake"},
    },
    {"channel": "/chatroom/7", "data": {"author": "user:1", "content": "hello"}, "id": "m0"},
]


def frame(body: dict[str, Any]) -> Frame:
    return Bayeux().decode(raw(body))[0]


@pytest.mark.parametrize("body", SEEN, ids=lambda body: str(body["channel"]))
def test_what_was_seen_fits_and_what_is_more_does_not(body: dict[str, Any]) -> None:
    assert check_frame(frame(body)) is None
    assert check_frame(frame({**body, "surprise": 1})) == "frame.surprise: Extra inputs are not permitted"


def test_what_departs_is_named() -> None:
    event = SEEN[-1]
    assert check_frame(frame({**event, "data": {"author": "user:1"}})) == "frame.data.content: Field required"
    assert "nothing that Faye sends" in str(check_frame(frame({"channel": "/meta/strange"})))


def test_the_answer_to_one_publication_is_one() -> None:
    said = {"id": "m0", "channel": "/chatroom/7", "successful": True}
    assert check_answer([said]) is None
    assert check_answer([{**said, "successful": False, "error": "403:/meta/x:Forbidden channel"}]) is None
    assert check_answer([]) is not None
    assert check_answer([said, said]) is not None
    assert (
        check_answer([{**said, "error": "no"}]) == "answer.0.error: String should match pattern '^\\d{3}:[^:]*:.+$'"
    )
    assert check_answer({"status": "error"}) is not None
