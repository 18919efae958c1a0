"""The adapter of RabbitMQ, which it starts itself (`server.py`).

A broker with topics and queues. A chatroom is a topic: `chatroom:7` here is `/topic/chatroom.7` there. Every
subscription has a separate durable queue, in which messages wait until they are acknowledged, even without a
connection; a person's position in a chatroom is that queue. So a person who reconnects subscribes to the queue, not
to the topic, and a queue that does not exist is rejected: the server then closes with code 1000 and the reason "STOMP
died".

Delivery is at least once: what was sent but not acknowledged before a connection ended is sent again, marked
`redelivered:true`. The client acknowledges each message separately, once, and only those of its own connection; a
wrong acknowledgement would end the connection.

Messages are published over HTTP under the id of the write, so every event names its cause; the answer, which states
only whether any queue accepted the message, is sent when all have. So messages arrive in the order in which they were
accepted, but messages written at the same time may be received in different orders by different people. RabbitMQ
carries bodies unchanged, so the projected answer is what was published, under its id.
"""

import ssl
import uuid
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.registry import codec_named
from lockstep.clients.dialects.stomp import (
    ACK,
    CONNECT,
    CONNECTED,
    ERROR,
    KIND,
    RECEIPT,
    SUBPROTOCOL,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Stomp,
)
from lockstep.history.rows import Position, Promises
from lockstep.targets.base import Answer, ConnectArgs, ConnectRequest, Event, Health, Identity, Notice, Write
from lockstep.targets.broker import HELD, BrokerTarget, told_by
from lockstep.targets.rabbitmq.schemas import check_answer, check_frame
from lockstep.targets.rabbitmq.server import USER, RabbitmqProcess
from lockstep.targets.rest import Basic

_PUBLISH = "/api/exchanges/%2f/amq.topic/publish"
_QUEUES = "/api/queues/%2f"
_TOPIC, _QUEUE = "/topic/", "/amq/queue/"


