"""The messages of an AsyncAPI document: their kinds, where their parts stand, who sends them and in which channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lockstep.starter.documents.answers import id_of, joined
from lockstep.starter.documents.names import CHANGED, CREATED, DELETED, dashed, words
from lockstep.starter.documents.reading import Document, name_of, ref_of
from lockstep.starter.documents.schemas import Schema, Schemas, is_type, types

_KINDS = ("type", "event", "kind", "eventtype", "messagetype", "name", "action", "op", "topic", "method", "command")
_CHANNELS = frozenset({"channel", "topic", "room", "stream", "destination", "subject", "path"})
_DATA = ("data", "payload", "body", "content", "resource", "object", "record", "entity")
_REFS = frozenset({"ref", "reqid", "requestid", "correlationid", "commandid", "messageid", "msgid", "reference"})
_NUMBERS = frozenset({"seq", "sequence", "sequencenumber", "offset", "eventnumber", "position"})
_EPOCHS = frozenset({"epoch", "generation"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or one event of several in it. kind: what a frame calls it, at `kind_at`; by default its name in the
    document, with `kind_at` empty. sent: whether the server sends it. items: where the list that it is in stands.
    data: the schema of its content at `data_at`."""

    kind: str
    kind_at: str
    sent: bool
    channel: str
    properties: dict[str, Any]
    items: str
    data: Any
    data_at: str
    channel_at: str
    ref_at: str
    seq_at: str
    epoch_at: str
    answers: str = ""


class _Origin(NamedTuple):
    """Where a message comes from. name: what its channel calls it, if nothing else does; answers: the kind of the
    command that it answers; correlation: the path of the reference of that."""

    sent: bool
    channel: str
    name: str = ""
    answers: str = ""
    correlation: str = ""


def messages(document: Document) -> Iterator[Message]:
    """All of them, by operation; those of channels that no operation names count as sent by the server. Raises
    DocumentError."""
    schemas = Schemas(document)
    channels = document.mapping(document.root.get("channels"))
    told: set[int] = set()
    for _, operation in document.items(document.root.get("operations")):
        channel = operation.get("channel")
        told.add(id(document.found(channel)))
        given = operation.get("messages")
        listed = [("", one) for one in given] if isinstance(given, list) else _in_channel(document, channel)
        sent = operation.get("action") == "send"
        address = address_of(document, channel)
        asked = ""
        for name, one in listed:
            for message in _messages(document, schemas, one, _Origin(sent, address, name)):
                asked = asked or message.kind
                yield message
        reply = document.mapping(operation.get("reply"))
        replied = reply.get("messages")
        for one in replied if isinstance(replied, list) else []:
            yield from _messages(document, schemas, one, _Origin(not sent, address, answers=asked))
    for channel in channels.values():
        if id(document.found(channel)) not in told:
            address = address_of(document, channel)
            for name, one in _in_channel(document, channel):
                yield from _messages(document, schemas, one, _Origin(True, address, name))


def _in_channel(document: Document, channel: Any) -> list[tuple[str, Any]]:
    """The messages of a channel, with what it calls them."""
    return [*document.mapping(document.mapping(channel).get("messages")).items()]


def subject_of(schemas: Schemas, one: Message) -> str:
    """What the content of a message is about, as a name: by its schema, by where it stands, or by the kind."""
    names = sorted(schemas.names(one.data)) if one.data_at else []
    if names or (one.data_at and joined(one.data_at) not in _DATA):
        return dashed(names[0] if names else one.data_at)
    told = [word for word in words(one.kind) if word not in CREATED | CHANGED | DELETED]
    return "-".join(told).lstrip("-0123456789")


def address_of(document: Document, channel: Any) -> str:
    """The address of a channel; its name in the document where it has none, empty for an address of null."""
    found = document.mapping(channel)
    given = found.get("address", name_of(ref_of(channel)))
    return given if isinstance(given, str) else ""


