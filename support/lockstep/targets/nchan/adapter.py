"""The adapter of nginx with nchan, which it starts itself (`server.py`).

A server with only topics: it has no accounts, members, reads of messages, commands, numbers or markers. A chatroom is
a topic; connecting to it makes a person a member. A connection receives the topics in its address, so subscribing to
another one requires a new connection; missed messages are requested in the address too, with the id of the last
message received. The answer to a message states the id of its event. nchan carries bodies unchanged, so the projected
answer is what was posted, under the id in the answer.

A person who connects to none of the suite's chatrooms receives the presence of their colleagues, which is a topic
too. Every address also names a topic that belongs to the person alone and carries no messages: its number of
subscribers is the person's number of connections. nchan reports it after every connect and disconnect, and whenever
it is requested. Of several simultaneous changes, each is reported with the count at its moment; a connection that
ends before nchan has reported its start may go unreported, but the final state is always reported (in 4,200 connects
and disconnects of 350 people, half of them cut, no final state was wrong).
"""

import ssl
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.nchan import KIND, SUBPROTOCOL
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.rows import Position, Promises, Shown
from lockstep.targets.base import (
    Act,
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    KnownDefect,
    Look,
    Write,
)
from lockstep.targets.broker import HELD, BrokerTarget, told_by
from lockstep.targets.closing_reads import PERSON, ClosingRead
from lockstep.targets.nchan.schemas import CAME, check_answer, check_frame, check_topic
from lockstep.targets.nchan.server import BUFFERED, KEPT_S, NginxProcess

PRESENCE, THERE = "presence:", "presence"
_DELETIONS = 20
_NO_TOPIC, _NOTHING, _LONG_AGO = 404, "0:0", "1:0"
_JSON = {"Accept": "application/json"}


