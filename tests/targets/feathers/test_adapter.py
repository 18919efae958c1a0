"""The adapter of Feathers: its rules on canned frames and answers. Acceptance tests run it against a real one."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.clients.api import ApiClient, Exchange, tls_context
from lockstep.clients.dialects.base import Frame
from lockstep.history.digest import digest
from lockstep.history.rows import Effect
from lockstep.targets.base import Answer, ConnectRequest, Event, Identity, Notice, TargetFaultError, Write
from lockstep.targets.feathers import FeathersTarget, adapter
from lockstep.targets.feathers.codec import FeathersCodec

ANA = Identity("Ana", id="user:ana")
WRITE = Write("w1", "Ana", "post_message", {"channel": "chatroom:7", "content": "hello"})
MESSAGE = {"room": "chatroom:7", "author": "Ana", "content": "hello", "id": 0}
ERROR = {"name": "BadRequest", "message": "no", "code": 400}


@pytest.fixture
def target(tmp_path: Path) -> FeathersTarget:
    made = FeathersTarget(tls_context(), tmp_path / "feathers.log")
    made.go_to("http://127.0.0.1:1", "ws://127.0.0.1:1")
    return made


def frame(head: str, data: Any = None) -> Frame:
    return FeathersCodec().decode(head if data is None else head + json.dumps(data))[0]


def post(target: FeathersTarget, monkeypatch: pytest.MonkeyPatch, status: int, body: Any) -> Answer:
    """The answer to a message, where the API answers like this."""

    async def request(self: ApiClient, method: str, path: str, **more: Any) -> Exchange:
        assert (method, path, more["json"]) == (
            "POST",
            "/messages",
            {"room": "chatroom:7", "author": "Ana", "content": "hello"},
        )
        return Exchange(method, path, more["json"], status, None, {}, json.dumps(body), body, 0, 0)

    monkeypatch.setattr(ApiClient, "request", request)

    async def posted() -> Answer:
        answer = await target.perform(WRITE, ANA)
        await target.clean_up([ANA])
        return answer

    return asyncio.run(posted())


def test_a_message_is_answered_as_its_event_says(target: FeathersTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = post(target, monkeypatch, 201, MESSAGE)
    assert (answer.outcome, answer.entity, answer.payload) == ("ok", "message:0", MESSAGE)
    assert target.effects(WRITE, answer) == [
        Effect(kind="message", channel="chatroom:7", entity="message:0", sent=digest({"content": "hello"}))
    ]
    assert target.normalise(frame("42", ["messages created", MESSAGE])) == [
        Event("message", "chatroom:7", entity="message:0", payload=MESSAGE, sent={"content": "hello"})
    ]


@pytest.mark.parametrize(("status", "outcome"), [(400, "fail"), (405, "fail"), (404, "info"), (500, "info")])
def test_what_is_rejected_causes_nothing(
    target: FeathersTarget, monkeypatch: pytest.MonkeyPatch, status: int, outcome: str
) -> None:
    answer = post(target, monkeypatch, status, ERROR)
    assert (answer.outcome, answer.status) == (outcome, str(status))
    assert target.effects(WRITE, answer) == []


def test_an_answer_of_another_shape_is_told(target: FeathersTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(target, monkeypatch, 201, [MESSAGE]).schema is not None


def test_a_message_is_written_over_the_socket_too(target: FeathersTarget) -> None:
    body = {"room": "chatroom:7", "author": "Ana", "content": "hello"}
    assert target.command(WRITE) == ("create", ["messages", body])
    assert target.command(Write("w", "Ana", "edit_message", {})) is None
    accepted = target.answered(WRITE, frame("430", [None, MESSAGE]))
    assert (accepted.outcome, accepted.status, accepted.entity) == ("ok", "ack", "message:0")
    refused = target.answered(WRITE, frame("430", [ERROR]))
    assert (refused.outcome, refused.status, refused.schema) == ("fail", "400", None)
    assert target.answered(WRITE, frame("430", [{**ERROR, "code": 500}])).outcome == "info"
    assert target.answered(WRITE, frame("430", [None, {}])).schema is not None


def test_a_seat_is_taken_and_left_by_a_command(target: FeathersTarget) -> None:
    assert target.subscribe("chatroom:7") == ("create", ["seats", {"room": "chatroom:7"}])
    assert target.unsubscribe("chatroom:7") == ("remove", ["seats", "chatroom:7"])

    def told(head: str, data: Any = None) -> list[Notice]:
        return target.notices(frame(head, data))

    assert told("430", [None, {"room": "chatroom:7", "seated": True}]) == [Notice("subscribe", "done", "chatroom:7")]
    assert told("430", [None, {"room": "chatroom:7", "seated": False}]) == [
        Notice("unsubscribe", "done", "chatroom:7")
    ]
    assert told("40", {"sid": "s"}) == [Notice("authenticated", "done")]
    assert told("44", {"message": "no"}) == [Notice("authenticated", "refused")]
    for head, data in (("430", [None, MESSAGE]), ("430", [ERROR]), ("430", []), ("2", None)):
        assert told(head, data) == []


def test_a_refusal_says_why(target: FeathersTarget) -> None:
    for head, data, why in (
        ("430", [ERROR], "no"),
        ("430", [{}], "no reason was given"),
        ("430", ["broken"], "broken"),
        ("44", {"message": "not here"}, "not here"),
    ):
        assert target.refusal(frame(head, data)) == why
        assert target.error_of(frame(head, data)) == why
    for head, data in (("430", [None, MESSAGE]), ("430", []), ("42", ["messages created", MESSAGE])):
        assert target.refusal(frame(head, data)) is None


def test_it_connects_and_answers_pings(target: FeathersTarget) -> None:
    args = target.connect_args(ConnectRequest(ANA))
    assert (args.url, args.first) == ("ws://127.0.0.1:1/socket.io/?EIO=4&transport=websocket", ("40",))
    assert target.replies(frame("2")) == [("pong", None)]
    assert target.replies(frame("42", ["ping"])) == []
    with pytest.raises(LookupError, match="no tokens"):
        target.connect_args(ConnectRequest(ANA, how="header"))


def test_its_health_names_both_parts(target: FeathersTarget) -> None:
    async def tried() -> list[tuple[str, bool]]:
        rows = await target.health()
        await target.stop()
        return [(row.part, row.healthy) for row in rows]

    assert asyncio.run(tried()) == [("API", False), ("socket", False)]
    assert not target.alive()


def test_a_missing_extra_is_told_before_anything_starts(
    target: FeathersTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "missing", lambda extra, what: f"{what} needs {extra}")
    with pytest.raises(TargetFaultError, match="target feathers needs socketio"):
        asyncio.run(target.start())
