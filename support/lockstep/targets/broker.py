"""The base of adapters for servers that only carry messages from publishers to subscribers.

Such a server has no accounts and no rights, and offers no reads, so that nobody can look at what is left when a
scenario is done; an adapter of one that does offers `closing_reads`. Messages are the only writes, and every
subscriber of a message's channel must receive it. Each person has an HTTP client; clean-up closes it."""

import ssl
from abc import abstractmethod
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from lockstep.clients.api import ApiClient, Exchange
from lockstep.clients.dialects.base import Frame
from lockstep.history.digest import digest
from lockstep.history.rows import Effect
from lockstep.masking import mask_url
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Health,
    Identity,
    Target,
    TargetFaultError,
    Write,
)
from lockstep.targets.probe import socket_health

MESSAGE = "message"
HELD = frozenset({
    "three messages reach a listener once each and in order",
    "the author receives their own message too",
    "a burst of 100 messages keeps its order",
    "messages written by two people at the same time are all received",
    "every device of a person receives each message",
    "someone who joins later receives what follows and nothing from before",
    "messages in one chatroom do not appear in another",
    "another company receives nothing about a message",
    "a colleague outside a private chatroom receives nothing from it",
    "a message of the maximum length arrives unaltered",
    "closing one device leaves the other listening",
    "closing a connection ends it cleanly",
    "three messages missed while offline arrive after reconnecting",
    "a hundred messages missed while offline arrive after reconnecting",
    "reconnecting without missed messages repeats nothing",
    "a nonsensical position is rejected",
    "a new connection receives what follows",
})  # fmt: skip
"""Scenarios that need no more than such a server with resuming."""

_TIMEOUT_S = 10.0


class Served(Protocol):
    """The server's process."""

    def alive(self) -> bool:
        """False once the server has ended by itself."""

    async def stop(self) -> None:
        """End it."""


S = TypeVar("S", bound=Served)


class BrokerTarget(Target, Generic[S]):
    """A server of this kind."""

    held: ClassVar[frozenset[str]] = HELD
    longest_message: ClassVar[int] = 10_000
    refusals: ClassVar[frozenset[int]] = frozenset()
    """The HTTP statuses by which the server refuses to publish; with any other but success nobody knows."""

    def __init__(self, tls: ssl.SSLContext, server: S) -> None:
        """Nothing is started."""
        self._tls = tls
        self._server = server
        self._clients: dict[str, ApiClient] = {}

    def at_ports(self, api: int, sockets: int | None = None) -> None:
        """The server answers at these ports of this machine; sockets at the same one, unless it is named."""
        self.go_to(f"http://127.0.0.1:{api}", f"ws://127.0.0.1:{sockets or api}")

    async def parts(self, answer: Exchange, nobody: ConnectArgs, *, healthy: bool) -> list[Health]:
        """The health of the API, by this answer, and of a socket that is opened as `nobody`."""
        detail = f"{mask_url(self.api_base_url)} answered {answer.word}"
        return [Health("API", healthy=healthy, detail=detail), await socket_health(self, nobody)]

    def refuse_tokens(self, request: ConnectRequest) -> None:
        """Raises LookupError where a token is to be sent, as there are none."""
        if request.how:
            raise LookupError(f"there are no tokens here, so none can be {request.how}")

    async def stop(self) -> None:
        """Close every connection, and end the server."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        await self._server.stop()

    def alive(self) -> bool:
        """False once the server has ended by itself."""
        return self._server.alive()

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Publish a message. Raises TargetFaultError for anything else."""
        if write.operation != "post_message":
            raise TargetFaultError(f"target {self.name} has no {write.operation}: its messages can only be published")
        data = {"author": identity.id, "content": write.fields["content"]}
        exchange = await self.publish(write, data, identity)
        if exchange.outcome != "ok":
            return Answer(
                "fail" if exchange.trouble == "refused" or exchange.status in self.refusals else "info",
                exchange.word,
                body=exchange.text,
                raw=exchange.told(),
            )
        return self.published(write, data, exchange)

    @abstractmethod
    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        """Ask the server to publish this data as a message of this write."""

    @abstractmethod
    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        """The answer to a request that succeeded."""

    def sent(self, write: Write) -> Any:
        """The text."""
        return {"content": write.fields["content"]}

    def where(self, write: Write) -> str | None:
        """The chatroom."""
        return str(write.fields["channel"])

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """Every subscriber of a message's channel receives it."""
        if answer.outcome != "ok":
            return []
        sent = digest(self.sent(write))
        return [Effect(kind=MESSAGE, channel=write.fields["channel"], entity=answer.entity, sent=sent)]

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Close these people's clients."""
        for identity in identities:
            if (client := self._clients.pop(identity.person, None)) is not None:
                await client.close()
        return []

    def client(self, person: str) -> ApiClient:
        """The HTTP client of a person, or of `nobody`."""
        if person not in self._clients:
            self._clients[person] = ApiClient(self.api_base_url, self._tls, person=person, timeout_s=_TIMEOUT_S)
        return self._clients[person]


def told_by(frame: Frame) -> tuple[dict[str, Any], Any]:
    """The parts of a message's event: its payload, with the server's id, and what its writer supplied."""
    data = frame.data if isinstance(frame.data, dict) else {}
    payload = {**data, "id": frame.entity} if data else frame.data
    return payload, {"content": data["content"]} if "content" in data else None
