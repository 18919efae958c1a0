"""The adapter of the reference backend: embedded (a process of its own, a temporary database) or running elsewhere.

Without addresses `start` starts `python -m lockstep.reference` and `stop` ends it; with `API_BASE_URL` and
`WEBSOCKET_URL` it uses the backend at these addresses, and neither starts nor stops anything. The adapter uses only
the backend's API and socket, and imports none of its code.
"""

import dataclasses
import ssl
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import msgspec

from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.rows import Effect, Position, Promises
from lockstep.masking import mask_url
from lockstep.processes.children import CHILDREN
from lockstep.serving.extras import missing
from lockstep.targets.base import (
    Act,
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    Look,
    Notice,
    Right,
    Target,
    TargetFaultError,
    Write,
)
from lockstep.targets.closing_reads import ClosingRead
from lockstep.targets.local_process import LocalProcess
from lockstep.targets.probe import socket_health
from lockstep.targets.process import BackendProcess
from lockstep.targets.reference.conformance import check_answer, check_frame
from lockstep.targets.reference.declared import CLOSES, MEETS, PLACES, forged
from lockstep.targets.reference.effects import effects_of, write_sent
from lockstep.targets.reference.events import event_of, notices_of, refusal_of
from lockstep.targets.reference.http_exchange import (
    Exchanges,
    admit,
    answer_of,
    credentials,
    entity_of,
)
from lockstep.targets.reference.known_state import World
from lockstep.targets.reference.operations import READS, REPRESENTS, WRITES, changes_of, command_of
from lockstep.targets.reference.reads import CLOSING_READS, beside, look_of
from lockstep.targets.reference.resources import RESOURCES
from lockstep.targets.reference.right_changes import rights_of
from lockstep.targets.reference.schemas import EPHEMERAL, NOT_SERVED, REFUSALS
from lockstep.targets.resources import Resource

CHEAPEST_HASH = "8"
"""KiB of memory for one password hash. At the real cost hashing takes most of the CPU of a run and proves nothing of
lockstep."""


