"""Reads the declarations of an adapter out of an AsyncAPI document: the socket, its commands, channels and events.

The document describes the server: what it *sends* are events, greetings and answers, what it *receives* are commands.
"""

from typing import Any
from urllib.parse import urlsplit

from lockstep.starter.documents.answers import thing_in, version_of
from lockstep.starter.documents.code import Ask, Call
from lockstep.starter.documents.draft import Draft, Kind
from lockstep.starter.documents.events import Announcing, announce
from lockstep.starter.documents.fields import Fields, Setting, field_name, properties_of
from lockstep.starter.documents.messages import Message, messages, subject_of
from lockstep.starter.documents.names import (
    GREETS,
    PINGS,
    PONGS,
    REJECTS,
    SUBSCRIBES,
    UNSUBSCRIBES,
    shows,
    words,
)
from lockstep.starter.documents.openapi import address
from lockstep.starter.documents.reading import Document
from lockstep.starter.documents.schemas import Schemas
from lockstep.targets.resources import Verb

_PROTOCOLS = frozenset({"ws", "wss"})
_REASONS = ("message", "reason", "error", "detail", "description")


def declare(document: Document, draft: Draft) -> None:
    """Add what the document says to the draft. Raises DocumentError."""
    _Reader(document, draft).read()


class _Reader:
    def __init__(self, document: Document, draft: Draft) -> None:
        self._document = document
        self._draft = draft
        self._schemas = Schemas(document)

    def read(self) -> None:
        every = list(messages(self._document))
        sent = [one for one in every if one.sent]
        received = [one for one in every if not one.sent]
        if not sent and received:
            told = "sends nothing; what it receives is taken for what it sends, as if a client were described"
            self._draft.left_out.append(f"{self._document.name}: the server {told}")
            sent, received = received, []
        self._address()
        control = [one for one in sent if one.answers or shows(one.kind, GREETS | REJECTS | PINGS | PONGS)]
        events = [one for one in sent if one not in control and (one.data_at or self._has_id(one))]
        for one in sent:
            if one not in control and one not in events:
                told = "is sent by the server, and nothing in it has an id"
                self._draft.left_out.append(f"{self._document.name}: the message {one.kind} {told}")
        self._socket(events, control, received)
        self._commands(events, received)
        if not self._draft.kinds:
            self._kinds(events)
        announce(self._draft, [self._announcing(one) for one in events], self._document.name)

    def _has_id(self, one: Message) -> bool:
        return thing_in(self._schemas, one.data, subject_of(self._schemas, one)) is not None

    def _announcing(self, one: Message) -> Announcing:
        names = self._schemas.names(one.data)
        flat, _ = self._schemas.first(one.data)
        in_payload = bool(one.channel_at)
        channel = "" if in_payload and one.channel.startswith("/") else one.channel
        return Announcing(one.kind, names, tuple(self._schemas.properties(flat)), channel)

    # addresses

    def _address(self) -> None:
        found = [
            (one, str(one.get("protocol")).lower())
            for _, one in self._document.items(self._document.root.get("servers"))
            if str(one.get("protocol")).lower() in _PROTOCOLS
        ]
        if not found:
            return
        server, protocol = found[0]
        values = {name: str(one.get("default", "")) for name, one in self._document.items(server.get("variables"))}
        url = f"{protocol}://{server.get('host', '')}{server.get('pathname') or ''}"
        for name, value in values.items():
            url = url.replace(f"{{{name}}}", value)
        paths = self._paths()
        if len(paths) == 1 and not urlsplit(url).path.strip("/"):
            url += paths[0]
        told = f"The document says {url}; is that one that may be tested? Its address, such as"
        self._draft.attributes["websocket_url"] = address(
            url, ("ws", "wss"), f'{told} "ws://127.0.0.1:8000/socket", or remove the line and set websocket_url'
        )
        self._token_in_query(server)

    def _paths(self) -> list[str]:
        """The addresses of channels that look like paths of a socket."""
        found = self._document.items(self._document.root.get("channels"))
        given = [one.get("address") for _, one in found]
        return list(
            dict.fromkeys(one for one in given if isinstance(one, str) and one.startswith("/") and "{" not in one)
        )

    def _token_in_query(self, server: Any) -> None:
        """The name of the token in the query of the socket's address, as a binding or a security scheme has it."""
        login = self._draft.attributes.get("login")
        names: list[str] = []
        for _, channel in self._document.items(self._document.root.get("channels")):
            binding = self._document.mapping(self._document.mapping(channel.get("bindings")).get("ws"))
            query = self._document.mapping(binding.get("query"))
            names += [
                name for name in self._schemas.properties(self._schemas.flat(query)) if shows(name, {"token", "jwt"})
            ]
        security = server.get("security")
        for one in map(self._document.mapping, security if isinstance(security, list) else []):
            if one.get("in") == "query" and isinstance(one.get("name"), str):
                names.append(one["name"])
        if names and isinstance(login, Call):
            more = {"socket": "query", **({} if names[0] == "token" else {"parameter": names[0]})}
            self._draft.attributes["login"] = Call(login.name, login.args, {**login.named, **more})

    # frames

    def _socket(self, events: list[Message], control: list[Message], received: list[Message]) -> None:
        if not events:
            self._draft.attributes["socket"] = Ask("How do frames look? JsonSocket(...), as docs/adapters.md shows")
            return
        first = events[0]
        named: dict[str, Any] = {}
        kinds = [one.kind_at for one in [*events, *control, *received] if one.kind_at]
        if not kinds:
            named["kind"] = Ask('Where does a frame say what kind it is? A path such as "type"')
        elif max(set(kinds), key=kinds.count) != "type":
            named["kind"] = max(set(kinds), key=kinds.count)
        parts = (
            ("items", first.items, ""),
            ("channel", first.channel_at, "channel"),
            ("data", first.data_at, "data"),
            ("entity", self._entity(first), "data.id"),
            ("seq", first.seq_at, ""),
            ("epoch", first.epoch_at, ""),
            ("ref", next((one.ref_at for one in control if one.ref_at), ""), "ref"),
        )
        named |= {name: value for name, value, default in parts if value != default}
        named |= self._control(control, received)
        self._draft.attributes["socket"] = Call("JsonSocket", (), named)
        if first.seq_at:
            self._draft.attributes["numbers"] = True

    def _entity(self, one: Message) -> str:
        shown = thing_in(self._schemas, one.data, subject_of(self._schemas, one))
        path = ".".join(filter(None, (one.data_at, shown.path if shown else "", shown.id if shown else "")))
        return path if shown else ""

    def _control(self, control: list[Message], received: list[Message]) -> dict[str, Any]:
        named: dict[str, Any] = {}
        if greeting := next((one.kind for one in control if shows(one.kind, GREETS) and not one.answers), ""):
            named["greeting"] = greeting
        pongs = [one.kind for one in received if shows(one.kind, PONGS)]
        pings = [one.kind for one in control if shows(one.kind, PINGS) and not one.answers]
        if pings and pongs:
            named["pings"] = {pings[0]: pongs[0]}
        errors = [one for one in control if shows(one.kind, REJECTS)]
        if errors:
            kinds = {one.kind for one in errors}
            if kinds != {"error"}:
                named["errors"] = Call("frozenset", (sorted(kinds),))
            reason = next((name for name in _REASONS if name in errors[0].properties), "")
            if reason and reason != "message":
                named["reason"] = reason
        bare = {one.kind: one.answers for one in control if one.answers and not one.ref_at and one not in errors}
        if bare:
            named["acknowledgements"] = bare
        return named

    def _commands(self, events: list[Message], received: list[Message]) -> None:
        """Which commands subscribe, and how a command is written."""
        for attribute, among in (("subscribing", SUBSCRIBES), ("unsubscribing", UNSUBSCRIBES)):
            found = next((one for one in received if shows(one.kind, among)), None)
            if found is None:
                continue
            self._draft.attributes[attribute] = (found.kind, {"channel": "{channel}"})
            socket = self._draft.attributes["socket"]
            if attribute == "subscribing" and isinstance(socket, Call):
                written = {"command": self._command(found)}
                self._draft.attributes["socket"] = Call(socket.name, socket.args, {**socket.named, **written})
        others = [one.kind for one in received if not shows(one.kind, SUBSCRIBES | UNSUBSCRIBES | PONGS | PINGS)]
        if others:
            told = ", ".join(dict.fromkeys(others))
            self._draft.left_out.append(f"{self._document.name}: commands that no declaration sends: {told}")
        if "subscribing" not in self._draft.attributes and any(one.channel_at for one in events):
            self._draft.attributes["subscribing"] = Ask(
                'Which command subscribes to a channel? ("subscribe", {"channel": "{channel}"}), and how it is'
                " written as command=... of the JsonSocket; or remove the line if connecting does"
            )

    def _command(self, one: Message) -> Any:
        written: dict[str, Any] = {}
        for name in one.properties:
            if name == one.kind_at:
                written[name] = "{kind}"
            elif name == one.channel_at:
                written[name] = "{channel}"
            elif name == one.ref_at:
                written[name] = "{ref}"
            elif channels := self._channels_in(one.properties[name]):
                written[name] = {channels[0]: "{channel}"}
            elif name == one.data_at:
                written[name] = "{data}"
        if one.channel_at or "{data}" in written.values() or any(isinstance(part, dict) for part in written.values()):
            return written
        return Ask(
            f'How is the command {one.kind} written? A template such as {{"type": "{{kind}}", "id": "{{channel}}"}}'
        )

    def _channels_in(self, part: Any) -> list[str]:
        """The properties of a part of a command that name a channel."""
        inner = self._schemas.properties(self._schemas.first(part)[0])
        return [name for name in inner if words(name) and words(name)[-1] in {"channel", "topic", "room"}]

    # kinds

    def _kinds(self, events: list[Message]) -> None:
        """The kinds of things that events show, where no other document says which there are."""
        for one in events:
            shown = thing_in(self._schemas, one.data, subject_of(self._schemas, one))
            if shown is None:
                continue
            name = subject_of(self._schemas, one)
            known = self._draft.kind(name)
            if known is not None or not name[:1].isalpha():
                continue
            kind = Kind(name, shown.names, tuple(self._schemas.properties(shown.schema)), id=shown.id)
            kind.version = version_of(self._schemas, shown.schema)
            given = {
                part: value
                for part, value in properties_of(self._schemas, shown.schema).items()
                if part not in {kind.id, kind.version}
            }
            setting = Setting(given, rejects=False)
            maker = Fields(self._schemas, kind.phrase, {Verb.CREATE: setting, Verb.CHANGE: setting}, conflicts=False)
            for part in given:
                own = field_name(part, kind.name, kind.fields)
                if (made := maker.made(part, part if own != part else "")) is not None:
                    kind.fields[own] = made
            for verb, way in (("create", f'Post("/{name}s")'), ("change", f'Patch("/{name}s/{{id}}")')):
                kind.operations[verb] = Ask(
                    f"Which request {verb}s {kind.phrase}? {way}, or remove the line if none does"
                )
            self._draft.kinds.append(kind)
