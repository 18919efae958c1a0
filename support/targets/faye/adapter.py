"""The adapter of Faye, which it installs and starts itself (`server.py`).

A server of nothing but topics that is spoken to: a connection shakes hands, subscribes by command and keeps a
`/meta/connect` pending. A chatroom is a topic: `chatroom:7` here is `/chatroom/7` there. Messages are published over
HTTP; the publisher chooses their id, which is the id of the write, so that every event names its cause. Faye keeps
what a client missed while it has no connection: the place from which a person goes on is his client, with all its
subscriptions at once. A client that nobody asks for is forgotten after 90 s.

What Faye sends to a connection that has broken, before it has seen that, is lost, and no resume brings it back: its
engine forgets an event as it writes it to the socket, and keeps for who comes back only what is published once the
end was seen. So it cannot give again what was sent and never heard (the need `resume-unheard`); and where somebody
writes right after a cut, it is a race between the write and the end of the connection: declared, and shown sometimes.

Faye carries data as they are, so the projected answer is what was published, under its id.

Faye holds back the answer to a subscription that shares a message with a `/meta/connect`, until that is answered.
Each goes in a message of its own here.
"""

import ssl
from pathlib import Path
from typing import Any, ClassVar

from support.clients.api import ApiClient, Exchange
from support.clients.dialects.base import Codec, Frame
from support.clients.dialects.bayeux import CONNECT, HANDSHAKE, KIND, META, SUBSCRIBE, UNSUBSCRIBE
from support.clients.dialects.registry import codec_named
from support.history.digest import digest
from support.history.rows import Effect, Position, Promises
from support.targets.base import (
    Answer,
    ConnectArgs,
    Event,
    Health,
    Identity,
    KnownDefect,
    Notice,
    Target,
    TargetFaultError,
    Write,
)
from support.targets.faye.schemas import check_answer, check_frame
from support.targets.faye.server import FayeProcess
from support.targets.probe import socket_health

_TIMEOUT_S = 10.0
_DISCONNECT = "/meta/disconnect"
_FORGOTTEN = "401"

_LOST = (
    "Faye forgets an event as it writes it to a socket, heard or not: it depends on whether Faye has seen"
    " the end of the connection when what is written after the cut arrives"
)
_ALL = "receives the {} messages once each"
_WRITTEN_AFTER_A_CUT = {
    "three messages missed while away arrive on return": f"Then Ben {_ALL.format(3)}, in order",
    "a hundred messages missed while away arrive on return": f"Then Ben {_ALL.format(100)}, in order",
    "what was missed in several chatrooms arrives in each of them": f"Then Ben {_ALL.format(3)}",
    "a device that comes back is given what it missed, and the other nothing twice": (
        f"Then Ben {_ALL.format(3)}, in order"
    ),
    "somebody who is cut off twice is given each time what he missed": "Then Ben receives the message once",
    "somebody who is cut off in the middle and comes back has missed nothing": f"Then Ben {_ALL.format(60)}",
    "what was written during a short outage is heard on return": f"And Ben {_ALL.format(3)}, in order",
    "what was written during a long outage is heard on return": f"And Ben {_ALL.format(100)}, in order",
    "a laptop returns by itself while the API goes on": f"And Ben {_ALL.format(3)}, in order",
    "one outage after the other": f"And Ben {_ALL.format(6)}, in order",
}
_UNASKED = "somebody who is cut off twice is given each time what he missed"  # no step asks for the first of the two


