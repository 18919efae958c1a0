"""The adapter of Faye, which it installs and starts itself (`server.py`).

A server with only topics and a command protocol: a connection performs a handshake, subscribes by command and keeps a
`/meta/connect` pending. A chatroom is a topic: `chatroom:7` here is `/chatroom/7` there. Messages are published over
HTTP; the publisher chooses their id, which is the id of the write, so that every event names its cause. Faye keeps
what a client missed while it has no connection: a person resumes with their client id, for all its subscriptions at
once. A client that does not reconnect is discarded after 90 s.

What Faye writes to a broken connection before it detects the break is lost, and no resume recovers it: its engine
discards an event as it writes it to the socket, and keeps for a reconnecting client only what is published after the
end was detected. So it cannot resend what was sent and never received (the need `resume-unheard`); and where somebody
writes right after a cut, the write races against the end of the connection: a declared defect that occurs sometimes.

Faye carries data unchanged, so the projected answer is what was published, under its id.

Faye holds back the answer to a subscription that shares a message with a `/meta/connect`, until that is answered.
Here each is sent in a separate message.
"""

import ssl
from pathlib import Path
from typing import Any, ClassVar

from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.bayeux import CONNECT, HANDSHAKE, KIND, META, SUBSCRIBE, UNSUBSCRIBE
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.rows import Position, Promises
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    KnownDefect,
    Notice,
    Write,
)
from lockstep.targets.broker import HELD, BrokerTarget, told_by
from lockstep.targets.faye.schemas import check_answer, check_frame
from lockstep.targets.faye.server import FayeProcess

_DISCONNECT = "/meta/disconnect"
_FORGOTTEN = "401"

_LOST = (
    "Faye forgets an event as it writes it to a socket, received or not: it depends on whether Faye has seen"
    " the end of the connection when what is written after the cut arrives"
)
_ALL = "receives the {} messages once each"
_WRITTEN_AFTER_A_CUT = {
    "three messages missed while offline arrive after reconnecting": f"Then Ben {_ALL.format(3)}, in order",
    "a hundred messages missed while offline arrive after reconnecting": f"Then Ben {_ALL.format(100)}, in order",
    "messages missed in several chatrooms arrive in each of them": f"Then Ben {_ALL.format(3)}",
    "a reconnecting device receives what it missed, and the other nothing twice": (
        f"Then Ben {_ALL.format(3)}, in order"
    ),
    "someone who is cut off twice receives what they missed each time": "Then Ben receives the message once",
    "someone who is cut off during a burst and reconnects misses nothing": f"Then Ben {_ALL.format(60)}",
    "messages written during a short outage arrive after reconnecting": f"And Ben {_ALL.format(3)}, in order",
    "messages written during a long outage arrive after reconnecting": f"And Ben {_ALL.format(100)}, in order",
    "a laptop reconnects automatically while the API keeps working": f"And Ben {_ALL.format(3)}, in order",
    "two outages in a row leave no gap": f"And Ben {_ALL.format(6)}, in order",
}
_UNASKED = "someone who is cut off twice receives what they missed each time"  # no step asks for the first of the two