def _messages(document: Document, schemas: Schemas, given: Any, origin: _Origin) -> Iterator[Message]:
    """The message; or the events in it, where it holds a list of such as have kinds of their own."""
    message = document.mapping(given)
    named = message.get("name")
    name = named if isinstance(named, str) and named else name_of(ref_of(given)) or origin.name or "message"
    payload = _payload(document, message)
    origin = origin._replace(correlation=_correlation(document, message))
    for one in schemas.flat(payload).get("oneOf") or [payload]:
        found = _events_in(schemas, schemas.first(one)[0])
        if found is None:
            yield _message(schemas, one, name, "", origin)
            continue
        at, items = found
        for item in schemas.flat(items).get("oneOf", [items]):
            yield _message(schemas, item, name, at, origin)


def _payload(document: Document, message: Any) -> Any:
    payload = message.get("payload", {})
    inner = document.mapping(payload)
    return inner.get("schema", {}) if "schemaFormat" in inner else payload


def _events_in(schemas: Schemas, shape: Schema) -> tuple[str, Any] | None:
    """The list in a message whose items have kinds of their own, and what is in it."""
    for name, part in schemas.properties(shape).items():
        flat, _ = schemas.first(part)
        items = flat.get("items")
        if is_type(flat, "array") and items is not None:
            inner = schemas.flat(items)
            if any(_kind_of(schemas, schemas.first(one)[0]) for one in inner.get("oneOf", [items])):
                return name, items
    return None


def _message(schemas: Schemas, whole: Any, name: str, items: str, origin: _Origin) -> Message:
    shape = schemas.first(whole)[0]
    properties = schemas.properties(shape)
    found = _kind_of(schemas, shape)
    kind_at, kind = found or ("", name)
    data_at = _data_at(schemas, properties)
    plain = {joined(one): one for one in properties if one != kind_at}
    channels = [one for at, one in plain.items() if at in _CHANNELS and _is_text(schemas, properties[one])]
    return Message(
        kind,
        kind_at,
        origin.sent,
        origin.channel,
        properties,
        items,
        properties[data_at] if data_at else whole,
        data_at,
        next(iter(channels), ""),
        (origin.correlation if not items else "") or next((plain[one] for one in plain if one in _REFS), ""),
        next((plain[one] for one in plain if one in _NUMBERS), ""),
        next((plain[one] for one in plain if one in _EPOCHS), ""),
        origin.answers,
    )


def _kind_of(schemas: Schemas, shape: Schema) -> tuple[str, str] | None:
    """The property that has but one value, which is the kind, and that value."""
    found = {}
    for name, part in schemas.properties(shape).items():
        flat = schemas.flat(part)
        values = flat.get("enum") if isinstance(flat.get("enum"), list) else []
        only = flat.get("const", values[0] if values and len(values) == 1 else None)
        if isinstance(only, str) and only:
            found[name] = only
    if not found:
        return None
    name = min(found, key=lambda one: _KINDS.index(joined(one)) if joined(one) in _KINDS else len(_KINDS))
    return name, found[name]


def _data_at(schemas: Schemas, properties: dict[str, Any]) -> str:
    """The property that holds the content; empty where the message is the content itself."""
    objects = [name for name, part in properties.items() if "object" in types(schemas.first(part)[0])]
    named = sorted((name for name in objects if joined(name) in _DATA), key=lambda one: _DATA.index(joined(one)))
    if named:
        return named[0]
    with_id = [name for name in objects if id_of(list(schemas.properties(schemas.first(properties[name])[0])), name)]
    return with_id[0] if len(with_id) == 1 and not id_of(list(properties), "") else ""


def _is_text(schemas: Schemas, part: Any) -> bool:
    return is_type(schemas.flat(part), "string") or not types(schemas.flat(part))


def _correlation(document: Document, message: Any) -> str:
    """The path of a correlation id in the payload, as a location such as `$message.payload#/ref` has it."""
    location = document.mapping(message.get("correlationId")).get("location")
    before, found, pointer = str(location).partition("payload#/")
    return pointer.replace("/", ".") if found and before else ""
