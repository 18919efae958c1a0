"""The schemas of the application: what it was seen to send fits, and what departs from it is named."""

import json
from typing import Any

import pytest
from lockstep.clients.dialects.base import Frame
from lockstep.targets.feathers.codec import FeathersCodec
from lockstep.targets.feathers.schemas import check_frame, check_message

MESSAGE = {"room": "chatroom:7", "author": "Ana", "content": "hello", "id": 0}
ERROR = {"name": "BadRequest", "message": "no", "code": 400, "className": "bad-request"}
OPENED = {"sid": "s", "upgrades": [], "pingInterval": 25000, "pingTimeout": 20000, "maxPayload": 1000000}
SEEN = (
    ("0", OPENED),
    ("40", {"sid": "s"}),
    ("44", {"message": "no"}),
    ("42", ["messages created", MESSAGE]),
    ("430", [None, MESSAGE]),
    ("430", [None, {"room": "chatroom:7", "seated": True}]),
    ("430", [ERROR]),
)


def frame(head: str, data: Any = None) -> Frame:
    return FeathersCodec().decode(head if data is None else head + json.dumps(data))[0]


@pytest.mark.parametrize(("head", "data"), SEEN)
def test_what_was_seen_fits(head: str, data: Any) -> None:
    assert check_frame(frame(head, data)) is None


def test_frames_without_data_fit() -> None:
    assert check_frame(frame("2")) is None
    assert check_frame(frame("41")) is None


def test_what_departs_is_named() -> None:
    assert check_frame(frame("40", {"sid": "s", "pid": "p"})) == "frame.pid: Extra inputs are not permitted"
    short = {key: value for key, value in MESSAGE.items() if key != "content"}
    assert check_frame(frame("42", ["messages created", short])) == "frame.content: Field required"
    assert "nothing that this application sends" in str(check_frame(frame("42", ["messages patched", MESSAGE])))
    assert "nothing that this application sends" in str(check_frame(frame("42", ["ping"])))
    assert check_frame(frame("430", [])) is not None
    assert check_message(MESSAGE) is None
    assert check_message(short) == "answer.content: Field required"
