"""The target of a REST backend with a JSON WebSocket: it performs whatever its resources and its login declare.

    class Orders(RestTarget):
        name = "orders"
        api_base_url, websocket_url = "https://staging.example.com/api", "wss://staging.example.com/socket"
        login = Bearer(sign_in=Post("/login", {"email": "{email}", "password": "{password}"}), accounts=(...))
        socket = JsonSocket(kind="type", channel="topic")
        subscribing = ("watch", {"channel": "{channel}"})
        resources = (Resource("order", ...),)

An adapter overrides a method where data do not suffice. Errors: TargetFaultError, one sentence; LookupError for a
template without a value.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from lockstep.clients.api import ApiClient, Exchange
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.json_socket import JsonSocket, JsonSocketCodec
from lockstep.clients.dialects.templates import at, fill, fill_path
from lockstep.clients.tls import present, tls_context
from lockstep.history.rows import Effect, Position
from lockstep.masking import mask_url
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
from lockstep.targets.local_process import LocalProcess
from lockstep.targets.process import BackendProcess
from lockstep.targets.resources import SILENT, Get, Put, Request, Resource, Verb
from lockstep.targets.resources.operations import WRITES
from lockstep.targets.rest.accounts import Accounts
from lockstep.targets.rest.announced import ID_OF, Announced, values_of
from lockstep.targets.rest.logins import Login
from lockstep.targets.rest.things import Known, Thing, chosen, thing_in

_GONE = frozenset({401, 403, 404, 410})
"""What a request to remove something answers where it is gone already."""
_PAGES = 1_000


class RestTarget(Target):
    """A backend that is declared by class attributes.

    start_command: starts the backend, which prints `ready {"port": ...}`, whose content fills the addresses; empty:
    it runs already, at the addresses of the class or of the settings. health_path: answers while the backend is well.
    login: how people log in; None: not at all. headers: sent with every request and handshake, a template.
    socket: the frames. subscribing, unsubscribing: the commands, with their data as a template of `{channel}`; None:
    connecting does. resuming: the command that requests missed events, with its data as a template of `{positions}`,
    the number of the last event by channel; None: there is none. refusals: the statuses by which a request is
    rejected; after any other nobody knows.
    readers: who may receive what is announced: everybody of the "company", or (empty) nothing is said about rights.
    timeout_s: how long to wait for each step of a request. client_certificate: the files of a certificate and its key
    (PEM) for a backend that asks for one. proxy: the address of an HTTP proxy between here and the backend; it is not
    used towards a relay, which plants and network faults put in between. The setting `ca_file` names an own CA.
    """

    start_command: ClassVar[tuple[str, ...]] = ()
    health_path: ClassVar[str] = "/"
    login: ClassVar[Login | None] = None
    headers: ClassVar[Mapping[str, str]] = {}
    socket: ClassVar[JsonSocket] = JsonSocket()
    subscribing: ClassVar[tuple[str, Mapping[str, Any]] | None] = None
    unsubscribing: ClassVar[tuple[str, Mapping[str, Any]] | None] = None
    resuming: ClassVar[tuple[str, Mapping[str, Any]] | None] = None
    refusals: ClassVar[frozenset[int]] = frozenset({400, 403, 409, 412, 413, 422})
    readers: ClassVar[Literal["company", ""]] = ""
    timeout_s: ClassVar[float] = 10.0
    client_certificate: ClassVar[tuple[str, str] | None] = None
    proxy: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A server with a greeting greets."""
        super().__init_subclass__(**kwargs)
        cls.greets = bool(cls.socket.greeting)

    def __init__(self) -> None:
        """Nothing is started."""
        self.run = f"ls{uuid.uuid4().hex[:8]}"
        self._clients: dict[str, ApiClient] = {}
        self._former: list[ApiClient] = []
        self._own_address = self.api_base_url
        self._accounts = Accounts(self.name, self.login, self.run)
        self._people = self._accounts.people
        self._uncertain: set[str] = set()
        self._known = Known()
        self._process = BackendProcess(list(self.start_command), Path("reports", f"{self.name}.log"))
        self._operations: dict[str, tuple[Resource, Verb, Request]] = {}
        for resource in self.resources:
            for verb in Verb:
                operation = resource.operation(verb)
                if isinstance(operation, Request):
                    self._operations[resource.named(verb)] = resource, verb, operation
        self._logins = {} if self.login is None else self.login.requests()
        self.chats = "post_message" in self._operations
        self._announced = Announced(self.resources, self._people, self._known, self.run)

    # lifecycle

    async def start(self) -> None:
        """Start the backend, or use the one at the addresses."""
        if self.client_certificate is not None:
            try:
                present(*self.client_certificate)
            except OSError as error:
                certificate = " and ".join(self.client_certificate)
                raise TargetFaultError(f"the client certificate in {certificate} cannot be used: {error}") from error
        if self.start_command and "api_base_url" not in vars(self):
            ready = await self._process.start()
            self.go_to(fill(self.api_base_url, ready), fill(self.websocket_url, ready))
        if not (self.api_base_url and self.websocket_url):
            raise TargetFaultError(f"target {self.name} has no addresses: set API_BASE_URL and WEBSOCKET_URL")
        self._own_address = self.api_base_url
        self._accounts.at(self.api_base_url)

    def _proxy(self) -> str:
        return self.proxy if self.api_base_url == self._own_address else ""

    async def stop(self) -> None:
        """Close every connection, and end the backend if it was started here."""
        self._accounts.close()
        await self._close_clients()
        await self._process.stop()

    def process(self) -> LocalProcess | None:
        """The backend's process, where it was started here."""
        return self._process if self._process.pid is not None else None

    def alive(self) -> bool:
        """False once a backend that was started here has died."""
        return not self.start_command or self._process.alive()

    def go_to(self, api_base_url: str, websocket_url: str) -> None:
        """Use these addresses from now on."""
        if api_base_url != self.api_base_url:
            self._former += self._clients.values()
            self._clients.clear()
        super().go_to(api_base_url, websocket_url)

    async def health(self) -> list[Health]:
        """Whether the API answers."""
        asked = await self.client("nobody").request("GET", self.health_path)
        detail = asked.silence if asked.status is None else f"answered {asked.word}"
        healthy = asked.status is not None and asked.status < 500
        return [Health("API", healthy=healthy, detail=f"{mask_url(self.api_base_url)} {detail}")]

    def client(self, person: str) -> ApiClient:
        """The HTTP client of a person, or of `nobody`."""
        if person not in self._clients:
            self._clients[person] = ApiClient(
                self.api_base_url, tls_context(), person=person, timeout_s=self.timeout_s, proxy=self._proxy()
            )
        return self._clients[person]

    def wait_at_most(self, identity: Identity, seconds: float) -> None:
        """For each step of a request."""
        self.client(identity.person).wait_at_most(seconds)

    async def _close_clients(self) -> None:
        for client in (*self._clients.values(), *self._former):
            await client.close()
        self._clients.clear()
        self._former.clear()

    # people

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """Take a given account or sign up, then sign in."""
        await self._accounts.settle(identity, colleagues)
        for name in ("sign_up", "sign_in"):
            if name in self._logins:
                answer = await act(identity, name)
                if answer.outcome != "ok":
                    raise TargetFaultError(
                        f"{identity.person} could not {name.replace('_', ' ')}: the answer was {answer.status}"
                        f" {answer.body}"
                    )

    def renewal(self, identity: Identity) -> tuple[str, dict[str, Any]] | None:
        """The login's request that renews a token."""
        return ("refresh", {}) if "refresh" in self._logins else None

    # requests

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Send the request of a declared operation."""
        if write.operation in self._logins:
            return await self._log_in(write, identity)
        resource, verb, request = self._declared(write.operation, (*WRITES, Verb.REVOKE))
        ref = write.fields.get("ref")
        silent = resource.no_op == SILENT and verb == Verb.CHANGE
        silent = silent and self._known.changes_nothing(str(ref), self._supplied(resource, write))
        before = self._known.shown.get(str(ref))
        supplied = self._supplied(resource, write)
        kept = _kept(resource, before) if isinstance(request, Put) and verb == Verb.CHANGE else {}
        exchange = await self.ask(request, identity, {**kept, **write.fields}, {**kept, **supplied}, write)
        if exchange.outcome != "ok":
            answer = self._refused(request, exchange)
            self._uncertain.update([write.person] if answer.outcome == "info" else [])
            return answer
        thing = None if request.entity is None else thing_in(resource, at(exchange.body, request.entity))
        answer = Answer("ok", exchange.word, ref, body=exchange.body, raw=exchange.told())
        if thing is None and request.entity is not None:
            return replace(
                answer, schema=f'{request.entity or "body"}: no {resource.name} with an id at "{resource.id}"'
            )
        if thing is not None:
            if silent and (thing.version is None or before is None or thing.version == before.version):
                self._known.silent.add(write.w)
            self._learn(resource, write, thing)
            answer = replace(answer, entity=thing.ref, version=thing.version, payload=thing.payload)
        if verb == Verb.DELETE:
            self._known.forget(str(ref))
        return answer

    async def ask(
        self,
        request: Request,
        identity: Identity,
        fields: Mapping[str, Any],
        supplied: Mapping[str, Any] | None = None,
        write: Write | None = None,
        **query: Any,
    ) -> Exchange:
        """Send one declared request. Raises LookupError where a placeholder has no value."""
        values = self.values(identity, fields, write)
        body = fill(request.body, values) if request.body is not None else (dict(supplied) if supplied else None)
        filled = fill(dict(self.headers) | dict(request.headers), values)
        headers = {name: str(value) for name, value in filled.items()}
        headers |= {} if self.login is None else self.login.headers(identity)
        return await self.client(identity.person).request(
            request.method,
            fill_path(request.path, values),
            headers=headers,
            params=dict(fill(dict(request.query), values)) | query or None,
            form=body if request.form else None,
            json=None if request.form else body,
        )

    def values(
        self, identity: Identity, fields: Mapping[str, Any] | None = None, write: Write | None = None
    ) -> dict[str, Any]:
        """The values of placeholders: of the person, of the write, and the fields."""
        own = {} if write is None else {"w": write.w, **({"key": write.key} if write.key else {})}
        given = fields or {}
        shown = {name: self._known.shown.get(str(given.get(field))) for field, name in ID_OF.items()}
        ids = {name: thing.id for name, thing in shown.items() if thing is not None}  # a number, where it is one
        return {"run": self.run, **own, **values_of(identity, given), **ids}

    async def _log_in(self, write: Write, identity: Identity) -> Answer:
        request = self._logins[write.operation]
        exchange = await self.ask(request, identity, write.fields, write=write)
        if exchange.outcome != "ok":
            return self._refused(request, exchange)
        if self.login is not None:
            self.login.accept(identity, exchange.body, exchange.headers)
        return Answer("ok", exchange.word, body=exchange.body, raw=exchange.told())

    def _refused(self, request: Request, exchange: Exchange) -> Answer:
        refusals = self.refusals if request.refused is None else request.refused
        rejected = exchange.trouble == "refused" or exchange.status in refusals
        return Answer("fail" if rejected else "info", exchange.word, body=exchange.text, raw=exchange.told())

    def _declared(self, operation: str, verbs: tuple[Verb, ...]) -> tuple[Resource, Verb, Request]:
        found = self._operations.get(operation)
        if found is None or found[1] not in verbs:
            raise TargetFaultError(f"target {self.name} has no {operation}: none of its resources declares it")
        return found

    def _supplied(self, resource: Resource, write: Write) -> dict[str, Any]:
        return {name: value for name, value in write.fields.items() if name in resource.fields}

    def _learn(self, resource: Resource, write: Write, thing: Thing) -> None:
        self._known.learn(thing)
        self._known.own.add(thing.ref)
        if write.operation == resource.named(Verb.CREATE) if resource.create is not None else False:
            self._known.makers[thing.ref] = write.person
            if "parent" in write.fields:
                self._known.parents[thing.ref] = write.fields["parent"]

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """Read one thing, or all of them page by page."""
        resource, _, request = self._declared(operation, (Verb.READ, Verb.LIST))
        shown: list[Thing] = []
        more: dict[str, Any] = {}
        for _ in range(_PAGES):
            exchange = await self.ask(request, identity, fields, **more)
            if exchange.outcome != "ok":
                return Look(exchange.word, body=exchange.text, raw=exchange.told())
            items = (
                at(exchange.body, request.items) if isinstance(request, Get) and request.items is not None else None
            )
            part = [at(exchange.body, request.entity or "")] if items is None else items
            if not isinstance(part, list):
                broken = f'no list at "{getattr(request, "items", "")}"'
                return Look(exchange.word, body=exchange.body, schema=broken, raw=exchange.told())
            found = [thing_in(resource, one) for one in part]
            shown += [one for one in found if one is not None and not self._announced.is_foreign(resource, one)]
            if None in found:
                broken = f'a {resource.name} without an id at "{resource.id}"'
                return Look(exchange.word, body=exchange.body, schema=broken, raw=exchange.told())
            cursor = at(exchange.body, request.cursor) if isinstance(request, Get) and request.cursor else None
            if not cursor:
                break
            more = {request.parameter: cursor} if isinstance(request, Get) else {}
        return Look(exchange.word, tuple(one.shown() for one in shown), body=exchange.body, raw=exchange.told())

    # what is announced

    def sent(self, write: Write) -> Any:
        """The fields that the writer supplies, where they are all that the operation sets."""
        found = self._operations.get(write.operation)
        return None if found is None else chosen(write.fields, found[0], found[1])

    def where(self, write: Write) -> str | None:
        """The channel of the first event that the write causes."""
        found = self._operations.get(write.operation)
        return None if found is None else self._announced.place(write, *found[:2])

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """By the events that the resource declares."""
        found = self._operations.get(write.operation)
        if found is None or answer.outcome == "fail" or write.w in self._known.silent:
            return []
        return self._announced.effects(write, answer, *found[:2])

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        """Everybody of a company may receive what is announced in its collections, and of its things."""
        if self.readers != "company" or answer is None or answer.outcome != "ok":
            return []
        if write.operation == next((name for name in ("sign_in", "sign_up") if name in self._logins), ""):
            return self._announced.rights_of_a_newcomer(write.person)
        found = self._operations.get(write.operation)
        if found is not None and found[1] == Verb.REVOKE:
            return self._announced.rights_taken_away(write, found[0])
        is_new = found is not None and found[1] == Verb.CREATE
        return self._announced.rights_to_a_new_thing(write, answer, found[0]) if found and is_new else []

    def normalise(self, frame: Frame) -> list[Event]:
        """By the resource that declares this kind of event; none of what another run made. Raises LookupError where
        it has no id."""
        event = self._announced.event(frame)
        return [] if event is None else [event]

    # sockets

    def codec(self) -> Codec:
        """A codec of the declared frames."""
        return JsonSocketCodec(
            replace(self.socket, events=self._announced.kinds, texts=self.socket.texts or self._announced.texts)
        )

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """The declared address, with what the login adds."""
        identity, login = request.identity, self.login
        headers = fill(dict(self.headers), self.values(identity))
        url = fill(self.websocket_url, self.values(identity))
        if login is not None and login.socket == "header":
            headers |= login.headers(identity)
        for name, value in (login.query(identity) if login is not None else {}).items():
            url += f"{'&' if '?' in url else '?'}{name}={value}"
        channels = request.channels if self.subscribing is None else ()
        return ConnectArgs(url, headers, channels=channels, proxy=self._proxy())

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """The declared command."""
        return _command(self.subscribing, channel=channel)

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """The declared command."""
        return _command(self.unsubscribing, channel=channel)

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """The declared command."""
        numbers = {channel: at.seq for channel, at in positions.items()}
        return _command(self.resuming, positions=numbers)

    def refusal(self, frame: Frame) -> str | None:
        """As the frames declare it."""
        return self.socket.refusal(frame)

    def notices(self, frame: Frame) -> list[Notice]:
        """The greeting, and subscriptions and resuming that are confirmed; a subscription from the number on that its
        answer has where events have theirs."""
        if self.socket.greeting and frame.kind == self.socket.greeting:
            return [Notice("authenticated", "done")]
        if self.resuming is not None and frame.answers == self.resuming[0] and self.refusal(frame) is None:
            return [Notice("resume", "done")]
        if frame.answers is None or frame.channel is None or self.refusal(frame) is not None:
            return []
        if self.subscribing is not None and frame.answers == self.subscribing[0]:
            seq = at(frame.body, self.socket.seq) if self.socket.seq else None
            return [Notice("subscribe", "done", frame.channel, Position(seq=seq) if isinstance(seq, int) else None)]
        if self.unsubscribing is not None and frame.answers == self.unsubscribing[0]:
            return [Notice("unsubscribe", "done", frame.channel)]
        return []

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """To the server's own pings."""
        return [(self.socket.pings[frame.kind], None)] if frame.kind in self.socket.pings else []

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Remove what these people created, then their accounts, as far as requests for it are declared."""
        people = {one.person: one for one in identities if one.person in self._people}
        left = []
        for identity in people.values():
            if identity.person in self._uncertain:
                self._uncertain.discard(identity.person)
                await self._find(identity)
        for ref, maker in reversed([*self._known.makers.items()]):
            if maker in people and (said := await self._remove(ref, people[maker])):
                left.append(said)
        for identity in people.values() if "sign_off" in self._logins else ():
            asked = await self.ask(self._logins["sign_off"], identity, {})
            if asked.outcome != "ok" and asked.status not in _GONE:
                left.append(f"the account of {identity.person} could not be removed: the answer was {asked.word}")
        for person in people:
            self._accounts.release(person)
            if person in self._clients:
                await self._clients.pop(person).close()
        return left

    async def _find(self, identity: Identity) -> None:
        """What a person created whose answer was lost: what a list shows that bears the run's prefix."""
        for resource in self.resources:
            unique = any(one.unique for one in resource.fields.values())
            if unique and not resource.parent and isinstance(resource.list, Request):
                for one in (await self.read(resource.named(Verb.LIST), identity)).shows:
                    self._known.makers.setdefault(one.entity, identity.person)

    async def _remove(self, ref: str, maker: Identity) -> str:
        """A sentence if it could not be removed, though a request for it is declared."""
        resource = next(one for one in self.resources if one.name == ref.partition(":")[0])
        parent, shown = self._known.parents.get(ref), self._known.shown.get(ref)
        self._known.forget(ref)
        if not isinstance(resource.delete, Request):
            return ""
        fields = {**(shown.fields if shown else {}), "ref": ref, **({"parent": parent} if parent else {})}
        asked = await self.ask(resource.delete, maker, fields)
        gone = asked.outcome == "ok" or asked.status in _GONE
        return "" if gone else f"{ref} of {maker.person} could not be removed: the answer was {asked.word}"


def _kept(resource: Resource, before: Thing | None) -> dict[str, Any]:
    """The fields that a change of the whole thing sets as they were last shown."""
    shown = {} if before is None else before.fields
    return {name: shown[name] for name in resource.settable(Verb.CHANGE) if name in shown}


def _command(declared: tuple[str, Mapping[str, Any]] | None, **values: Any) -> tuple[str, Any] | None:
    return None if declared is None else (declared[0], fill(dict(declared[1]), values))
