"""Exchanges with the reference backend's API: each person's client, and the meaning of an answer.

One client per person, created when first needed. An answer that breaks the contract is still an answer: its `schema`
states what is wrong, and only readable values are in it.
"""

import ssl
from typing import Any, Literal

import stamina

from lockstep.clients.api import ApiClient, Exchange
from lockstep.targets.base import Answer, Identity, Write
from lockstep.targets.reference.conformance import check_answer, check_failure
from lockstep.targets.reference.known_state import membership
from lockstep.targets.reference.operations import Fields, Request
from lockstep.targets.reference.schemas import REFUSALS

TIMEOUT_S = 10.0
PATIENCE_S = 10


class TooManyError(Exception):
    """The backend rejected a request because of too many; `exchange` holds the answer."""

    def __init__(self, exchange: Exchange) -> None:
        """Of this exchange."""
        super().__init__(exchange.word)
        self.exchange = exchange


class Exchanges:
    """The API side of every person."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        """`base_url` is set later, once it is known."""
        self.base_url = ""
        self._tls = tls
        self._clients: dict[Identity, ApiClient] = {}

    def client(self, identity: Identity) -> ApiClient:
        """This person's client."""
        if identity not in self._clients:
            self._clients[identity] = ApiClient(self.base_url, self._tls, person=identity.person, timeout_s=TIMEOUT_S)
        return self._clients[identity]

    async def drop(self, identity: Identity) -> None:
        """Close this person's connections."""
        client = self._clients.pop(identity, None)
        if client is not None:
            await client.close()

    async def close(self) -> None:
        """Close everybody's connections."""
        for identity in list(self._clients):
            await self.drop(identity)

    async def ask(self, request: Request, fields: Fields, identity: Identity, **headers: str) -> Exchange:
        """Make one request; header names are given with underscores."""
        return await self.client(identity).request(
            request.method,
            request.path(fields),
            json=None if request.body is None else request.body(fields),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            token="" if request.open_to_all else identity.access_token,
        )

    async def patiently(self, request: Request, fields: Fields, identity: Identity) -> Exchange:
        """Repeat a request while it is rejected with 429, for at most 10 s; adopt new tokens from the answer."""

        async def once() -> Exchange:
            exchange = await self.ask(request, fields, identity)
            if exchange.status == 429:
                raise TooManyError(exchange)
            return exchange

        try:
            async for attempt in stamina.retry_context(TooManyError, attempts=None, timeout=PATIENCE_S, wait_max=1.0):
                with attempt:
                    exchange = await once()
        except TooManyError as error:
            return error.exchange
        admit(identity, request, exchange)
        return exchange

    async def look(self, path: str) -> Exchange:
        """Make a request that needs no login."""
        nobody = Identity("nobody")
        exchange = await self.client(nobody).request("GET", path)
        await self.drop(nobody)
        return exchange


def credentials(identity: Identity) -> Fields:
    """A person's credentials."""
    return {"email": identity.email, "password": identity.password}


def admit(identity: Identity, request: Request, exchange: Exchange, fields: Fields | None = None) -> None:
    """Fill in a person's identity from the answer to a login, unless it breaks the schema, or with the password to
    which they changed it."""
    if exchange.outcome == "ok" and fields and "new_password" in fields:
        identity.password = fields["new_password"]
    if request.represents != "Session" or exchange.outcome != "ok" or check_answer("Session", exchange.body):
        return
    session = exchange.body["data"]
    identity.id = f"user:{session['user']['id']}"
    identity.company = f"company:{session['company']['id']}"
    identity.access_token, identity.refresh_token = session["accessToken"], session["refreshToken"]


def answer_of(write: Write, request: Request, exchange: Exchange) -> Answer:
    """The result of the write that an exchange made."""
    raw = exchange.told()
    if exchange.outcome != "ok":
        nothing_sent = exchange.status is None and exchange.outcome == "fail"
        outcome: Literal["fail", "info"] = "fail" if nothing_sent or is_refusal(exchange.body) else "info"
        return Answer(outcome, exchange.word, body=exchange.body, schema=refusal_schema(exchange), raw=raw)
    broken = check_answer(request.represents, exchange.body, write.operation)
    data = exchange.body["data"] if broken is None else None
    shown = data["user"] if data and request.represents == "Session" else data
    if not shown:
        return Answer("ok", exchange.word, body=exchange.body, schema=broken, raw=raw)
    entity = entity_of(write, request.represents, shown)
    return Answer("ok", exchange.word, entity, shown["version"], shown, exchange.body, broken, raw)


def is_refusal(body: Any) -> bool:
    """Whether the backend says that it will not do what was asked: in the form of the contract, with a code that
    means so. That there is no such route (`not_served`, `method_not_allowed`), and whatever something between
    answers, is none: nobody knows then what became of the write."""
    return check_failure(body) is None and body["code"] in REFUSALS


def refusal_schema(exchange: Exchange) -> str | None:
    """None, or why a rejection breaks the contract; server errors (5xx) have no contract."""
    return None if exchange.status is None or exchange.status >= 500 else check_failure(exchange.body)


def entity_of(write: Write, represents: str, shown: dict[str, Any]) -> str:
    """The entity that an answer represents."""
    match represents:
        case "Membership":
            return membership(shown)
        case "Session":
            return f"user:{shown['id']}"
        case "Status":
            return f"status:user:{shown['userId']}"
        case "ThreadMessage":
            return f"thread-message:{shown['id']}"
        case "Tombstone":
            of = (write.fields.get(field) for field in ("message", "thread", "channel", "invitation"))
            return next(filter(None, of), None) or f"company:{shown['id']}"
        case other:
            return f"{other.lower()}:{shown['id']}"
