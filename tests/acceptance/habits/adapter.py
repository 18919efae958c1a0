"""The adapter of the server with habits (`server.py`): it declares each of them."""

import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from lockstep.clients.api import ApiClient, Exchange, tls_context
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.history.digest import digest
from lockstep.history.rows import Effect, Promises, Shown
from lockstep.targets.base import (
    Act,
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    Look,
    Right,
    Target,
    TargetFaultError,
    Write,
)
from lockstep.targets.declarations import Pending, RateLimit
from lockstep.targets.probe import socket_health
from lockstep.targets.process import BackendProcess

EVENTS = frozenset({"message", "status"})


class HabitsCodec:
    """One JSON object a message; ids and texts are nested."""

    name, numbered, written_id = "habits", False, "ref.id"
    texts = ("body.words",)

    def opened(self, path: str) -> frozenset[str]:
        return frozenset({f"team:of:{path.partition('user=')[2]}"})  # everybody receives their team's events

    def decode(self, raw: Raw) -> list[Frame]:
        try:
            body = msgspec.json.decode(raw, type=dict[str, Any])
            kind = str(body["type"])
        except (ValueError, KeyError, TypeError) as error:
            raise MalformedFrameError(f"expected an object with a type: {error}") from None
        message, room = body.get("message") or {}, body.get("room")
        channel = None if room is None else f"chatroom:{room}"
        entity = message.get("ref", {}).get("id")
        return [Frame(kind, kind in EVENTS, channel, entity=entity, data=message or body, body=body)]

    def channels(self, frame: Frame) -> frozenset[str]:
        return frozenset({frame.channel} if frame.channel else ())

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        return msgspec.json.encode({"type": kind, **data}).decode()

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        (frame,) = self.decode(raw)
        if not frame.event:
            raise MalformedFrameError("expected an event to change")
        if "data" in changes:
            frame.body["message" if "message" in frame.body else "body"] = changes["data"]
        if "entity" in changes and "message" in frame.body:
            frame.body["message"]["ref"]["id"] = changes["entity"]
        return msgspec.json.encode(frame.body).decode()


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    return {"id": message["ref"]["id"], "author": message["by"], "content": message["body"]["words"]}


