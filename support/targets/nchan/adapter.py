"""The adapter of nginx with nchan, which it starts itself (`server.py`).

A server of nothing but topics: there are no accounts, companies, members, reads, commands, numbers or markers. A
chatroom is a topic; who connects to it is in it, and who connects to none of the suite's chatrooms hears a topic of
his own. A connection hears the topics in its address, so to hear another one is to connect anew; what was missed is
asked for there too, with the id of the last message heard. The answer to a message names the id that its event
has. nchan carries bodies as they are, so the projected answer is what was posted, under the id answered.
"""

import ssl
from pathlib import Path
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from support.clients.api import ApiClient
from support.clients.dialects.base import Codec, Frame
from support.clients.dialects.nchan import KIND, SUBPROTOCOL
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
    Target,
    TargetFaultError,
    Write,
)
from support.targets.nchan.schemas import check_answer, check_frame
from support.targets.nchan.server import BUFFERED, KEPT_S, NginxProcess
from support.targets.probe import socket_health

_TIMEOUT_S = 10.0
_JSON = {"Accept": "application/json"}


class NchanTarget(Target):
    """nginx with nchan."""

    name: ClassVar[str] = "nchan"
    needs_met: frozenset[str] = frozenset({"load", "resume", "resume-unheard"})
    loading: ClassVar[str] = "support.targets.nchan.loading:NchanLoading"
    promises: ClassVar[Promises] = Promises(
        order="channel",
        across_kinds=True,
        agreement=True,
        causal="channel",
        drain_ms=100,
        retention_events=BUFFERED,
        retention_s=KEPT_S,
    )
    known_defects: ClassVar[tuple[KnownDefect, ...]] = (
        KnownDefect(
            property="P1",
            scenario="a nonsensical position is refused",
            step="Then Ben's return is refused",
            reason="nchan takes a position that is none for no position, without a word: what was missed never comes",
        ),
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
        "nothing missed, nothing repeated",
        "a nonsensical position is refused",
        "a connection made anew hears what follows",
        "a hundred people hear each other in time",
        "a message to a hundred listeners is heard by all in time",
    })  # fmt: skip
    minimum: int = 50
    longest_message: ClassVar[int] = 10_000

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives what nginx has to say."""
        self._tls = tls
        self._server = NginxProcess(log)
        self._clients: dict[str, ApiClient] = {}
        self._used: set[str] = set()

    # lifecycle

    async def start(self) -> None:
        """Start nginx."""
        port = await self._server.start()
        self.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")

    async def stop(self) -> None:
        """Close every connection, and end nginx."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        await self._server.stop()

    def pid(self) -> int | None:
        """nginx's master; its worker counts with it."""
        return self._server.pid

    def alive(self) -> bool:
        """False once nginx has ended by itself."""
        return self._server.alive()

    async def health(self) -> list[Health]:
        """nginx over HTTP, nchan over a WebSocket."""
        answer = await self._client("nobody").request("GET", "/health")
        detail = f"{self.api_base_url} answered {answer.word}"
        nobody = ConnectArgs(f"{self.websocket_url}/sub/nobody", subprotocols=(SUBPROTOCOL,))
        return [Health("API", healthy=answer.status == 200, detail=detail), await socket_health(self, nobody)]

    # sockets

    def codec(self) -> Codec:
        """Header blocks."""
        return codec_named("nchan")

    def connect_args(
        self,
        identity: Identity,
        channels: tuple[str, ...] = (),
        *,
        how: str = "",
        since: dict[str, Position] | None = None,
    ) -> ConnectArgs:
        """The channels stand in the address, or the person's own does. Only one can be resumed at a time: a place in
        several together is known only to a connection that hears them together."""
        if how:
            raise LookupError(f"there are no tokens here, so none can be {how}")
        hears = channels or (identity.id,)
        if since and len(hears) > 1:
            raise LookupError("nchan can go on after a place in one channel, not in several at once")
        self._used.update(hears)
        url = f"{self.websocket_url}/sub/{','.join(hears)}"
        if since:
            url += f"?last_event_id={quote(since[hears[0]].place or '', safe=':')}"
        return ConnectArgs(url, subprotocols=(SUBPROTOCOL,), channels=hears, since=since or {})

    async def position(self, channel: str) -> Position | None:
        """After the last message of the channel."""
        answer = await self._client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
        return Position(place=answer.body["last_message_id"]) if isinstance(answer.body, dict) else None

    def normalise(self, frame: Frame) -> list[Event]:
        """One event a message."""
        data = frame.data if isinstance(frame.data, dict) else {}
        channel = frame.channel or ""
        return [
            Event(
                KIND,
                channel,
                entity=_entity(channel, str(frame.entity)),
                payload={**data, "id": frame.entity} if data else frame.data,
                sent={"content": data["content"]} if "content" in data else None,
                position=Position(place=frame.body["id"]),
            )
        ]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Post a message; nothing else can be done here."""
        if write.operation != "post_message":
            raise TargetFaultError(f"target nchan has no {write.operation}: its messages can only be posted")
        channel = write.fields["channel"]
        self._used.add(channel)
        posted = {"channel": channel, "author": identity.id, "content": write.fields["content"]}
        exchange = await self._client(identity.person).request("POST", f"/pub/{channel}", json=posted, headers=_JSON)
        raw = exchange.told()
        if exchange.outcome != "ok":
            outcome: Literal["fail", "info"] = "fail" if exchange.outcome == "fail" else "info"
            return Answer(outcome, exchange.word, body=exchange.text, raw=raw)
        broken = check_answer(exchange.body)
        if broken is not None:
            return Answer("ok", exchange.word, body=exchange.body, schema=broken, raw=raw)
        own = exchange.body["last_message_id"]
        return Answer("ok", exchange.word, _entity(channel, own), None, posted | {"id": own}, exchange.body, raw=raw)

    def sent(self, write: Write) -> Any:
        """The text."""
        return {"content": write.fields["content"]}

    def where(self, write: Write) -> str | None:
        """The chatroom."""
        return str(write.fields["channel"])

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """A message is heard by whoever is connected to its channel."""
        if answer.outcome != "ok":
            return []
        sent = digest(self.sent(write))
        return [Effect(kind=KIND, channel=write.fields["channel"], entity=answer.entity, sent=sent)]

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Delete every channel that was named; none may be there any more."""
        left = []
        for channel in sorted(self._used):
            await self._client("nobody").request("DELETE", f"/pub/{channel}")
            still = await self._client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
            if still.status != 404 and not _is_empty(still.body):  # an empty one goes when nchan next looks
                left.append(f"channel {channel} still has messages or listeners: the answer was {still.word}")
        self._used.clear()
        for identity in identities:
            if (client := self._clients.pop(identity.person, None)) is not None:
                await client.close()
        return left

    def _client(self, person: str) -> ApiClient:
        if person not in self._clients:
            self._clients[person] = ApiClient(self.api_base_url, self._tls, person=person, timeout_s=_TIMEOUT_S)
        return self._clients[person]


def _is_empty(channel: Any) -> bool:
    return isinstance(channel, dict) and channel.get("messages") == 0 and channel.get("subscribers") == 0


def _entity(channel: str, own: str) -> str:
    """Ids are unique within a channel only."""
    return f"message:{own}@{channel}"
