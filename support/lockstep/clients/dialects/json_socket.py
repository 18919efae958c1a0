"""JSON over a WebSocket, described by data: where kind, channel, id and number stand, and how commands are written.

    JsonSocket(kind="type", channel="topic", items="events", events={"order.updated"},
               command={"type": "{kind}", "topic": "{channel}", "ref": "{ref}"})

reads `{"events": [{"type": "order.updated", "topic": "order/7", "data": {"id": 7}}]}` and writes
`{"type": "subscribe", "topic": "order/7", "ref": "Ana/laptop#1.1"}`. Frames of other kinds are control frames. One
codec serves one connection: it remembers which command an answer belongs to, also where the answer carries no
reference. Whatever a peer sends, only MalformedFrameError is raised; it names paths, never values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.dialects.templates import MISSING, at, fill, put


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSocket:
    """The description. Paths are as in `lockstep.clients.dialects.templates`; empty: not carried.

    kind: where the kind stands, in frames and in events. items: where the list of the events of a frame is; empty: a
    frame is one event. channel, data, entity, seq, epoch: where these stand in an event. events: the kinds that are
    events. ref: where an answer carries the reference of its command. command: how a command is written, a template
    of `{kind}`, `{ref}` and `{data}` or what the data consist of. acknowledgements: for answers without a reference,
    their kinds and the kind of the command each answers. errors: the kinds of answers that reject, with the reason at
    `reason`; `ok`: where an answer says whether the command was accepted. greeting: the kind that accepts a
    connection. pings: the kinds to which a client must answer, and with which. written_id: as in `Codec`. texts:
    the paths, in the data of events, of what people write, for plants.
    """

    kind: str = "type"
    items: str = ""
    channel: str = "channel"
    data: str = "data"
    entity: str = "data.id"
    seq: str = ""
    epoch: str = ""
    events: frozenset[str] = frozenset()
    ref: str = "ref"
    command: Mapping[str, Any] = field(default_factory=lambda: {"type": "{kind}", "ref": "{ref}", "data": "{data}"})
    acknowledgements: Mapping[str, str] = field(default_factory=dict)
    errors: frozenset[str] = frozenset({"error"})
    reason: str = "message"
    ok: str = ""
    greeting: str = ""
    pings: Mapping[str, str] = field(default_factory=dict)
    written_id: str = "id"
    texts: tuple[str, ...] = ()

    def refusal(self, frame: Frame) -> str | None:
        """Why an answer rejects its command; None if it accepts it."""
        refused = frame.kind in self.errors or (bool(self.ok) and at(frame.body, self.ok) is False)
        return str(at(frame.body, self.reason) or frame.kind) if refused else None


@dataclass(frozen=True, slots=True)
class _Command:
    kind: str
    channel: str | None


class JsonSocketCodec:
    """The codec of one connection."""

    name = "json-socket"

    def __init__(self, described: JsonSocket) -> None:
        """Nothing has been asked yet."""
        self.numbered = bool(described.seq)
        self.written_id = described.written_id
        self.texts = described.texts
        self.described = described
        self._asked: dict[str, _Command] = {}
        self._answered: set[str] = set()

    def opened(self, path: str) -> frozenset[str]:
        """None: subscribing is a command, or the adapter says what connecting subscribes to."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The events of a message, or its one control frame. Raises MalformedFrameError."""
        body = _object(raw)
        items = at(body, self.described.items) if self.described.items else MISSING
        if isinstance(items, list):
            return [self._frame(one) for one in items]
        return [self._frame(body)]

    def channels(self, frame: Frame) -> frozenset[str]:
        """The one that it names."""
        return frozenset({frame.channel} if frame.channel is not None else ())

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """A command; parts of it without a value are left out."""
        more = data if isinstance(data, Mapping) else {}
        given = {"kind": kind, "ref": ref, "data": data, **more}
        if ref is not None:
            channel = more.get("channel")
            self._asked[ref] = _Command(kind, channel if isinstance(channel, str) else None)
        written = fill(self.described.command, {name: one for name, one in given.items() if one is not None})
        return msgspec.json.encode(written).decode()

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The message with its first event changed. Raises MalformedFrameError."""
        body = _object(raw)
        items = at(body, self.described.items) if self.described.items else MISSING
        event = next((one for one in (items if isinstance(items, list) else [body]) if self._frame(one).event), None)
        if event is None:
            raise MalformedFrameError("expected an event to change, found a control frame")
        paths = {name: getattr(self.described, name) for name in ("data", "channel", "entity", "seq", "epoch")}
        for name in sorted(changes, key=["data", "entity", "channel", "seq", "epoch"].index):
            new = changes[name]
            if name == "entity" and isinstance(at(event, paths[name]), int) and str(new).isdecimal():
                new = int(new)
            try:
                put(event, paths[name], new)
            except LookupError as error:
                raise MalformedFrameError(f"the event carries no {name}: {error}") from None
        return msgspec.json.encode(body).decode()

    def _frame(self, item: Any) -> Frame:
        kind = at(item, self.described.kind)
        if not isinstance(kind, str) or not kind:
            raise MalformedFrameError(f'expected a text at "{self.described.kind}", found none')
        if kind not in self.described.events:
            return self._control(kind, item)
        channel = self._at(item, "channel", str)
        seq, epoch = self._at(item, "seq", int), self._at(item, "epoch", str, int)
        entity = self._at(item, "entity", str, int)
        data = at(item, self.described.data)
        if data is MISSING:
            raise MalformedFrameError(f'expected the content of the event at "{self.described.data}", found none')
        name = None if entity is None else str(entity)
        return Frame(kind, True, channel, seq, epoch, name, data=data, body=item)

    def _control(self, kind: str, body: Any) -> Frame:
        ref, channel = self._at(body, "ref", str, int), self._at(body, "channel", str)
        if ref is None and kind in self.described.acknowledgements:
            ref = self._oldest(self.described.acknowledgements[kind], channel)
            self._answered.update({ref} if ref is not None else ())
        asked = None if ref is None else self._asked.get(str(ref))
        if asked is not None:
            channel = channel if channel is not None else asked.channel
        answers = None if asked is None else asked.kind
        return Frame(
            kind, False, channel, ref=None if ref is None else str(ref), data=body, body=body, answers=answers
        )

    def _oldest(self, kind: str, channel: str | None) -> str | None:
        """The reference of the oldest unanswered command of this kind, of this channel if the answer names one."""
        for ref, asked in self._asked.items():
            if ref not in self._answered and asked.kind == kind and channel in {None, asked.channel}:
                return ref
        return None

    def _at(self, item: Any, name: str, *types: type) -> Any:
        path = getattr(self.described, name)
        value = at(item, path) if path else None
        if value is MISSING or value is None:
            return None
        if not isinstance(value, types) or isinstance(value, bool):
            allowed = " or ".join({str: "a text", int: "a whole number"}[kind] for kind in types)
            raise MalformedFrameError(f'expected {allowed} at "{path}", found something else')
        return value


def _object(raw: Raw) -> Any:
    if not isinstance(raw, str):
        raise MalformedFrameError(f"expected JSON in a text message, found a binary message of {len(raw)} bytes")
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        said = "lone surrogates are no text" if isinstance(error, UnicodeError) else str(error)
        raise MalformedFrameError(f"expected JSON, found a text of {len(raw)} characters: {said}") from None