class NchanTarget(BrokerTarget[NginxProcess]):
    """nginx with nchan."""

    name: ClassVar[str] = "nchan"
    refusals: ClassVar[frozenset[int]] = frozenset({403, 413})  # not authorised, too large
    needs_met: frozenset[str] = frozenset(
        {"load", "presence", "read-presence", "resume", "resume-checks", "resume-unheard"}
    )
    load_profile: ClassVar[str] = "lockstep.targets.nchan.load_profile:NchanLoadProfile"
    promises: ClassVar[Promises] = Promises(
        order="channel",
        across_kinds=True,
        agreement=True,
        causal="channel",
        drain_ms=100,
        presence=PRESENCE,
        presence_ms=1_000,
        timers=(THERE,),
        retention_events=BUFFERED,
        retention_s=KEPT_S,
    )
    known_defects: ClassVar[tuple[KnownDefect, ...]] = (
        KnownDefect(
            property="P1",
            scenario="a nonsensical position is rejected",
            step="Then Ben's request for missed events is rejected",
            reason="nchan silently treats an invalid position as no position: the missed messages never arrive",
        ),
    )
    held: ClassVar[frozenset[str]] = HELD | {
        "a hundred people receive each other's messages in time",
        "a message reaches a hundred listeners in time",
    }

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives nginx's output."""
        super().__init__(tls, NginxProcess(log))
        self._used: set[str] = set()
        self._people: dict[str, str] = {}

    # lifecycle

    async def start(self) -> None:
        """Start nginx."""
        self.at_ports(await self._server.start())

    def pid(self) -> int | None:
        """The pid of nginx's master; its worker is counted with it."""
        return self._server.pid

    async def health(self) -> list[Health]:
        """Check nginx over HTTP, and nchan over a WebSocket."""
        answer = await self.client("nobody").request("GET", "/health")
        nobody = ConnectArgs(f"{self.websocket_url}/sub/nobody", subprotocols=(SUBPROTOCOL,))
        return await self.parts(answer, nobody, healthy=answer.status == 200)

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """Only record the person's name; nchan has no accounts."""
        await super().enrol(identity, colleagues, act)
        self._people[identity.id] = identity.person

    # sockets

    def codec(self) -> Codec:
        """Header blocks."""
        return codec_named("nchan")

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """The address names the channels or, without any, the presence topic; the person's private topic comes last.
        Only one channel can be resumed at a time: a position in several is valid only for a connection to all of
        them."""
        self.refuse_tokens(request)
        identity, since = request.identity, request.since
        hears = request.channels or (PRESENCE + identity.company,)
        if since and len(hears) > 1:
            raise LookupError("nchan can resume from a position in one channel, not in several at once")
        self._used.update(hears, [identity.id])
        url = f"{self.websocket_url}/as/{identity.company}/{identity.id}/{','.join([*hears, identity.id])}"
        if since:
            url += f"?last_event_id={quote(since[hears[0]].place or '', safe=':')}"
        return ConnectArgs(url, subprotocols=(SUBPROTOCOL,), channels=hears, since=since or {})

    async def position(self, channel: str) -> Position | None:
        """The position after the last message of the channel or, before its first, after an arbitrary earlier moment:
        with several topics nchan accepts no empty position."""
        answer = await self.client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
        if check_topic(answer.body) is not None:
            return None
        last = answer.body["last_message_id"]
        return Position(place=_LONG_AGO if last == _NOTHING else last)

    def normalise(self, frame: Frame) -> list[Event]:
        """One event per message. A person's second connection, or the end of one that is not the last, causes no
        event."""
        channel, place = frame.channel or "", Position(place=frame.entity)
        if channel.startswith(PRESENCE):
            data = frame.data if isinstance(frame.data, dict) else {}
            count = data.get("subscribers", 0)
            present = isinstance(count, int) and count > 0
            if present != (data.get("has") == CAME):
                return []
            known = str(data.get("person"))
            whose = presence_of(self._people.get(known, known))
            return [Event(THERE, channel, whose, payload={"present": present}, durable=False, position=place)]
        payload, sent = told_by(frame)
        entity = _entity(channel, str(frame.entity))
        return [Event(KIND, channel, entity=entity, payload=payload, sent=sent, position=place)]

    def schema_of(self, frame: Frame) -> str | None:
        """Checked against the hand-written schemas."""
        return check_frame(frame)

    # writes

    async def publish(self, write: Write, data: dict[str, Any], identity: Identity) -> Exchange:
        """By HTTP; the message names the channel too."""
        channel = write.fields["channel"]
        self._used.add(channel)
        posted = {"channel": channel} | data
        return await self.client(identity.person).request("POST", f"/pub/{channel}", json=posted, headers=_JSON)

    def published(self, write: Write, data: dict[str, Any], exchange: Exchange) -> Answer:
        """The id is that of the channel's last message."""
        body, raw, channel = exchange.body, exchange.told(), write.fields["channel"]
        if (broken := check_answer(body)) is not None:
            return Answer("ok", exchange.word, body=body, schema=broken, raw=raw)
        own = body["last_message_id"]
        payload = {"channel": channel, **data, "id": own}
        return Answer("ok", exchange.word, _entity(channel, own), None, payload, body, raw=raw)

    # reads

    def closing_reads(self) -> tuple[ClosingRead, ...]:
        """nchan shows no messages, only how many a chatroom keeps; and whether somebody is present."""
        return (
            ClosingRead("topic", each="chatroom", field="channel", place="{each}", counts="message", one_reader=True),
            ClosingRead("presence", each=PERSON, field="member", entity="presence:{name}", newest=2, one_reader=True),
        )

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """How many messages a chatroom keeps, or whether a person is present: whether their private topic has
        subscribers."""
        if operation == "topic":
            return await self._topic(identity, fields["channel"])
        if operation != "presence":
            return await super().read(operation, identity, **fields)
        whose = fields["member"]
        asked = await self.client(identity.person).request("GET", f"/pub/{whose}", headers=_JSON)
        if asked.outcome == "ok" and (broken := check_topic(asked.body)) is not None:
            return Look(asked.word, body=asked.body, schema=broken, raw=asked.told())
        if asked.outcome != "ok" and asked.status != _NO_TOPIC:
            return Look(asked.word, body=asked.text, raw=asked.told())
        present = asked.status != _NO_TOPIC and asked.body["subscribers"] > 0
        shown = Shown(entity=presence_of(self._people.get(whose, whose)), payload={"present": present})
        return Look(asked.word, (shown,), body=asked.body, raw=asked.told())

    async def _topic(self, identity: Identity, channel: str) -> Look:
        asked = await self.client(identity.person).request("GET", f"/pub/{channel}", headers=_JSON)
        if asked.status == _NO_TOPIC:
            return Look(asked.word, body=asked.text, raw=asked.told(), absent=True)
        if asked.outcome != "ok" or (broken := check_topic(asked.body)) is not None:
            broken = None if asked.outcome != "ok" else broken
            return Look(asked.word, body=asked.body, schema=broken, raw=asked.told())
        kept = asked.body["messages"]
        return Look(asked.word, body=asked.body, raw=asked.told(), count=kept if kept < BUFFERED else None)

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Delete every channel that was used; none may remain."""
        words = {channel: await self._delete(channel) for channel in sorted(self._used)}
        left = [
            f"channel {channel} still has messages or listeners: the answer was {word}"
            for channel, word in words.items()
            if word is not None
        ]
        self._used.clear()
        self._people.clear()
        return left + await super().clean_up(identities)

    async def _delete(self, channel: str) -> str | None:
        """None once the channel is gone or empty (nchan then removes it later), otherwise the answer. nchan may still
        be reporting a disconnect, so the request is repeated."""
        for _ in range(_DELETIONS):
            await self.client("nobody").request("DELETE", f"/pub/{channel}")
            still = await self.client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
            if still.status == _NO_TOPIC or _is_empty(still.body):
                return None
        return still.word


def _is_empty(channel: Any) -> bool:
    return isinstance(channel, dict) and channel.get("messages") == 0 and channel.get("subscribers") == 0


def presence_of(person: str) -> str:
    """The entity of a person's presence."""
    return f"presence:{person}"


def _entity(channel: str, own: str) -> str:
    """Ids are unique within a channel only."""
    return f"message:{own}@{channel}"
