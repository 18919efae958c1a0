"""The adapter of nginx with nchan, which it starts itself (`server.py`).

A server of nothing but topics: there are no accounts, members, reads of messages, commands, numbers or markers. A
chatroom is a topic; who connects to it is in it. A connection hears the topics in its address, so to hear another one
is to connect anew; what was missed is asked for there too, with the id of the last message received. The answer to a
message names the id that its event has. nchan carries bodies as they are, so the projected answer is what was posted,
under the id answered.

Who connects to none of the suite's chatrooms hears which colleagues are present, which is a topic too. Every address
also names a topic of the person's own, on which nothing is said: how many hear it is how many connections that person
has. nchan says so after each that came or went, and whenever it is asked. Of several that come and go at once each is
told with the count of its moment; one that ends before nchan has told that it came may go untold, but not what is so
in the end (4,200 comings and goings of 350 people, half of them cut: none was wrong at last).
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
from lockstep.masking import mask_url
from lockstep.targets.base import Act, Answer, ConnectArgs, Event, Health, Identity, KnownDefect, Look, Write
from lockstep.targets.broker import HELD, BrokerTarget, told_by
from lockstep.targets.nchan.schemas import CAME, check_answer, check_frame, check_topic
from lockstep.targets.nchan.server import BUFFERED, KEPT_S, NginxProcess
from lockstep.targets.probe import socket_health

PRESENCE, THERE = "presence:", "presence"
_DELETIONS = 20
_NO_TOPIC, _NOTHING, _LONG_AGO = 404, "0:0", "1:0"
_JSON = {"Accept": "application/json"}


class NchanTarget(BrokerTarget[NginxProcess]):
    """nginx with nchan."""

    name: ClassVar[str] = "nchan"
    needs_met: frozenset[str] = frozenset({"load", "presence", "resume", "resume-unheard"})
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
            reason="nchan takes a position that is none for no position, without a word: what was missed never comes",
        ),
    )
    held: ClassVar[frozenset[str]] = HELD | {
        "a hundred people receive each other's messages in time",
        "a message reaches a hundred listeners in time",
    }

    def __init__(self, tls: ssl.SSLContext, log: Path) -> None:
        """Nothing is started; `log` receives what nginx has to say."""
        super().__init__(tls, NginxProcess(log))
        self._used: set[str] = set()
        self._people: dict[str, str] = {}

    # lifecycle

    async def start(self) -> None:
        """Start nginx."""
        port = await self._server.start()
        self.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")

    def pid(self) -> int | None:
        """nginx's master; its worker counts with it."""
        return self._server.pid

    async def health(self) -> list[Health]:
        """nginx over HTTP, nchan over a WebSocket."""
        answer = await self.client("nobody").request("GET", "/health")
        detail = f"{mask_url(self.api_base_url)} answered {answer.word}"
        nobody = ConnectArgs(f"{self.websocket_url}/sub/nobody", subprotocols=(SUBPROTOCOL,))
        return [Health("API", healthy=answer.status == 200, detail=detail), await socket_health(self, nobody)]

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """There is nothing to do but to be somebody, whose name is known from then on."""
        await super().enrol(identity, colleagues, act)
        self._people[identity.id] = identity.person

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
        """The channels stand in the address, or who is there does; the person's own topic comes last. Only one can be
        resumed at a time: a place in several together is known only to a connection that hears them together."""
        if how:
            raise LookupError(f"there are no tokens here, so none can be {how}")
        hears = channels or (PRESENCE + identity.company,)
        if since and len(hears) > 1:
            raise LookupError("nchan can go on after a place in one channel, not in several at once")
        self._used.update(hears, [identity.id])
        url = f"{self.websocket_url}/as/{identity.company}/{identity.id}/{','.join([*hears, identity.id])}"
        if since:
            url += f"?last_event_id={quote(since[hears[0]].place or '', safe=':')}"
        return ConnectArgs(url, subprotocols=(SUBPROTOCOL,), channels=hears, since=since or {})

    async def position(self, channel: str) -> Position | None:
        """After the last message of the channel, or after any moment before its first: of several topics nchan takes
        no place that it calls nothing."""
        answer = await self.client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
        if not isinstance(answer.body, dict):
            return None
        last = answer.body["last_message_id"]
        return Position(place=_LONG_AGO if last == _NOTHING else last)

    def normalise(self, frame: Frame) -> list[Event]:
        """One event a message. That somebody's second connection came, or not the last one went, changes nothing."""
        channel, place = frame.channel or "", Position(place=frame.entity)
        if channel.startswith(PRESENCE):
            data = frame.data if isinstance(frame.data, dict) else {}
            present = data.get("subscribers", 0) > 0
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
        """By HTTP; the channel stands in the message too."""
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

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """Whether somebody is present: whether anybody listens to the topic that is theirs alone."""
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

    # clean-up

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Delete every channel that was named; none may be there any more."""
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
        """None once the channel is gone or empty (then it goes when nchan next looks), else what was answered. nchan
        may still be telling that somebody has gone, so it is tried more than once."""
        for _ in range(_DELETIONS):
            await self.client("nobody").request("DELETE", f"/pub/{channel}")
            still = await self.client("nobody").request("GET", f"/pub/{channel}", headers=_JSON)
            if still.status == _NO_TOPIC or _is_empty(still.body):
                return None
        return still.word


def _is_empty(channel: Any) -> bool:
    return isinstance(channel, dict) and channel.get("messages") == 0 and channel.get("subscribers") == 0


def presence_of(person: str) -> str:
    """The entity that says whether somebody is there."""
    return f"presence:{person}"


def _entity(channel: str, own: str) -> str:
    """Ids are unique within a channel only."""
    return f"message:{own}@{channel}"
