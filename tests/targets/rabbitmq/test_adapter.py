"""The adapter of RabbitMQ: its rules on canned frames and answers. Against a real one it runs in the acceptance
tests."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.clients.api import Exchange, tls_context
from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.stomp import SUBSCRIBE, StompCodec
from lockstep.history.digest import digest
from lockstep.history.rows import Effect, Position
from lockstep.targets.base import Answer, ConnectRequest, Event, Identity, Notice, TargetFaultError, Write
from lockstep.targets.rabbitmq import RabbitmqTarget

from tests.clients.dialects.test_stomp import raw
from tests.targets.rabbitmq.test_schemas import DATA, DELIVERY

ANA = Identity("Ana", id="user:ana")
WRITE = Write("w1", "Ana", "post_message", {"channel": "chatroom:7", "content": "hello"})
TOPIC = "/topic/chatroom.7"


@pytest.fixture
def target(tmp_path: Path) -> RabbitmqTarget:
    made = RabbitmqTarget(tls_context(), tmp_path / "rabbitmq.log")
    made.go_to("http://127.0.0.1:1", "ws://127.0.0.1:1")
    return made


def frame(command: str, headers: dict[str, str] | None = None, text: str = "", *, session: str = "s1") -> Frame:
    codec = StompCodec()
    codec.decode(raw("CONNECTED", {"session": session}))
    return codec.decode(raw(command, headers, text))[0]


def receipt(kind: str, data: Any) -> Frame:
    codec = StompCodec()
    codec.encode(kind, ref="1", data=data)
    return codec.decode(raw("RECEIPT", {"receipt-id": "1"}))[0]


def answers(
    target: RabbitmqTarget, monkeypatch: pytest.MonkeyPatch, status: int, body: Any
) -> list[tuple[str, str, Any]]:
    """Let the API answer like this from now on; what it is asked."""
    asked: list[tuple[str, str, Any]] = []

    async def ask(person: str, method: str, path: str, body_asked: Any = None) -> Exchange:
        asked.append((method, path, body_asked))
        return Exchange(method, path, body_asked, status, None, {}, json.dumps(body), body, 0, 0)

    monkeypatch.setattr(target, "_ask", ask)
    return asked


def post(target: RabbitmqTarget) -> Answer:
    return asyncio.run(target.perform(WRITE, ANA))


def test_a_message_is_published_under_the_writes_own_id(
    target: RabbitmqTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(target, monkeypatch, 200, {"routed": False})
    answer = post(target)
    (method, path, body) = asked[0]
    assert (method, path) == ("POST", "/api/exchanges/%2f/amq.topic/publish")
    assert (body["routing_key"], body["properties"]["message_id"]) == ("chatroom.7", "w1")
    data = {"author": "user:ana", "content": "hello"}
    assert json.loads(body["payload"]) == data
    assert (answer.outcome, answer.entity, answer.payload) == ("ok", "message:w1", data | {"id": "w1"})
    effect = Effect(kind="message", channel="chatroom:7", entity="message:w1", sent=digest({"content": "hello"}))
    assert target.effects(WRITE, answer) == [effect]
    assert target.where(WRITE) == "chatroom:7"


def test_the_event_says_what_was_published_and_whether_it_is_a_repeat(target: RabbitmqTarget) -> None:
    payload = {"author": "user:a", "content": "b", "id": "m0"}
    event = Event("message", "chatroom:7", entity="message:m0", payload=payload, sent={"content": "b"}, cause="m0")
    assert target.normalise(frame("MESSAGE", DELIVERY, DATA)) == [event]
    again = target.normalise(frame("MESSAGE", {**DELIVERY, "redelivered": "true"}, DATA))[0]
    assert again.redelivery == "T@@s1@@1"
    plain = {key: value for key, value in DELIVERY.items() if key != "content-length"}
    assert target.normalise(frame("MESSAGE", plain, "3"))[0].payload == 3
    assert target.schema_of(frame("MESSAGE", DELIVERY, DATA)) is None


def test_what_is_not_published_causes_nothing(target: RabbitmqTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    for status, outcome in ((400, "fail"), (404, "info"), (503, "info")):
        answers(target, monkeypatch, status, {"error": "Object Not Found"})
        answer = post(target)
        assert (answer.outcome, answer.status) == (outcome, str(status))
        assert target.effects(WRITE, answer) == []
    answers(target, monkeypatch, 200, {})
    assert post(target).schema == "answer.routed: Field required"
    with pytest.raises(TargetFaultError, match="has no edit_message"):
        asyncio.run(target.perform(Write("w", "Ana", "edit_message", {}), ANA))


def test_each_message_is_acknowledged_once_by_the_connection_it_was_sent_to(target: RabbitmqTarget) -> None:
    assert target.replies(frame("MESSAGE", DELIVERY, DATA, session="s2")) == []
    assert target.replies(frame("MESSAGE", DELIVERY, DATA, session="")) == []
    assert target.replies(frame("MESSAGE", DELIVERY, DATA)) == [("ACK", {"id": "T@@s1@@1"})]
    assert target.replies(frame("MESSAGE", DELIVERY, DATA)) == []
    assert target.replies(frame("RECEIPT", {"receipt-id": "1"})) == []


def test_a_subscription_has_a_queue_of_its_own_and_who_comes_back_goes_to_it(target: RabbitmqTarget) -> None:
    kind, asked = target.subscribe("chatroom:7")
    queue = asked["x-queue-name"]
    assert asked["durable"] == "true"
    assert asked["auto-delete"] == "false"
    assert queue != target.subscribe("chatroom:7")[1]["x-queue-name"]
    here = Position(place=queue)
    assert target.notices(receipt(kind, asked)) == [Notice("subscribe", "done", "chatroom:7", here)]
    kind, resumed = target.resume({"chatroom:7": here})
    expected = {"id": TOPIC, "destination": f"/amq/queue/{queue}", "ack": "client-individual"}
    assert (kind, resumed) == (SUBSCRIBE, [expected])
    assert target.notices(receipt(kind, resumed)) == [Notice("resume", "done")]
    ended = target.unsubscribe("chatroom:7")
    assert target.notices(receipt(*ended)) == [Notice("unsubscribe", "done", "chatroom:7")]
    assert target.notices(receipt("BEGIN", {"transaction": "t"})) == []
    assert target.notices(frame("RECEIPT", {"receipt-id": "9"})) == []


def test_who_connects_says_who_he_is_and_is_greeted(target: RabbitmqTarget) -> None:
    args = target.connect_args(ConnectRequest(ANA))
    hello = StompCodec().decode(args.first[0])[0].body.headers
    assert (hello["login"], hello["accept-version"], args.subprotocols) == ("lockstep", "1.2", ("v12.stomp",))
    assert target.notices(frame("CONNECTED", {"session": "s1"})) == [Notice("authenticated", "done")]
    with pytest.raises(LookupError, match="no tokens"):
        target.connect_args(ConnectRequest(ANA, how="header"))


def test_an_error_that_names_a_command_refuses_it(target: RabbitmqTarget) -> None:
    error = frame("ERROR", {"message": "access_refused", "receipt-id": "1"})
    assert target.answers(error)
    assert target.refusal(error) == "access_refused"
    assert not target.answers(frame("ERROR", {"message": "Bad CONNECT"}))
    assert target.answers(frame("RECEIPT", {"receipt-id": "1"}))
    assert target.refusal(frame("RECEIPT", {"receipt-id": "1"})) is None


def test_every_queue_is_deleted_and_one_that_stays_is_told(
    target: RabbitmqTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = target.subscribe("chatroom:7")[1]["x-queue-name"]
    asked = answers(target, monkeypatch, 500, None)
    assert asyncio.run(target.clean_up([ANA])) == [f"queue {queue} is still there: RabbitMQ answered 500"]
    assert asked == [("DELETE", f"/api/queues/%2f/{queue}", None)]
    target.subscribe("chatroom:7")
    answers(target, monkeypatch, 204, None)
    assert asyncio.run(target.clean_up([ANA])) == []
    assert asyncio.run(target.clean_up([ANA])) == []


def test_what_is_left_at_the_end_is_told(target: RabbitmqTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(target, monkeypatch, 200, [{"name": "q1"}])
    assert asyncio.run(target.leftovers()) == ["queue q1 is still there"]
    answers(target, monkeypatch, 200, [])
    assert asyncio.run(target.leftovers()) == []
    answers(target, monkeypatch, 503, None)
    assert "it answered 503" in asyncio.run(target.leftovers())[0]


def test_a_target_that_was_not_started_is_not_alive(target: RabbitmqTarget) -> None:
    assert not target.alive()
    api, socket = asyncio.run(target.health())
    assert not api.healthy
    assert not socket.healthy
    asyncio.run(target.stop())
