"""The adapter of Faye: its rules on canned frames and answers. Against a real one it runs in the acceptance tests."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.clients.api import Exchange, tls_context
from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.bayeux import Bayeux
from lockstep.history.digest import digest
from lockstep.history.rows import Effect, Position
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Identity,
    Notice,
    TargetFaultError,
    Write,
)
from lockstep.targets.faye import FayeTarget

from tests.clients.dialects.test_bayeux import raw

ANA = Identity("Ana", id="user:ana")
WRITE = Write("w1", "Ana", "post_message", {"channel": "chatroom:7", "content": "hello"})
HERE = Position(place="c1")


@pytest.fixture
def target(tmp_path: Path) -> FayeTarget:
    made = FayeTarget(tls_context(), tmp_path / "faye.log")
    made.go_to("http://127.0.0.1:1", "ws://127.0.0.1:1")
    return made


def frame(**body: Any) -> Frame:
    return Bayeux().decode(raw(body))[0]


def answers(target: FayeTarget, monkeypatch: pytest.MonkeyPatch, status: int, body: Any) -> list[dict[str, Any]]:
    """Let the API answer like this from now on; what it is asked."""
    asked: list[dict[str, Any]] = []

    async def ask(person: str, message: dict[str, Any]) -> Exchange:
        asked.append(message)
        return Exchange("POST", "/faye", [message], status, None, {}, json.dumps(body), body, 0, 0)

    monkeypatch.setattr(target, "_ask", ask)
    return asked


def post(target: FayeTarget) -> Answer:
    return asyncio.run(target.perform(WRITE, ANA))


def test_a_published_message_is_answered_under_the_writes_own_id(
    target: FayeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [{"id": "w1", "channel": "/chatroom/7", "successful": True}]
    asked = answers(target, monkeypatch, 200, said)
    answer = post(target)
    data = {"author": "user:ana", "content": "hello"}
    assert asked == [{"channel": "/chatroom/7", "data": data, "id": "w1"}]
    assert (answer.outcome, answer.entity, answer.payload) == ("ok", "message:w1", data | {"id": "w1"})
    sent = digest({"content": "hello"})
    assert target.effects(WRITE, answer) == [
        Effect(kind="message", channel="chatroom:7", entity="message:w1", sent=sent)
    ]
    assert target.where(WRITE) == "chatroom:7"


def test_the_event_says_what_the_answer_says(target: FayeTarget) -> None:
    data = {"author": "user:ana", "content": "hello"}
    assert target.normalise(frame(channel="/chatroom/7", data=data, id="w1")) == [
        Event(
            "message",
            "chatroom:7",
            entity="message:w1",
            payload=data | {"id": "w1"},
            sent={"content": "hello"},
            cause="w1",
        )
    ]
    assert target.normalise(frame(channel="/chatroom/7", data=3, id="w1"))[0].payload == 3


def test_what_is_not_published_causes_nothing(target: FayeTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    forbidden = [{"id": "w1", "channel": "/x", "successful": False, "error": "403:/x:Forbidden channel"}]
    for status, body, outcome, word in (
        (200, forbidden, "fail", "403"),
        (403, {"status": "error"}, "fail", "403"),
        (404, None, "info", "404"),
        (503, None, "info", "503"),
    ):
        answers(target, monkeypatch, status, body)
        answer = post(target)
        assert (answer.outcome, answer.status) == (outcome, word)
        assert target.effects(WRITE, answer) == []


def test_an_answer_of_another_shape_is_told(target: FayeTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(target, monkeypatch, 200, [{"id": "w1", "successful": True}])
    assert post(target).schema == "answer.0.channel: Field required"


def test_only_messages_can_be_published(target: FayeTarget) -> None:
    with pytest.raises(TargetFaultError, match="has no edit_message"):
        asyncio.run(target.perform(Write("w", "Ana", "edit_message", {}), ANA))


def test_who_connects_shakes_hands_and_who_comes_back_does_not(target: FayeTarget) -> None:
    args = target.connect_args(ConnectRequest(ANA))
    assert args.greeted
    assert json.loads(args.first[0])[0]["channel"] == "/meta/handshake"
    assert target.connect_args(ConnectRequest(ANA, ("chatroom:7",), since={"chatroom:7": HERE})) == ConnectArgs(
        "ws://127.0.0.1:1/faye", greeted=False
    )
    assert target.resume({"chatroom:7": HERE}) == ("/meta/connect", {"clientId": "c1", "advice": {"timeout": 0}})
    with pytest.raises(LookupError, match="no tokens"):
        target.connect_args(ConnectRequest(ANA, how="header"))


def test_a_connect_is_kept_pending_by_whoever_is_a_client(target: FayeTarget) -> None:
    assert target.replies(frame(channel="/meta/handshake", successful=True)) == [("/meta/connect", None)]
    assert target.replies(frame(channel="/meta/connect", successful=True)) == [("/meta/connect", None)]
    assert target.replies(frame(channel="/meta/connect", successful=False, id="1")) == []
    assert target.replies(frame(channel="/meta/subscribe", successful=True, id="1")) == []


def test_what_answers_tell_of_the_connection(target: FayeTarget) -> None:
    def told(kind: str, *, successful: bool = True, **more: Any) -> list[Notice]:
        return target.notices(frame(channel=f"/meta/{kind}", successful=successful, **more))

    assert told("handshake", clientId="c1") == [Notice("authenticated", "done")]
    assert told("handshake", successful=False) == [Notice("authenticated", "refused")]
    assert told("connect", id="1") == [Notice("resume", "done")]
    assert told("connect") == []
    assert told("connect", id="1", successful=False) == []
    room = {"subscription": "/chatroom/7", "clientId": "c1", "id": "1"}
    assert told("subscribe", **room) == [Notice("subscribe", "done", "chatroom:7", HERE)]
    assert told("unsubscribe", **room) == [Notice("unsubscribe", "done", "chatroom:7")]
    assert told("subscribe", successful=False, **room) == []


def test_a_refusal_says_why(target: FayeTarget) -> None:
    unknown = frame(channel="/meta/connect", successful=False, error="401:c9:Unknown client", id="1")
    assert target.answers(unknown)
    assert target.refusal(unknown) == "401:c9:Unknown client"
    assert target.refusal(frame(channel="/meta/connect", successful=False, id="1")) == "no reason was given"
    assert target.refusal(frame(channel="/meta/subscribe", successful=True, id="1")) is None
    assert target.error_of(unknown) == "401:c9:Unknown client"
    assert target.error_of(frame(channel="/meta/subscribe", successful=True, id="1")) is None
    assert target.error_of(frame(channel="/meta/connect", id="1")) is None
    assert not target.answers(frame(channel="/meta/connect", successful=True))


def test_every_client_is_forgotten_at_the_end(target: FayeTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    target.notices(frame(channel="/meta/handshake", successful=True, clientId="c1"))
    asked = answers(target, monkeypatch, 200, [{"channel": "/meta/disconnect", "successful": True}])
    assert asyncio.run(target.clean_up([ANA])) == []
    assert asked == [{"channel": "/meta/disconnect", "clientId": "c1"}]
    assert asyncio.run(target.clean_up([ANA])) == []
    assert len(asked) == 1


def test_a_client_that_stays_is_told(target: FayeTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    for body, left in (
        ([{"successful": False, "error": "500:c1:Internal server error"}], ["client c1 is still there"]),
        ([{"successful": False, "error": "401:c1:Unknown client"}], []),
    ):
        target.notices(frame(channel="/meta/handshake", successful=True, clientId="c1"))
        answers(target, monkeypatch, 200, body)
        told = asyncio.run(target.clean_up([ANA]))
        assert [sentence.partition(":")[0] for sentence in told] == left


def test_its_health_names_both_parts(target: FayeTarget) -> None:
    async def tried() -> list[tuple[str, bool]]:
        rows = await target.health()
        await target.stop()
        return [(row.part, row.healthy) for row in rows]

    assert asyncio.run(tried()) == [("API", False), ("socket", False)]
    assert not target.alive()


@pytest.mark.parametrize("named", [{}, {"subscription": None}, {"subscription": ["/chatroom/7"]}])
def test_a_confirmation_that_names_no_channel_states_nothing(target: FayeTarget, named: dict[str, Any]) -> None:
    for kind in ("subscribe", "unsubscribe"):
        assert target.notices(frame(channel=f"/meta/{kind}", successful=True, id="2", clientId="c1", **named)) == []
    greeting = frame(channel="/meta/handshake", successful=True, clientId=["c1"])
    assert target.notices(greeting) == [Notice("authenticated", "done")]
