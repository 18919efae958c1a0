"""The adapter of Feathers 5 with REST and Socket.IO 4, in an application that it installs and starts (`server.mjs`).

A chatroom is a room of the application: a message names it, and is announced in the Feathers channel of that name. A
person takes a seat in a room, and leaves it, by a command over the socket. Messages are written over REST or over the
socket, to the same service, which keeps them in memory and numbers them. There are no accounts and no rights.

An event carries the object that REST answered, so that both agree; it names no cause. What a client misses while it
has no connection is lost: Feathers announces to the connections that are there, and a new one has no seat.

Over the socket the event of a write may arrive before the write's acknowledgement. A rejected write is acknowledged
with the error that REST answers.
"""

import ssl
from pathlib import Path
from typing import Any, ClassVar

from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.socketio import ACK, CONNECT, CONNECT_ERROR, PATH, PING, PONG
from lockstep.history.rows import Promises
from lockstep.serving.extras import missing
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    Notice,
    TargetFaultError,
    Write,
)
from lockstep.targets.broker import HELD, MESSAGE, BrokerTarget
from lockstep.targets.feathers.codec import FeathersCodec
from lockstep.targets.feathers.schemas import CREATED, check_frame, check_message
from lockstep.targets.feathers.server import FeathersProcess

_REFUSALS = frozenset({400, 401, 403, 405, 409, 413, 422, 429})
_NEEDS_RESUMING = frozenset({
    "three messages missed while offline arrive after reconnecting",
    "a hundred messages missed while offline arrive after reconnecting",
    "reconnecting without missed messages repeats nothing",
    "a nonsensical position is rejected",
})  # fmt: skip


class FeathersTarget(BrokerTarget[FeathersProcess]):
    """Feathers."""

    name: ClassVar[str] = "feathers"
    refusals: ClassVar[frozenset[int]] = _REFUSALS
    needs_met: frozenset[str] = frozenset({"socket-writes"})
    promises: ClassVar[Promises] = Promises(
        order="channel",
        across_kinds=True,
        agreement=True,
        causal="across",
        drain_ms=100,
    )
    held: ClassVar[frozenset[str]] = (HELD - _NEEDS_RESUMING) | {
        "a message posted over the socket reaches everyone, like one posted over the API",
        "twenty messages sent over one socket without waiting for responses arrive in that order",
    }
    greets: ClassVar[bool] = True

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives the application's output."""
        super().__init__(tls, FeathersProcess(log))

    # lifecycle

    async def start(self) -> None:
        """Install Feathers if need be, and start the application."""
        if told := missing("socketio", f"target {self.name}"):
            raise TargetFaultError(told)
        self.at_ports(await self._server.start())

    async def health(self) -> list[Health]:
        """Read the messages of no room, and open a WebSocket."""
        answer = await self.client("nobody").request("GET", "/messages?room=")
        return await self.parts(answer, ConnectArgs(f"{self.websocket_url}{PATH}"), healthy=answer.body == [])

    # sockets

    def codec(self) -> Codec:
        """Socket.IO, with the room in each message."""
        return FeathersCodec()

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """Connect to the one namespace."""
        self.refuse_tokens(request)
        return ConnectArgs(f"{self.websocket_url}{PATH}", first=(self.codec().encode(CONNECT),))

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """Take a seat."""
        return "create", ["seats", {"room": channel}]

    def unsubscribe(self, channel: str) -> tuple[str, Any]:
        """Leave it."""
        return "remove", ["seats", channel]

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """The server pings, and closes where no pong comes."""
        return [(PONG, None)] if frame.kind == PING and not frame.event else []

    def refusal(self, frame: Frame) -> str | None:
        """The error in the acknowledgement, or of the connect."""
        error = _error(frame)
        return None if error is None else str(error.get("message") or "no reason was given")

    def error_of(self, frame: Frame) -> str | None:
        """Errors are in acknowledgements too."""
        return self.refusal(frame)

    def notices(self, frame: Frame) -> list[Notice]:
        """Only successes; rejections are recorded by the session that sent the command."""
        if frame.kind in {CONNECT, CONNECT_ERROR}:
            return [Notice("authenticated", "done" if frame.kind == CONNECT else "refused")]
        result = _result(frame)
        room, seated = result.get("room"), result.get("seated")
        if frame.kind != ACK or not isinstance(room, str) or not isinstance(seated, bool):
            return []
        return [Notice("subscribe" if seated else "unsubscribe", "done", room)]

    def normalise(self, frame: Frame) -> list[Event]:
        """One event a message."""
        data = frame.data if isinstance(frame.data, dict) else {}
        kind = MESSAGE if frame.kind == CREATED else frame.kind
        entity = None if frame.entity is None else f"message:{frame.entity}"
        sent = {"content": data["content"]} if "content" in data else None
        return [Event(kind, frame.channel or "", entity=entity, payload=frame.data, sent=sent)]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        """By REST."""
        return await self.client(identity.person).request("POST", "/messages", json=_message(write))

    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        """The message, as every event of it carries it."""
        return _accepted(exchange.word, exchange.body, exchange.told())

    def command(self, write: Write) -> tuple[str, Any] | None:
        """The same service over the socket."""
        if write.operation != "post_message":
            return None
        return "create", ["messages", _message(write)]

    def answered(self, write: Write, frame: Frame) -> Answer:
        """The message, or the error that REST answers."""
        error = _error(frame)
        if error is None:
            return _accepted("ack", _result(frame) or frame.data, "")
        code = error.get("code")
        return Answer("fail" if code in _REFUSALS else "info", str(code), body=frame.data, schema=check_frame(frame))


def _message(write: Write) -> dict[str, Any]:
    return {"room": write.fields["channel"], "author": write.person, "content": write.fields["content"]}


def _accepted(status: str, body: Any, raw: str) -> Answer:
    if (broken := check_message(body)) is not None:
        return Answer("ok", status, body=body, schema=broken, raw=raw)
    return Answer("ok", status, f"message:{body['id']}", None, body, body, raw=raw)


def _error(frame: Frame) -> dict[str, Any] | None:
    """The error that a control frame states."""
    if frame.event or frame.kind not in {ACK, CONNECT_ERROR}:
        return None
    found = frame.data
    if frame.kind == ACK:
        found = found[0] if found else None
    if found is None:
        return None
    return found if isinstance(found, dict) else {"message": str(found)}


def _result(frame: Frame) -> dict[str, Any]:
    """The result that an acknowledgement states."""
    found = frame.data[1] if frame.kind == ACK and not frame.event and len(frame.data) > 1 else None
    return found if isinstance(found, dict) else {}