class ReferenceTarget(Target):
    """The reference backend."""

    name: ClassVar[str] = "reference"
    needs_met: frozenset[str] = MEETS
    closes = CLOSES
    token_places = PLACES
    promises: ClassVar[Promises] = Promises(
        numbers=True,
        first_number=1,
        versions=True,
        cause=True,
        order="channel",
        across_kinds=True,
        agreement=True,
        causal="channel",
        idempotency=True,
        tombstone="deletedAt",
        presence="company:",
        presence_ms=2_000,
        markers=True,
        timers=tuple(sorted(EPHEMERAL)),
        retention_events=1_000,
        retention_s=600,
        slow_codes=(4408,),
        notice_ms=40_000,
    )
    greets: ClassVar[bool] = True
    load_profile: ClassVar[str] = "lockstep.targets.reference.load_profile:ReferenceLoadProfile"
    longest_message: ClassVar[int] = 10_000
    resources: ClassVar[tuple[Resource, ...]] = RESOURCES

    def __init__(
        self, api_base_url: str, websocket_url: str, *, tls: ssl.SSLContext, log: Path, **settings: str
    ) -> None:
        """With empty addresses the target starts a reference backend with these `settings`, whose log goes to
        `log`."""
        self.api_base_url = api_base_url
        self.websocket_url = websocket_url
        self.embedded = not api_base_url
        if self.embedded:
            self.needs_met = self.needs_met | {"local"}
        self._tls = tls
        self._log = log
        self._settings = {"expose_counts": "true", "password_cost": CHEAPEST_HASH, **settings}
        self._folder: TemporaryDirectory[str] | None = None
        self._process = BackendProcess([], log)
        self._api = Exchanges(tls)
        self._api.base_url = api_base_url
        self._world = World()
        self._unsure: set[str] = set()

    # lifecycle

    async def start(self) -> None:
        """Start the reference backend, or make sure that the one at the addresses answers."""
        if self.embedded:
            if told := missing("reference", f"target {self.name}"):
                raise TargetFaultError(told)
            self._folder = TemporaryDirectory(prefix="lockstep-backend-", dir=CHILDREN.scratch())
            self._process.database = Path(self._folder.name) / "reference.db"
            self._process.command = self._command(0)
            ready = await self._process.start()
            self._process.command = self._command(urlsplit(ready["api"]).port or 0)
            self.go_to(ready["api"], ready["ws"])

    def _command(self, port: int) -> list[str]:
        command = [sys.executable, "-P", "-m", "lockstep.reference", "--port", str(port)]
        command += ["--leashed", "--database", str(self._process.database)]
        for name, value in self._settings.items():
            command += ["--set", f"{name}={value}"]
        return command

    def process(self) -> LocalProcess | None:
        """The reference backend's process; its data are in a folder that is removed with the target."""
        return self._process if self.embedded else None

    def variant(self, **settings: str) -> Target:
        """Another reference backend, with a separate log."""
        if not self.embedded:
            return super().variant(**settings)
        named = "-".join(f"{key}={settings[key]}" for key in settings) or "own"
        log = self._log.with_name(f"{self._log.stem}-{named}.log")
        return ReferenceTarget("", "", tls=self._tls, log=log, **settings)

    def promised(self) -> Promises:
        """The settings determine how long the backend keeps events and how often it pings its clients: detecting that
        a client has gone may take twice the ping interval."""
        given: dict[str, float] = {}
        if "retain_events" in self._settings:
            given["retention_events"] = int(self._settings["retain_events"])
        if "retain_s" in self._settings:
            given["retention_s"] = float(self._settings["retain_s"])
        if "ping_s" in self._settings:
            given["notice_ms"] = 2_000 * float(self._settings["ping_s"])
        return msgspec.structs.replace(self.promises, **given)

    def go_to(self, api_base_url: str, websocket_url: str) -> None:
        """Speak to these addresses from now on (a relay's, say)."""
        self.api_base_url, self.websocket_url = api_base_url, websocket_url
        self._api.base_url = api_base_url

    async def stop(self) -> None:
        """End every connection, and the reference backend."""
        await self._api.close()
        if self.embedded:
            await self._process.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def alive(self) -> bool:
        """False once the reference backend has died."""
        return not self.embedded or self._process.alive()

    async def health(self) -> list[Health]:
        """Check API and socket from here; the backend itself reports database and disk."""
        answer = await self._api.look("/health")
        address = mask_url(self.api_base_url)
        if answer.status is None:
            return [Health("API", healthy=False, detail=f"{address} {answer.silence}")]
        rows = [
            Health("API", healthy=answer.status == 200, detail=f"{address} answered {answer.word}"),
            await socket_health(self, ConnectArgs(self.websocket_url)),
        ]
        parts = answer.body.get("data", {}).get("parts", {}) if isinstance(answer.body, dict) else {}
        for part in ("database", "disk"):
            told = parts.get(part, {"healthy": False, "detail": "the backend reports nothing about it"})
            rows.append(Health(part, healthy=bool(told["healthy"]), detail=str(told["detail"])))
        return rows

    # sockets

    def codec(self) -> Codec:
        """A codec for plain JSON."""
        return codec_named("json")

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """`how` is header (the default), query or message, or none for no token at all."""
        identity = request.identity
        asked = {} if request.since is None else {"resume": "1"}
        match request.how or "header":
            case "header":
                return self._args(asked, "header", {"Authorization": f"Bearer {identity.access_token}"})
            case "query":
                return self._args(asked | {"token": identity.access_token}, "query")
            case "message":
                first = self.codec().encode("authenticate", data={"token": identity.access_token})
                return self._args(asked, "message", first=(first,))
            case "none":
                return self._args(asked, "none", first=(self.codec().encode("authenticate", data={"token": ""}),))
        raise LookupError(f"a token cannot be {request.how!r} here: header, query, message or none")

    def _args(
        self,
        query: dict[str, str],
        how: str,
        headers: dict[str, str] | None = None,
        first: tuple[str | bytes, ...] = (),
    ) -> ConnectArgs:
        sign = "&" if "?" in self.websocket_url else "?"
        url = self.websocket_url + (f"{sign}{urlencode(query)}" if query else "")
        return ConnectArgs(url, headers=headers or {}, first=first, how=how)

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """join_chatroom, join_company."""
        kind, _, number_ = channel.partition(":")
        return f"join_{kind}", {f"{kind}Id": int(number_)}

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """leave_chatroom, leave_company."""
        kind, _, number_ = channel.partition(":")
        return f"leave_{kind}", {f"{kind}Id": int(number_)}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """resume."""
        return "resume", {"rooms": {room: {"epoch": at.epoch, "seq": at.seq} for room, at in positions.items()}}

    def authenticate(self, identity: Identity) -> tuple[str, Any] | None:
        """authenticate."""
        return "authenticate", {"token": identity.access_token}

    def forge(self, token: str) -> str | None:
        """The claims of the token, under another signature."""
        return forged(token)

    def renewal(self, identity: Identity) -> tuple[str, dict[str, Any]] | None:
        """refresh."""
        return "refresh", {"refresh_token": identity.refresh_token}

    def view(self, channel: str) -> str | None:
        """The messages of a chatroom."""
        return "messages" if channel.startswith("chatroom:") else None

    def ping(self) -> tuple[str, Any] | None:
        """ping."""
        return "ping", {}

    def mark(self, channel: str, token: str) -> tuple[str, Any] | None:
        """mark."""
        return "mark", {"rooms": [channel], "token": token, "requestId": token}

    def normalise(self, frame: Frame) -> list[Event]:
        """One event per frame."""
        return [event_of(frame, self._world)]

    def notices(self, frame: Frame) -> list[Notice]:
        """Joined, left, resumed, authenticated."""
        return notices_of(frame)

    def answers(self, frame: Frame) -> bool:
        """Each command is answered by one ack or error."""
        return frame.ref is not None and frame.kind in {"ack", "error"}

    def refusal(self, frame: Frame) -> str | None:
        """The code and message of an error."""
        if frame.kind == "error" and isinstance(frame.data, dict) and frame.data.get("code") == NOT_SERVED:
            raise TargetFaultError(
                f"the backend knows no such command ({frame.data.get('message')}): ask it otherwise"
            )
        return refusal_of(frame)

    def error_of(self, frame: Frame) -> str | None:
        """The code and message of any error."""
        return refusal_of(frame)

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame.kind, event=frame.event, body=frame.body)

    # writes

    def wait_at_most(self, identity: Identity, seconds: float) -> None:
        """For each step of an exchange."""
        self._api.client(identity).wait_at_most(seconds)

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Make the write with its request."""
        request = WRITES[write.operation]
        headers = {"X_Request_Id": write.w} | ({"Idempotency_Key": write.key} if write.key else {})
        exchange = await self._api.ask(request, write.fields, identity, **headers)
        admit(identity, request, exchange, write.fields)
        answer = answer_of(write, request, exchange)
        if answer.outcome == "ok" and answer.schema is None:
            answer = dataclasses.replace(answer, shows=beside(write, answer.body))
        self._world.learn(write, answer)
        return answer

    def command(self, write: Write) -> tuple[str, Any] | None:
        """A marker, or one of the writes that the socket accepts too."""
        if write.operation == "mark":
            return self.mark(write.fields["channel"], write.w)
        command = command_of(write.operation, write.fields)
        if command is None:
            return None
        kind, data = command
        return kind, data | ({"key": write.key} if write.key else {}) | {"requestId": write.w}

    def answered(self, write: Write, frame: Frame) -> Answer:
        """The result of the write, from an ack or an error."""
        broken = self.schema_of(frame)
        if frame.kind == "error":
            refused = broken is None and frame.data["code"] in REFUSALS
            status = str(frame.data.get("status", 0))
            return Answer("fail" if refused else "info", status, body=frame.body, schema=broken)
        represents = REPRESENTS.get(write.operation)
        if represents is None:
            return Answer("ok", "ack", body=frame.body, schema=broken)
        body = {"status": "success", "data": frame.data}
        broken = broken or check_answer(represents, body)
        if broken is not None:
            return Answer("ok", "ack", body=body, schema=broken)
        entity, version = entity_of(write, represents, frame.data), frame.data["version"]
        answer = Answer("ok", "ack", entity, version, payload=frame.data, body=body)
        self._world.learn(write, answer)
        return answer

    def sent(self, write: Write) -> Any:
        """The text of a message and what it replies to."""
        return write_sent(write)

    def where(self, write: Write) -> str | None:
        """The chatroom."""
        fields = write.fields
        return fields.get("thread") or fields.get("channel") or self._world.places.get(fields.get("message", ""))

    def changes(self, write: Write) -> tuple[str, ...] | None:
        """By the table."""
        return changes_of(write.operation)

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """By the table; an answer that breaks the schema says no more than a lost one."""
        known = answer if answer.schema is None else dataclasses.replace(answer, outcome="info")
        return effects_of(write, known, self._world)

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        """By the table; an answer that breaks the schema says no more than the write itself."""
        known = answer if answer is not None and answer.schema is None else None
        rights = rights_of(write, known, self._world)
        if answer is not None and answer.outcome == "ok":
            self._world.change(rights)
        return rights

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """The first founds the company as its OWNER; others are invited by the first, as MEMBER."""
        account = {"full_name": identity.extra["full_name"], "password": identity.password}
        if not colleagues:
            company = f"Company of {identity.extra['full_name']}"
            answer = await act(identity, "register", email=identity.email, company_name=company, **account)
        else:
            invited = await act(colleagues[0], "invite", email=identity.email, role="MEMBER")
            _succeeded(invited, f"{identity.person} could not be invited")
            answer = await act(identity, "accept_invitation", token=invited.body["token"], **account)
        _succeeded(answer, f"{identity.person} could not be enrolled")

    async def open_chatroom(self, name: str, founder: Identity, members: list[Identity], act: Act) -> str:
        """A private chatroom with a description, and with these members from the beginning."""
        ids = [member.id for member in members]
        about = f"What {founder.person} opened for {name}"
        answer = await act(founder, "create_chatroom", name=name, description=about, private=True, members=ids)
        _succeeded(answer, f"the chatroom {name!r} could not be opened")
        return str(answer.entity)

    async def admit(self, channel: str, founder: Identity, member: Identity, act: Act) -> None:
        """Added by the founder."""
        answer = await act(founder, "add_member", channel=channel, member=member.id)
        _succeeded(answer, f"{member.person} could not be added to a chatroom")

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """By the table of reads."""
        exchange = await self._api.ask(READS[operation], fields, identity)
        return look_of(operation, exchange, fields, self._world)

    def closing_reads(self) -> tuple[ClosingRead, ...]:
        """By the table."""
        return CLOSING_READS

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Each company is erased by its founder, or by its present owner; afterwards none of its people can log in.
        If the backend does not answer, no further request is made for that company. Clean-up may be repeated."""
        left = []
        staff: dict[str, list[Identity]] = {}
        for identity in identities:
            if identity.id:
                staff.setdefault(identity.company, []).append(identity)
        for company, people in staff.items():
            kept = await self._erase(company, people)
            left += kept or [told for person in people if (told := await self._let_in_still(person))]
        for identity in identities:
            await self._api.drop(identity)
            self._world.forget(identity)
        return left

    async def _let_in_still(self, person: Identity) -> str:
        still = await self._api.patiently(WRITES["login"], credentials(person), person)
        told = f"{person.person} ({person.id}) can still log in after the clean-up: {still.word}"
        return "" if still.status == 401 else told

    async def _erase(self, company: str, people: list[Identity]) -> list[str]:
        answers, refused = [], 0
        for person in people:
            login = await self._api.patiently(WRITES["login"], credentials(person), person)
            if login.status is None:
                answers.append(login.word)
                break
            refused += login.status == 401
            gone = await self._api.patiently(WRITES["erase_company"], {"password": person.password}, person)
            if gone.status == 200:
                return []
            answers.append(gone.word)
            if gone.outcome == "info":
                self._unsure.add(company)
            if gone.status is None:
                break
        if company in self._unsure | self._world.erased and refused == len(people):
            return []  # an erasure whose answer was lost has happened after all
        return [f"{company} of {people[0].person} could not be erased: the answer was {answers[0]}"]

    async def leftovers(self) -> list[str]:
        """Every table of the reference backend must be empty."""
        if not self.embedded or not self.alive():
            return []
        answer = await self._api.look("/health/database")
        if answer.status != 200:
            return [f"the backend's tables could not be counted: the answer was {answer.word}"]
        tables = answer.body["data"]["tables"]
        return [f"table {table} still holds {count} rows" for table, count in tables.items() if count]


def _succeeded(answer: Answer, otherwise: str) -> None:
    if answer.outcome != "ok" or answer.schema is not None:
        broken = "" if answer.schema is None else f", which breaks the schema ({answer.schema})"
        raise TargetFaultError(f"{otherwise}: the answer was {answer.status}{broken}")