class FayeTarget(Target):
    """Faye."""

    name: ClassVar[str] = "faye"
    needs_met: frozenset[str] = frozenset({"resume", "resume-several"})
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
    held: ClassVar[frozenset[str]] = frozenset({
        "three messages reach a listener once each and in order",
        "the author hears the own message too",
        "a burst of 100 messages keeps its order",
        "two people who write at the same time lose nothing",
        "every device of a person hears each message",
        "somebody who joins later hears what follows, and nothing from before",
        "messages in one chatroom are not heard in another",
        "another company hears nothing of a message",
        "a colleague who is not in a private chatroom hears nothing of it",
        "the longest message allowed is heard unaltered",
        "closing one device leaves the other listening",
        "a connection that was closed is closed cleanly",
        "three messages missed while away arrive on return",
        "a hundred messages missed while away arrive on return",
        "what was missed in several chatrooms arrives in each of them",
        "nothing missed, nothing repeated",
        "a nonsensical position is refused",
        "a connection made anew hears what follows",
    })  # fmt: skip
    minimum: int = 50
    longest_message: ClassVar[int] = 10_000
    greets: ClassVar[bool] = True

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives what Faye has to say."""
        self._tls = tls
        self._server = FayeProcess(log)
        self._clients: dict[str, ApiClient] = {}
        self._given_out: set[str] = set()

    # lifecycle

    async def start(self) -> None:
        """Install Faye if need be, and start it."""
        port = await self._server.start()
        self.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")

    async def stop(self) -> None:
        """Close every connection, and end Faye."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        await self._server.stop()

    def alive(self) -> bool:
        """False once Faye has ended by itself."""
        return self._server.alive()

    async def health(self) -> list[Health]:
        """A publication that nobody hears, and a WebSocket."""
        answer = await self._ask("nobody", {"channel": "/health", "data": {}, "id": "health"})
        healthy = check_answer(answer.body) is None
        nobody = ConnectArgs(f"{self.websocket_url}/faye")
        detail = f"{self.api_base_url} answered {answer.word}"
        return [Health("API", healthy=healthy, detail=detail), await socket_health(self, nobody)]

    # sockets

    def codec(self) -> Codec:
        """Bayeux."""
        return codec_named("bayeux")

    def connect_args(
        self,
        identity: Identity,
        channels: tuple[str, ...] = (),
        *,
        how: str = "",
        since: dict[str, Position] | None = None,
    ) -> ConnectArgs:
        """Who comes back shakes no hands: he is a client already."""
        if how:
            raise LookupError(f"there are no tokens here, so none can be {how}")
        url = f"{self.websocket_url}/faye"
        return ConnectArgs(url, greeted=False) if since else ConnectArgs(url, first=(self.codec().encode(HANDSHAKE),))

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """By command."""
        return SUBSCRIBE, {"subscription": _topic(channel)}

    def unsubscribe(self, channel: str) -> tuple[str, Any]:
        """By command."""
        return UNSUBSCRIBE, {"subscription": _topic(channel)}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any]:
        """Be the client again that one was, and be answered at once."""
        client = next((at.place for at in positions.values()), None)
        return CONNECT, {"clientId": client or "", "advice": {"timeout": 0}}

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """Whoever is a client keeps a /meta/connect pending."""
        waits = frame.kind in {HANDSHAKE, CONNECT} and frame.body.get("successful")
        return [(CONNECT, None)] if waits else []

    def answers(self, frame: Frame) -> bool:
        """Whatever repeats a command's id."""
        return frame.kind.startswith(META) and frame.ref is not None

    def refusal(self, frame: Frame) -> str | None:
        """What the answer calls the error."""
        return None if frame.body.get("successful") else str(frame.body.get("error") or "no reason was given")

    def notices(self, frame: Frame) -> list[Notice]:
        """Only what succeeded: what was refused, the session that asked says itself."""
        done = bool(frame.body.get("successful"))
        client = frame.body.get("clientId")
        match frame.kind:
            case "/meta/handshake":
                self._given_out.update([client] if client else [])
                return [Notice("authenticated", "done" if done else "refused")]
            case "/meta/connect" if done and frame.ref is not None:
                return [Notice("resume", "done")]
            case "/meta/subscribe" if done:
                return [Notice("subscribe", "done", _channel(frame.body["subscription"]), Position(place=client))]
            case "/meta/unsubscribe" if done:
                return [Notice("unsubscribe", "done", _channel(frame.body["subscription"]))]
        return []

    def normalise(self, frame: Frame) -> list[Event]:
        """One event a message."""
        data = frame.data if isinstance(frame.data, dict) else {}
        return [
            Event(
                KIND,
                _channel(frame.channel or ""),
                entity=f"message:{frame.entity}",
                payload={**data, "id": frame.entity} if data else frame.data,
                sent={"content": data["content"]} if "content" in data else None,
                cause=frame.entity,
            )
        ]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Publish a message; nothing else can be done here."""
        if write.operation != "post_message":
            raise TargetFaultError(f"target faye has no {write.operation}: its messages can only be published")
        data = {"author": identity.id, "content": write.fields["content"]}
        message = {"channel": _topic(write.fields["channel"]), "data": data, "id": write.w}
        exchange = await self._ask(identity.person, message)
        raw, body = exchange.told(), exchange.body
        if exchange.outcome != "ok":
            return Answer(
                "fail" if exchange.outcome == "fail" else "info", exchange.word, body=exchange.text, raw=raw
            )
        if (broken := check_answer(body)) is not None:
            return Answer("ok", exchange.word, body=body, schema=broken, raw=raw)
        if not body[0]["successful"]:
            return Answer("fail", str(body[0].get("error"))[:3], body=body, raw=raw)
        own = body[0]["id"]
        return Answer("ok", exchange.word, f"message:{own}", None, data | {"id": own}, body, raw=raw)

    def sent(self, write: Write) -> Any:
        """The text."""
        return {"content": write.fields["content"]}

    def where(self, write: Write) -> str | None:
        """The chatroom."""
        return str(write.fields["channel"])

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """A message is heard by whoever has subscribed to its channel."""
        if answer.outcome != "ok":
            return []
        sent = digest(self.sent(write))
        return [Effect(kind=KIND, channel=write.fields["channel"], entity=answer.entity, sent=sent)]

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Let Faye forget every client, with what waits for it."""
        left = []
        for client in sorted(self._given_out):
            answer = await self._ask("nobody", {"channel": _DISCONNECT, "clientId": client})
            said = answer.body[0] if isinstance(answer.body, list) and answer.body else {}
            if not said.get("successful") and not str(said.get("error")).startswith(_FORGOTTEN):
                left.append(f"client {client} is still there: Faye answered {answer.word} {said.get('error', '')}")
        self._given_out.clear()
        for identity in identities:
            if (own := self._clients.pop(identity.person, None)) is not None:
                await own.close()
        return left

    async def _ask(self, person: str, message: dict[str, Any]) -> Exchange:
        if person not in self._clients:
            self._clients[person] = ApiClient(self.api_base_url, self._tls, person=person, timeout_s=_TIMEOUT_S)
        return await self._clients[person].request("POST", "/faye", json=[message])


def _topic(channel: str) -> str:
    return "/" + channel.replace(":", "/")


def _channel(topic: str) -> str:
    return topic.removeprefix("/").replace("/", ":", 1)