class Habits(Target):
    """The server with habits, which this adapter starts and ends itself."""

    name = "habits"
    needs_met = frozenset({
        "companies", "empty-text", "text-limit", "leave-company", "reads", "read-status", "socket-writes", "status",
        "status-checks",
    })  # fmt: skip
    promises = Promises(order="channel", drain_ms=150, agreement=True)
    closes: ClassVar[Any] = {"revoked": ("frame",)}
    unanswered = frozenset({"join", "leave"})
    rate_limit = RateLimit()
    longest_message = 1_000

    def __init__(self) -> None:
        self._server = BackendProcess(
            [sys.executable, str(Path(__file__).with_name("server.py"))], Path("reports/habits.log")
        )
        self._clients: dict[str, ApiClient] = {}
        self._rooms: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._companies: dict[str, str] = {}

    async def start(self) -> None:
        port = (await self._server.start())["port"]
        self.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")

    async def stop(self) -> None:
        await self.clean_up([])
        await self._server.stop()

    def alive(self) -> bool:
        return self._server.alive()

    async def health(self) -> list[Health]:
        asked = await self._ask("nobody", "GET", "/health")
        api = Health("API", healthy=asked.status == 200, detail=f"{self.api_base_url} answered {asked.word}")
        return [api, await socket_health(self, ConnectArgs(f"{self.websocket_url}/live?user=nobody"))]

    async def _ask(self, user: str, method: str, path: str, json: Any = None) -> Exchange:
        if user not in self._clients:
            self._clients[user] = ApiClient(self.api_base_url, tls_context(), person=user, timeout_s=60)
        return await self._clients[user].request(method, path, json=json, headers={"X-User": user})

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        identity.id = f"user:{uuid.uuid4().hex}"
        identity.company = colleagues[0].company if colleagues else f"company:{uuid.uuid4().hex}"
        self._names[identity.id], self._companies[identity.id] = identity.person, identity.company
        made = await self._ask(identity.id, "PUT", f"/people/{identity.id}?team={identity.company}")
        if made.status != 200:
            raise TargetFaultError(f"{identity.person} could not enter: the answer was {made.word}")

    async def open_chatroom(self, name: str, founder: Identity, members: list[Identity], act: Act) -> str:
        people = [member.id for member in members]
        answer = await act(founder, "create_chatroom", name=name, private=True, members=people)
        if answer.outcome != "ok":
            raise TargetFaultError(f"{name} could not be opened: the answer was {answer.status}")
        return str(answer.entity)

    async def admit(self, channel: str, founder: Identity, member: Identity, act: Act) -> None:
        answer = await act(founder, "add_member", channel=channel, member=member.id)
        if answer.outcome != "ok":
            raise TargetFaultError(f"{member.person} could not be added: the answer was {answer.status}")

    # the socket

    def codec(self) -> HabitsCodec:
        return HabitsCodec()

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        team = f"team:{request.identity.company}"
        return ConnectArgs(f"{self.websocket_url}/live?user={request.identity.id}", channels=(team,))

    def subscribe(self, channel: str) -> tuple[str, Any]:
        return "join", {"room": _id(channel)}

    def unsubscribe(self, channel: str) -> tuple[str, Any]:
        return "leave", {"room": _id(channel)}

    def ends(self, frame: Frame) -> str | None:
        return str(frame.body["why"]) if frame.kind == "goodbye" else None

    def error_of(self, frame: Frame) -> str | None:
        return str(frame.body["why"]) if frame.kind == "oops" else None

    def refusal(self, frame: Frame) -> str | None:
        return self.error_of(frame)

    def answers_to(self, frame: Frame, pending: Sequence[Pending]) -> str | None:
        """A message is confirmed by its event, which carries its tag; an error answers the oldest command."""
        if frame.kind == "oops":
            return pending[0].ref
        tag = frame.data.get("ref", {}).get("tag") if frame.event else None
        return next((one.ref for one in pending if one.data.get("tag") == tag), None) if tag else None

    def command(self, write: Write) -> tuple[str, Any] | None:
        if write.operation != "post_message":
            return None
        return "say", {"room": _id(write.fields["channel"]), "words": write.fields["content"], "tag": write.w}

    def answered(self, write: Write, frame: Frame) -> Answer:
        if frame.kind == "oops":
            return Answer("fail", "oops", body=frame.body)
        return Answer("ok", "echo", f"message:{frame.entity}", payload=_payload(frame.data), body=frame.body)

    def normalise(self, frame: Frame) -> list[Event]:
        if frame.kind == "status":
            who, state = frame.body["who"], frame.body["body"]["state"]
            company = self._companies.get(who, "")
            payload = {"who": who, "status": state}
            return [Event("status", f"team:{company}", f"status:{who}", payload=payload, sent={"status": state})]
        payload = _payload(frame.data)
        sent = {"content": payload["content"]}
        return [Event("message", frame.channel or "", f"message:{frame.entity}", payload=payload, sent=sent)]

    # writes and reads

    async def perform(self, write: Write, identity: Identity) -> Answer:
        fields = write.fields
        room = _id(fields.get("channel", ""))
        match write.operation:
            case "post_message":
                made = await self._ask(identity.id, "POST", f"/rooms/{room}/messages", {"words": fields["content"]})
            case "create_chatroom":
                made = await self._ask(identity.id, "POST", "/rooms", list(fields["members"]))
            case "add_member":
                made = await self._ask(identity.id, "POST", f"/rooms/{room}/people/{fields['member']}")
            case "remove_person":
                made = await self._ask(identity.id, "DELETE", f"/people/{fields['member']}")
            case "set_status":
                made = await self._ask(identity.id, "PUT", "/status", {"state": fields["status"]})
            case other:
                raise TargetFaultError(f"target habits has no {other}")
        if made.status != 200:
            known = made.status in {403, 422, 429} or made.trouble == "refused"
            return Answer("fail" if known else "info", made.word, body=made.body)
        (thing,) = made.body
        if write.operation == "post_message":
            return Answer("ok", "200", f"message:{thing['ref']['id']}", payload=_payload(thing), body=made.body)
        if write.operation == "set_status":
            payload = {"who": thing["who"], "status": thing["state"]}
            return Answer("ok", "200", f"status:{thing['who']}", payload=payload, body=made.body)
        entity = f"chatroom:{thing['ref']['id']}" if write.operation == "create_chatroom" else None
        return Answer("ok", "200", entity, body=made.body)

    def sent(self, write: Write) -> Any:
        return {name: write.fields[name] for name in ("content", "status") if name in write.fields} or None

    def where(self, write: Write) -> str | None:
        return write.fields.get("channel") if write.operation == "post_message" else None

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        if answer.outcome != "ok" or write.operation not in {"post_message", "set_status"}:
            return []
        sent = digest(self.sent(write))
        if write.operation == "post_message":
            return [Effect(kind="message", channel=write.fields["channel"], entity=answer.entity, sent=sent)]
        company = self._companies[str(answer.entity).removeprefix("status:")]
        return [Effect(kind="status", channel=f"team:{company}", entity=answer.entity, sent=sent)]

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        fields = write.fields
        if write.operation == "create_chatroom" and answer is not None and answer.outcome == "ok":
            people = self._rooms[str(answer.entity)] = {
                write.person,
                *(self._names[one] for one in fields["members"]),
            }
            return [Right("grant", person, str(answer.entity)) for person in sorted(people)]
        if write.operation == "add_member":
            self._rooms[fields["channel"]].add(self._names[fields["member"]])
            return [Right("grant", self._names[fields["member"]], fields["channel"])]
        if write.operation == "remove_person":
            person = self._names[fields["member"]]
            return [Right("revoke", person, room) for room, people in self._rooms.items() if person in people]
        return []

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        if operation == "status":
            made = await self._ask(identity.id, "GET", f"/people/{fields['member']}/status")
            shows = [
                Shown(entity=f"status:{one['who']}", payload={"who": one["who"], "status": one["state"]})
                for one in (made.body if made.status == 200 else ())
            ]
            return Look(made.word, tuple(shows), body=made.body)
        made = await self._ask(identity.id, "GET", f"/rooms/{_id(fields['channel'])}/messages")
        if made.status != 200:
            return Look(made.word, body=made.body)
        found = [_payload(one) for one in made.body]
        shown = [Shown(entity=f"message:{one['id']}", digest=digest(one), payload=one) for one in found]
        return Look(made.word, tuple(shown), body=made.body)

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        return []  # the server keeps what it was told until it ends


def _id(channel: str) -> str:
    return channel.removeprefix("chatroom:")
