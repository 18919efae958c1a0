"""The adapter of the small server in rooms_server.py, as docs/programmed-adapters.md writes it step by step."""

import sys
from pathlib import Path
from typing import Any

import msgspec
from lockstep.clients.api import ApiClient, tls_context
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.history.digest import digest
from lockstep.history.rows import Effect, Position, Promises, Shown
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    Look,
    Notice,
    Target,
    TargetFaultError,
    Write,
)
from lockstep.targets.closing_reads import ClosingRead
from lockstep.targets.probe import socket_health
from lockstep.targets.process import BackendProcess


class RoomsCodec:
    """How the server frames its messages: one JSON object each."""

    name, numbered, written_id = "rooms", True, "id"

    def opened(self, path: str) -> frozenset[str]:
        return frozenset()  # listening is a command, not part of the address

    def decode(self, raw: Raw) -> list[Frame]:
        try:
            body = msgspec.json.decode(raw, type=dict[str, Any])
            if "news" in body:
                message = body["message"]
                return [
                    Frame(body["news"], True, body["room"], body["n"], entity=message["id"], data=message, body=body)
                ]
            return [Frame(body.get("do", "answer"), False, ref=body["re"], body=body)]
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise MalformedFrameError(f"expected news, a command or an answer: {error}") from None

    def channels(self, frame: Frame) -> frozenset[str]:
        return frozenset({frame.channel} if frame.channel else frame.body.get("after", ()))

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        return msgspec.json.encode({"do": kind, "re": ref, **data}).decode()

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        (frame,) = self.decode(raw)
        if not frame.event:
            raise MalformedFrameError("expected news to change, found something else")
        body, names = frame.body, {"seq": "n", "data": "message", "channel": "room"}
        entity = changes.pop("entity", None)
        body.update({names[name]: value for name, value in changes.items()})
        if entity is not None:
            body["message"]["id"] = entity
        return msgspec.json.encode(body).decode()


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    return {"id": message["id"], "author": message["by"], "content": message["text"]}


class Rooms(Target):
    """The small server, which this adapter starts and ends itself."""

    name = "rooms"

    def __init__(self) -> None:
        self._server = BackendProcess(
            [sys.executable, str(Path(__file__).with_name("rooms_server.py"))], Path("reports/rooms.log")
        )
        self._clients: dict[str, ApiClient] = {}

    async def start(self) -> None:
        port = (await self._server.start())["port"]
        self.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")

    async def stop(self) -> None:
        await self.clean_up([])
        await self._server.stop()

    def alive(self) -> bool:
        return self._server.alive()

    async def health(self) -> list[Health]:
        asked = await self._api("nobody").request("GET", "/health")
        api = Health("API", healthy=asked.outcome == "ok", detail=f"{self.api_base_url} answered {asked.word}")
        return [api, await socket_health(self, ConnectArgs(f"{self.websocket_url}/socket"))]

    def _api(self, person: str) -> ApiClient:
        if person not in self._clients:
            self._clients[person] = ApiClient(self.api_base_url, tls_context(), person=person, timeout_s=10)
        return self._clients[person]

    def codec(self) -> RoomsCodec:
        return RoomsCodec()

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        return ConnectArgs(f"{self.websocket_url}/socket")

    def subscribe(self, channel: str) -> tuple[str, Any]:
        return "listen", {"after": {channel: None}}

    def notices(self, frame: Frame) -> list[Notice]:
        if "resume" in frame.body:
            return [Notice("resume", "done")]
        return [
            Notice("subscribe", "done", room, Position(seq=n)) for room, n in frame.body.get("listen", {}).items()
        ]

    def refusal(self, frame: Frame) -> str | None:
        return None if frame.body["ok"] else str(frame.body["why"])

    async def perform(self, write: Write, identity: Identity) -> Answer:
        if write.operation != "post_message":
            raise TargetFaultError(f"target rooms has no {write.operation}: messages can only be posted")
        asked = {"by": identity.id, "text": write.fields["content"]}
        made = await self._api(identity.person).request("POST", f"/rooms/{self.where(write)}/messages", json=asked)
        if made.outcome != "ok":
            refused = made.trouble == "refused" or made.status in {400, 403}  # or by what stands in made.body
            return Answer("fail" if refused else "info", made.word, body=made.text, raw=made.told())
        return Answer("ok", made.word, made.body["id"], payload=_payload(made.body), body=made.body, raw=made.told())

    def sent(self, write: Write) -> Any:
        return {"content": write.fields["content"]}

    def where(self, write: Write) -> str:
        return str(write.fields["channel"])

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        if answer.outcome != "ok":
            return []
        sent = digest(self.sent(write))
        return [Effect(kind="message", channel=self.where(write), entity=answer.entity, sent=sent)]

    def normalise(self, frame: Frame) -> list[Event]:
        payload = _payload(frame.data)
        sent = {"content": payload["content"]}
        return [Event(frame.kind, frame.channel or "", frame.entity, seq=frame.seq, payload=payload, sent=sent)]

    promises = Promises(numbers=True, order="channel", agreement=True, drain_ms=100)

    needs_met = frozenset({"resume", "resume-checks", "resume-several"})

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any]:
        return "resume", {"after": {room: at.seq for room, at in positions.items()}}

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        asked = await self._api(identity.person).request("GET", f"/rooms/{fields['channel']}/messages")
        if asked.outcome != "ok":
            return Look(asked.word, body=asked.text, raw=asked.told())
        payloads = [_payload(message) for message in asked.body]
        shows = [Shown(entity=one["id"], digest=digest(one), payload=one) for one in payloads]
        return Look(asked.word, tuple(shows), body=asked.body, raw=asked.told())

    def closing_reads(self) -> tuple[ClosingRead, ...]:
        return (ClosingRead("messages", holds=("message",), each="chatroom", field="channel", place="{each}"),)

    held = frozenset({"three messages reach a listener once each and in order"})
    minimum = 50

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        return []  # the server keeps what it was told until it ends, and has no way to remove it