class FayeTarget(BrokerTarget[FayeProcess]):
    """Faye."""

    name: ClassVar[str] = "faye"
    refusals: ClassVar[frozenset[int]] = frozenset({403})  # by what stands before it: Faye itself refuses with a 200
    needs_met: frozenset[str] = frozenset({"resume", "resume-checks", "resume-several"})
    promises: ClassVar[Promises] = Promises(
        cause=True,
        order="channel",
        across_kinds=True,
        agreement=True,
        causal="across",
        drain_ms=100,
        retention_s=90,
    )
    known_defects: ClassVar[tuple[KnownDefect, ...]] = (
        *(
            KnownDefect(property="P1", scenario=title, reason=_LOST, step=step, sometimes=True)
            for title, step in _WRITTEN_AFTER_A_CUT.items()
        ),
        KnownDefect(property="P1", scenario=_UNASKED, reason=_LOST, sometimes=True),
    )
    held: ClassVar[frozenset[str]] = HELD | {"messages missed in several chatrooms arrive in each of them"}
    greets: ClassVar[bool] = True

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives Faye's output."""
        super().__init__(tls, FayeProcess(log))
        self._given_out: set[str] = set()

    # lifecycle

    async def start(self) -> None:
        """Install Faye if need be, and start it."""
        self.at_ports(await self._server.start())

    async def health(self) -> list[Health]:
        """Publish a message without subscribers, and open a WebSocket."""
        answer = await self._ask("nobody", {"channel": "/health", "data": {}, "id": "health"})
        nobody = ConnectArgs(f"{self.websocket_url}/faye")
        return await self.parts(answer, nobody, healthy=check_answer(answer.body) is None)

    # sockets

    def codec(self) -> Codec:
        """Bayeux."""
        return codec_named("bayeux")

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """A reconnecting client makes no handshake, as Faye already knows it."""
        self.refuse_tokens(request)
        url = f"{self.websocket_url}/faye"
        if request.since:
            return ConnectArgs(url, greeted=False)
        return ConnectArgs(url, first=(self.codec().encode(HANDSHAKE),))

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """By command."""
        return SUBSCRIBE, {"subscription": _topic(channel)}

    def unsubscribe(self, channel: str) -> tuple[str, Any]:
        """By command."""
        return UNSUBSCRIBE, {"subscription": _topic(channel)}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any]:
        """Resume the former client id, with an immediate answer."""
        client = next((at.place for at in positions.values()), None)
        return CONNECT, {"clientId": client or "", "advice": {"timeout": 0}}

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """A client keeps a /meta/connect pending."""
        waits = frame.kind in {HANDSHAKE, CONNECT} and frame.body.get("successful")
        return [(CONNECT, None)] if waits else []

    def answers(self, frame: Frame) -> bool:
        """Any answer that repeats a command's id."""
        return frame.kind.startswith(META) and frame.ref is not None

    def refusal(self, frame: Frame) -> str | None:
        """The error that the answer states."""
        return None if frame.body.get("successful") else str(frame.body.get("error") or "no reason was given")

    def error_of(self, frame: Frame) -> str | None:
        """Errors are answers of any kind that say they were not successful."""
        return self.refusal(frame) if frame.body.get("successful") is False else None

    def notices(self, frame: Frame) -> list[Notice]:
        """Only successes; rejections are recorded by the session that sent the command."""
        done = bool(frame.body.get("successful"))
        client, topic = _text(frame.body.get("clientId")), _text(frame.body.get("subscription"))
        match frame.kind:
            case "/meta/handshake":
                self._given_out.update([client] if client else [])
                return [Notice("authenticated", "done" if done else "refused")]
            case "/meta/connect" if done and frame.ref is not None:
                return [Notice("resume", "done")]
            case "/meta/subscribe" if done and topic is not None:
                return [Notice("subscribe", "done", _channel(topic), Position(place=client))]
            case "/meta/unsubscribe" if done and topic is not None:
                return [Notice("unsubscribe", "done", _channel(topic))]
        return []

    def normalise(self, frame: Frame) -> list[Event]:
        """One event a message."""
        payload, sent = told_by(frame)
        channel, entity = _channel(frame.channel or ""), f"message:{frame.entity}"
        return [Event(KIND, channel, entity=entity, payload=payload, sent=sent, cause=frame.entity)]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        """By HTTP, under the id of the write."""
        message = {"channel": _topic(write.fields["channel"]), "data": data, "id": write.w}
        return await self._ask(identity.person, message)

    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        """The answer states whether the publication succeeded."""
        raw, body = exchange.told(), exchange.body
        if (broken := check_answer(body)) is not None:
            return Answer("ok", exchange.word, body=body, schema=broken, raw=raw)
        if not body[0]["successful"]:
            return Answer("fail", str(body[0].get("error"))[:3], body=body, raw=raw)
        own = body[0]["id"]
        return Answer("ok", exchange.word, f"message:{own}", None, data | {"id": own}, body, raw=raw)

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Make Faye discard every client, with the messages kept for it."""
        left = []
        for client in sorted(self._given_out):
            answer = await self._ask("nobody", {"channel": _DISCONNECT, "clientId": client})
            said = answer.body[0] if isinstance(answer.body, list) and answer.body else {}
            if not said.get("successful") and not str(said.get("error")).startswith(_FORGOTTEN):
                left.append(f"client {client} is still there: Faye answered {answer.word} {said.get('error', '')}")
        self._given_out.clear()
        return left + await super().clean_up(identities)

    async def _ask(self, person: str, message: dict[str, Any]) -> Exchange:
        return await self.client(person).request("POST", "/faye", json=[message])


def _text(value: Any) -> str | None:
    """The value if it is a text; None for anything else, which breaks the schema."""
    return value if isinstance(value, str) else None


def _topic(channel: str) -> str:
    return "/" + channel.replace(":", "/")


def _channel(topic: str) -> str:
    return topic.removeprefix("/").replace("/", ":", 1)
