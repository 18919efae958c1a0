"""The reference backend at full speed says what its adapter says: of requests, answers, events and control frames."""

import ssl
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.history.digest import digest
from lockstep.history.rows import Position
from lockstep.targets.base import ConnectRequest, Identity
from lockstep.targets.load_profile import Caller, Control, EventFrame
from lockstep.targets.reference import ReferenceTarget
from lockstep.targets.reference.load_profile import ReferenceLoadProfile
from lockstep.targets.reference.operations import READS, WRITES

MESSAGE = {
    "id": 19, "chatroomId": 7, "authorId": 3, "content": "hello", "replyToId": None, "version": 1,
    "createdAt": "2026-01-01T00:00:00.000Z", "editedAt": None,
}  # fmt: skip
ANA = Caller("Ana", "user:3", "secret")
FIELDS: dict[str, Any] = {"channel": "chatroom:7", "content": "hé", "message": "message:19"}


@pytest.fixture
def load_profile() -> ReferenceLoadProfile:
    return ReferenceLoadProfile("http://127.0.0.1:8/api/v1", "ws://127.0.0.1:8/ws")


@pytest.fixture
def target(tmp_path: Path) -> ReferenceTarget:
    tls = ssl.create_default_context()
    return ReferenceTarget("http://127.0.0.1:8/api/v1", "ws://127.0.0.1:8/ws", tls=tls, log=tmp_path / "log")


@pytest.mark.parametrize("operation", sorted(ReferenceLoadProfile.effects))
def test_a_request_is_that_of_the_table(load_profile: ReferenceLoadProfile, operation: str) -> None:
    request = (WRITES | READS)[operation]
    head, _, body = load_profile.request(ANA, "w1", operation, FIELDS).partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    told = dict(line.split(": ", 1) for line in headers)
    assert first == f"{request.method} /api/v1{request.path(FIELDS)} HTTP/1.1"
    assert told["Host"] == "127.0.0.1:8"
    assert told["Authorization"] == "Bearer secret"
    assert told["X-Request-Id"] == "w1"
    assert int(told["Content-Length"]) == len(body)
    if request.body is not None:
        assert msgspec.json.decode(body) == request.body(FIELDS)


def test_an_answer_is_read_and_checked(load_profile: ReferenceLoadProfile) -> None:
    body = msgspec.json.encode({"status": "success", "data": MESSAGE})
    said = load_profile.answer("post_message", FIELDS, 201, body)
    assert (said.entity, said.version, said.digest, said.schema) == ("message:19", 1, digest(MESSAGE), None)
    assert "JSON" in (load_profile.answer("post_message", FIELDS, 201, b"<html>").schema or "")
    short = msgspec.json.encode({"status": "success", "data": {"id": 19}})
    assert load_profile.answer("post_message", FIELDS, 201, short).schema is not None


def test_an_event_is_what_the_adapter_makes_of_it(
    load_profile: ReferenceLoadProfile, target: ReferenceTarget
) -> None:
    raw = msgspec.json.encode({
        "event": "chatroom_message_received", "room": "chatroom:7", "epoch": "e", "seq": 4,
        "at": "2026-01-01T00:00:00.000Z", "cause": "run.1", "data": MESSAGE,
    }).decode()  # fmt: skip
    [received] = load_profile.frames(raw)
    [event] = target.normalise(target.codec().decode(raw)[0])
    assert isinstance(received, EventFrame)
    for name in ("kind", "channel", "cause", "entity", "version", "seq", "epoch", "durable"):
        assert getattr(received, name) == getattr(event, name)
    assert received.digest == digest(MESSAGE)
    assert received.schema is None


def test_control_frames_say_what_they_say_of_the_connection(load_profile: ReferenceLoadProfile) -> None:
    [ack] = load_profile.frames('{"event": "ack", "ref": "r1", "requestId": "x", "data": {}}')
    assert isinstance(ack, Control)
    assert (ack.answers, ack.ref, ack.refusal, ack.schema) == (True, "r1", None, None)
    [joined] = load_profile.frames(
        '{"event": "room_joined", "ref": null, "data": {"room": "chatroom:7", "position": {"epoch": "e", "seq": 3}}}'
    )
    assert isinstance(joined, Control)
    assert joined.notices[0].position == Position("e", 3)
    assert not joined.answers


def test_what_is_no_frame_is_malformed(load_profile: ReferenceLoadProfile) -> None:
    with pytest.raises(MalformedFrameError):
        load_profile.frames("{")
    with pytest.raises(MalformedFrameError):
        load_profile.frames(b"\x00")


def test_commands_are_those_of_the_adapter(load_profile: ReferenceLoadProfile, target: ReferenceTarget) -> None:
    positions = {"chatroom:7": Position("e", 3)}
    assert load_profile.subscribe("chatroom:7") == target.subscribe("chatroom:7")
    assert load_profile.unsubscribe("company:1") == target.unsubscribe("company:1")
    assert load_profile.resume(positions) == target.resume(positions)
    assert load_profile.ping() == target.ping()
    assert load_profile.greets == target.greets
    sent = msgspec.json.decode(load_profile.command(("ping", {}), "r1"))
    assert sent == {"event": "ping", "ref": "r1", "data": {}}


def test_it_connects_as_the_adapter_does(load_profile: ReferenceLoadProfile, target: ReferenceTarget) -> None:
    identity = Identity("Ana", access_token="secret")
    for since in (None, {"chatroom:7": Position("e", 3)}):
        assert load_profile.connect(ANA, (), since) == target.connect_args(ConnectRequest(identity, since=since))
