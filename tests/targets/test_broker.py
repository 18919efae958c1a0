"""What servers that only carry messages have in common."""

from typing import Any

import pytest
from lockstep.clients.api import Exchange, tls_context
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.digest import digest
from lockstep.history.rows import Effect
from lockstep.targets import broker
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    TargetFaultError,
    Write,
)
from lockstep.targets.broker import BrokerTarget, told_by

ANA = Identity("Ana", id="user:ana")
POST = Write(w="w1", person="Ana", operation="post_message", fields={"channel": "chatroom:7", "content": "hello"})


class Process:
    """A process that runs until it is stopped."""

    def __init__(self) -> None:
        self.running = True

    def alive(self) -> bool:
        return self.running

    async def stop(self) -> None:
        self.running = False


class Broker(BrokerTarget[Process]):
    """Answers each publication with this status."""

    name = "broker"
    refusals = frozenset({403})

    def __init__(self, status: int | None = 200) -> None:
        super().__init__(tls_context(), Process())
        self.status = status

    async def start(self) -> None: ...

    def codec(self) -> Codec:
        return codec_named("json")

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        return ConnectArgs("")

    def normalise(self, frame: Frame) -> list[Event]:
        return []

    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        trouble = None if self.status else "timeout"
        return Exchange("POST", "/", data, self.status, trouble, {}, "said", None, 0, 1)  # type: ignore[arg-type]  # any trouble

    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        return Answer("ok", exchange.word, "message:1", payload=data)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "ok"), (403, "fail"), (404, "info"), (503, "info"), (None, "info")]
)
async def test_an_answer_says_what_is_known_of_a_publication(status: int | None, outcome: str) -> None:
    answer = await Broker(status).perform(POST, ANA)
    assert answer.outcome == outcome
    assert answer.payload == ({"author": "user:ana", "content": "hello"} if outcome == "ok" else None)


@pytest.mark.anyio
async def test_nothing_but_messages_can_be_written() -> None:
    with pytest.raises(TargetFaultError, match="target broker has no edit_message: its messages can only be pub"):
        await Broker().perform(Write(w="w2", person="Ana", operation="edit_message", fields={}), ANA)


def test_only_what_was_accepted_must_be_heard() -> None:
    broker = Broker()
    assert broker.effects(POST, Answer("info", "timeout")) == []
    expected = Effect(kind="message", channel="chatroom:7", entity="message:1", sent=digest({"content": "hello"}))
    assert broker.effects(POST, Answer("ok", "200", "message:1")) == [expected]
    assert broker.where(POST) == "chatroom:7"


@pytest.mark.anyio
async def test_clients_are_made_once_and_closed() -> None:
    broker = Broker()
    one, nobody = broker.client("Ana"), broker.client("nobody")
    assert broker.client("Ana") is one
    assert await broker.clean_up([ANA]) == []
    assert broker.client("nobody") is nobody
    assert broker.client("Ana") is not one
    assert broker.alive()
    await broker.stop()
    assert not broker.alive()


def test_a_frame_tells_what_its_event_is_made_of() -> None:
    frame = Frame(kind="message", event=True, entity="9", data={"author": "user:ana", "content": "hello"}, body={})
    assert told_by(frame) == ({"author": "user:ana", "content": "hello", "id": "9"}, {"content": "hello"})
    assert told_by(Frame(kind="message", event=True, entity="9", data="no object", body={})) == ("no object", None)


@pytest.mark.anyio
async def test_the_parts_are_the_api_and_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    async def opened(target: object, args: ConnectArgs) -> Health:
        return Health("socket", healthy=True, detail=args.url)

    monkeypatch.setattr(broker, "socket_health", opened)
    target = Broker()
    target.at_ports(1, 2)
    assert (target.api_base_url, target.websocket_url) == ("http://127.0.0.1:1", "ws://127.0.0.1:2")
    answer = Exchange("GET", "/", None, 500, None, {}, "", None, 0, 0)
    api, socket = await target.parts(answer, ConnectArgs("ws://x"), healthy=False)
    assert (api.healthy, api.detail) == (False, "http://127.0.0.1:1 answered 500")
    assert socket.detail == "ws://x"


def test_there_are_no_tokens() -> None:
    Broker().refuse_tokens(ConnectRequest(ANA))
    with pytest.raises(LookupError, match="there are no tokens here, so none can be query"):
        Broker().refuse_tokens(ConnectRequest(ANA, how="query"))