class RabbitmqTarget(BrokerTarget[RabbitmqProcess]):
    """RabbitMQ."""

    name: ClassVar[str] = "rabbitmq"
    refusals: ClassVar[frozenset[int]] = frozenset({400, 401, 403})  # bad request, not authorised
    needs_met: frozenset[str] = frozenset(
        {"resume", "resume-checks", "resume-several", "resume-unheard", "redelivery"}
    )
    promises: ClassVar[Promises] = Promises(
        cause=True, order="channel", across_kinds=True, delivery="at-least-once", drain_ms=100
    )
    held: ClassVar[frozenset[str]] = HELD | {
        "messages missed in several chatrooms arrive in each of them",
        "messages written during a short outage arrive after reconnecting",
        "messages written during a long outage arrive after reconnecting",
        "three unacknowledged messages are delivered again, marked as redelivered",
        "new messages arrive unmarked after the unacknowledged ones",
    }
    greets: ClassVar[bool] = True

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives RabbitMQ's output."""
        super().__init__(tls, RabbitmqProcess(log))
        self._queues: set[str] = set()
        self._acknowledged: set[str] = set()

    # lifecycle

    async def start(self) -> None:
        """Start RabbitMQ."""
        ports = await self._server.start()
        self.at_ports(ports.api, ports.sockets)

    async def health(self) -> list[Health]:
        """Query the node over HTTP, and open a WebSocket."""
        answer = await self._ask("nobody", "GET", "/api/overview")
        nobody = ConnectArgs(f"{self.websocket_url}/ws", subprotocols=(SUBPROTOCOL,))
        return await self.parts(answer, nobody, healthy=answer.status == 200)

    # sockets

    def codec(self) -> Codec:
        """STOMP."""
        return codec_named("stomp")

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """Everyone is the same user of the broker; missed messages are requested by command."""
        self.refuse_tokens(request)
        user = {"login": USER, "passcode": self._server.password}
        hello = {"accept-version": "1.2", "host": "/", "heart-beat": "0,0", **user}
        return ConnectArgs(
            f"{self.websocket_url}/ws",
            subprotocols=(SUBPROTOCOL,),
            first=(self.codec().encode(CONNECT, data=hello),),
        )

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """By command, with a new, empty queue."""
        queue = uuid.uuid4().hex
        self._queues.add(queue)
        topic = _topic(channel)
        kept = {"durable": "true", "auto-delete": "false", "x-queue-name": queue}
        return SUBSCRIBE, {"id": topic, "destination": topic, "ack": "client-individual", **kept}

    def unsubscribe(self, channel: str) -> tuple[str, Any]:
        """By command."""
        return UNSUBSCRIBE, {"id": _topic(channel)}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any]:
        """Subscribe to the queues in which the missed messages wait."""
        return SUBSCRIBE, [
            {"id": _topic(channel), "destination": f"{_QUEUE}{at.place or ''}", "ack": "client-individual"}
            for channel, at in positions.items()
        ]

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """Each message is acknowledged, once, on the connection that received it."""
        stomp: Stomp = frame.body
        own = stomp.headers.get("ack", "")
        if not frame.event or own in self._acknowledged or not stomp.session or stomp.session not in own:
            return []
        self._acknowledged.add(own)
        return [(ACK, {"id": own})]

    def answers(self, frame: Frame) -> bool:
        """Receipts, and errors that name a command's receipt."""
        return frame.kind in {RECEIPT, ERROR} and frame.ref is not None

    def refusal(self, frame: Frame) -> str | None:
        """The text of an error."""
        return str(frame.body.headers.get("message", "no reason was given")) if frame.kind == ERROR else None

    def notices(self, frame: Frame) -> list[Notice]:
        """That a connection was accepted, and what a receipt is for."""
        if frame.kind == CONNECTED:
            return [Notice("authenticated", "done")]
        asked: Stomp | None = frame.body.asked
        if frame.kind != RECEIPT or asked is None:
            return []
        channel = _channel(asked.headers.get("id", ""))
        match asked.command:
            case "SUBSCRIBE" if (queue := asked.headers.get("x-queue-name")) is not None:
                return [Notice("subscribe", "done", channel, Position(place=queue))]
            case "SUBSCRIBE":
                return [Notice("resume", "done")]
            case "UNSUBSCRIBE":
                return [Notice("unsubscribe", "done", channel)]
        return []

    def normalise(self, frame: Frame) -> list[Event]:
        """One event per message."""
        payload, sent = told_by(frame)
        headers: dict[str, str] = frame.body.headers
        return [
            Event(
                KIND,
                _channel(frame.channel or ""),
                entity=f"message:{frame.entity}",
                payload=payload,
                sent=sent,
                cause=frame.entity,
                redelivery=headers.get("message-id") if headers.get("redelivered") == "true" else None,
            )
        ]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        """By HTTP, under the id of the write."""
        message = {
            "properties": {"message_id": write.w, "content_type": "application/json"},
            "routing_key": _topic(write.fields["channel"]).removeprefix(_TOPIC),
            "payload": msgspec.json.encode(data).decode(),
            "payload_encoding": "string",
        }
        return await self._ask(identity.person, "POST", _PUBLISH, message)

    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        """The broker accepted the message. `routed: false` does not excuse a missing delivery to a subscriber."""
        body, broken = exchange.body, check_answer(exchange.body)
        payload = data | {"id": write.w}
        return Answer("ok", exchange.word, f"message:{write.w}", None, payload, body, broken, exchange.told())

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Delete every queue that was used, with the messages in it."""
        left = []
        for queue in sorted(self._queues):
            answer = await self._ask("nobody", "DELETE", f"{_QUEUES}/{queue}")
            if answer.status not in {204, 404}:
                left.append(f"queue {queue} is still there: RabbitMQ answered {answer.word}")
        self._queues.clear()
        self._acknowledged.clear()
        return left + await super().clean_up(identities)

    async def leftovers(self) -> list[str]:
        """Every queue that still exists."""
        answer = await self._ask("nobody", "GET", _QUEUES)
        if not isinstance(answer.body, list):
            return [f"the queues of RabbitMQ could not be listed: it answered {answer.word}"]
        return [f"queue {queue.get('name')} is still there" for queue in answer.body]

    async def _ask(self, person: str, method: str, path: str, body: Any = None) -> Exchange:
        user = Identity(person, email=USER, password=self._server.password)
        return await self.client(person).request(method, path, json=body, headers=Basic().headers(user))


def _topic(channel: str) -> str:
    return _TOPIC + channel.replace(":", ".", 1)


def _channel(topic: str) -> str:
    return topic.removeprefix(_TOPIC).replace(".", ":", 1)
