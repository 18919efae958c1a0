"""Reads the declarations of an adapter out of an OpenAPI document: kinds of things, logins, addresses."""

from typing import Any
from urllib.parse import urlsplit

from lockstep.starter.documents.answers import PAGES, Shown, joined, list_in, thing_in, version_of
from lockstep.starter.documents.code import Ask, Call, Code
from lockstep.starter.documents.draft import Draft, Kind, template
from lockstep.starter.documents.fields import (
    Fields,
    Given,
    Setting,
    field_name,
    is_reference,
    properties_of,
    refers_to,
)
from lockstep.starter.documents.logins import Logins
from lockstep.starter.documents.names import dashed
from lockstep.starter.documents.operations import Operation, last_parameter, operations
from lockstep.starter.documents.paths import Group, Grouped, grouped
from lockstep.starter.documents.reading import Document
from lockstep.starter.documents.samples import values_of
from lockstep.starter.documents.schemas import Schema, Schemas, is_type
from lockstep.targets.resources import Verb

_HEALTH = frozenset(
    {"health", "healthz", "healthcheck", "ready", "readyz", "ping", "live", "livez", "alive", "status"}
)
_HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - recognised, not bound
_COMPANIES = frozenset({"company", "tenant", "organization", "organisation", "org", "workspace", "account", "team"})


def declare(document: Document, draft: Draft) -> None:
    """Add what the document says to the draft. Raises DocumentError."""
    _Reader(document, draft).read()


def address(given: str, schemes: tuple[str, ...], question: str) -> str | Ask:
    """An address of a document where it is one of this machine; a question elsewhere, as it may be in production."""
    try:
        parts = urlsplit(given)
        is_here = parts.scheme in schemes and parts.hostname in _HERE
    except ValueError:
        is_here = False
    return given.rstrip("/") if is_here else Ask(question)


class _Reader:
    def __init__(self, document: Document, draft: Draft) -> None:
        self._document = document
        self._draft = draft
        self._schemas = Schemas(document)
        self._groups: dict[int, Kind] = {}

    def read(self) -> None:
        every = operations(self._document)
        self._address()
        self._health(every)
        logins = Logins(self._document, self._schemas, every, self._draft)
        logins.declare()
        components = self._document.mapping(self._document.root.get("components"))
        known = {dashed(name) for name, _ in self._document.items(components.get("schemas"))}
        found = grouped([one for one in every if one not in logins.used], known, self._makes)
        names = {one.name for one in found.groups}
        used: list[Operation] = []
        for group in found.groups:
            self._draft.kinds.append(self._kind(group, names))
        used = self._lists_elsewhere(found)
        for one in every:
            if one in found.others and one not in used and not self._is_health(one):
                self._draft.left_out.append(f"{one}: is no create, change, delete, read or list of a kind of thing")

    def _makes(self, one: Operation) -> bool:
        return one.answer is not None and thing_in(self._schemas, one.answer, dashed(one.path)) is not None

    # addresses

    def _address(self) -> None:
        servers = self._document.root.get("servers")
        first = self._document.mapping(servers[0]) if isinstance(servers, list) and servers else {}
        url = first.get("url") if isinstance(first.get("url"), str) else ""
        values = {name: str(one.get("default", "")) for name, one in self._document.items(first.get("variables"))}
        filled = template(str(url), values)
        told = f"The document says {filled}; is that one that may be tested? Its" if filled else "The API's"
        self._draft.attributes["api_base_url"] = address(
            filled, ("http", "https"), f'{told} address, such as "http://127.0.0.1:8000", or remove the line and set'
            " api_base_url"
        )  # fmt: skip

    def _is_health(self, one: Operation) -> bool:
        return one.method == "get" and joined(one.path.rstrip("/").rpartition("/")[2]) in _HEALTH

    def _health(self, every: list[Operation]) -> None:
        paths = [one.path for one in every if self._is_health(one) and not one.parameters]
        if paths:
            self._draft.attributes["health_path"] = min(paths, key=len)

    # kinds

    def _kind(self, group: Group, names: set[str]) -> Kind:
        parent = group.parent
        kind = Kind(group.name, parent=parent.name if parent else "", parameter=group.parameter)
        shown = self._shown(group)
        if shown is not None:
            kind.schemas, kind.id = shown.names, shown.id
            kind.version = version_of(self._schemas, shown.schema)
            kind.shown = tuple(self._schemas.properties(shown.schema))
        else:
            kind.id = Ask(f'Where do answers and events have the id of {kind.phrase}? A path such as "id"')
        bodies = {verb: self._body(one) for verb, one in group.operations.items() if one.body is not None}
        self._parent_in_body(kind, bodies, names)
        bodies = {verb: one for verb, one in bodies.items() if verb in {Verb.CREATE, Verb.CHANGE}}
        if kind.parent:
            kind.parent_id = next((name for name in kind.shown if refers_to(name, {kind.parent})), kind.parent_id)
        renders = self._fields(kind, group, bodies, names)
        for verb in (Verb.CREATE, Verb.CHANGE, Verb.DELETE, Verb.READ, Verb.LIST):
            if verb in group.operations:
                self._operation(kind, group, verb, renders)
        if kind.version and kind.version in kind.fields:
            kind.version = ""
        return kind

    def _shown(self, group: Group) -> Shown | None:
        for verb in (Verb.READ, Verb.CREATE, Verb.CHANGE, Verb.LIST):
            one = group.operations.get(verb)
            if one is None or one.answer is None:
                continue
            answer = one.answer
            if verb == Verb.LIST:
                listed = list_in(self._schemas, answer, one.optional)
                answer = None if listed is None else listed.item
            found = None if answer is None else thing_in(self._schemas, answer, group.name, group.parameter)
            if found is not None:
                return found
        return None

    def _body(self, one: Operation) -> tuple[str, Schema]:
        """The object in a body that holds the properties, and the name of the one that holds it; empty for none."""
        flat, count = self._schemas.first(one.body)
        if count > 1:
            self._draft.left_out.append(f"{one}: of {count} alternatives of its body only the first is declared")
        inner = self._schemas.properties(flat)
        if len(inner) == 1:
            (name,) = inner
            held, _ = self._schemas.first(inner[name])
            if is_type(held, "object") and self._schemas.properties(held):
                return name, held
        return "", flat

    def _parent_in_body(self, kind: Kind, bodies: dict[Verb, tuple[str, Schema]], names: set[str]) -> None:
        """Find the parent whose id the body of create needs, where the path names none."""
        if kind.parent or Verb.CREATE not in bodies:
            return
        given = properties_of(self._schemas, bodies[Verb.CREATE][1])
        found = [
            (name, to) for name, one in given.items() if one.required and (to := refers_to(name, names - {kind.name}))
        ]
        if len(found) == 1:
            kind.parent_id, kind.parent = found[0]

    def _fields(
        self, kind: Kind, group: Group, bodies: dict[Verb, tuple[str, Schema]], names: set[str]
    ) -> dict[Verb, Any]:
        """Declare the fields; returns the template of each body, None where the fields themselves are the body."""
        settings = {
            verb: Setting(
                properties_of(self._schemas, body), group.operations[verb].rejects, group.operations[verb].merges
            )
            for verb, (_, body) in bodies.items()
        }
        create = group.operations.get(Verb.CREATE)
        conflicts = create is not None and "409" in create.statuses
        maker = Fields(self._schemas, kind.phrase, settings, conflicts=conflicts)
        templates: dict[Verb, dict[str, Any]] = {verb: {} for verb in settings}
        plain = dict.fromkeys(settings, True)
        for name in dict.fromkeys(name for one in settings.values() for name in one.properties):
            own = field_name(name, kind.name)
            made = self._field(kind, maker, name, own, settings, names)
            for verb, setting in settings.items():
                if name in setting.properties and made is not None:
                    templates[verb][name] = f"{{{own}}}" if isinstance(made, Call) else made
                    plain[verb] = plain[verb] and own == name and isinstance(made, Call)
            if isinstance(made, Call):
                kind.fields[own] = made
        holders = {verb: holder for verb, (holder, _) in bodies.items()}
        return {
            verb: None if plain[verb] and not holders[verb] else {holders[verb]: one} if holders[verb] else one
            for verb, one in templates.items()
        }

    def _field(
        self, kind: Kind, maker: Fields, name: str, own: str, settings: dict[Verb, Setting], names: set[str]
    ) -> Any:
        """The field of a property; or the template, or the value, that stands in its place in bodies; None for
        nothing."""
        given = [one.properties[name] for one in settings.values() if name in one.properties]
        required = any(one.required for one in given)
        if isinstance(kind.parent, str) and refers_to(name, {kind.parent} - {""}):
            return "{parent_id}"
        if self._is_above(kind, name, names):
            return None
        if is_reference(name) or (kind.shown and name not in kind.shown):
            return self._beside(kind, name, given) if required else self._dropped(kind, name, required=False)
        made = maker.made(name, name if own != name else "")
        return made if made is not None else self._dropped(kind, name, required=required)

    def _beside(self, kind: Kind, name: str, given: list[Given]) -> Any:
        """The value of a property that is needed and that answers do not show, or that names another thing."""
        valid = values_of([self._schemas.plain(one.schema) for one in given]).valid
        if valid and not is_reference(name):
            return valid[0]
        return Ask(
            f"What does {kind.phrase} need as {name}? The id of something that is there, or {{me}} or {{company}}"
        )

    def _is_above(self, kind: Kind, name: str, names: set[str]) -> bool:
        """Whether a property, which is not needed, names what the thing may be in; then the parent is asked for."""
        to = refers_to(name, names - {kind.name})
        if not to or (kind.parent and not isinstance(kind.parent, Ask)):
            return False
        if not kind.parent:
            told = f'Is {kind.phrase} in something else? parent="{to}", with "{name}": "{{parent_id}}" in what create'
            kind.parent = Ask(f"{told} sends, or what is true of another; remove the line if it is in nothing")
        return True

    def _dropped(self, kind: Kind, name: str, *, required: bool) -> None:
        why = "answers do not show it, or it names something else, or no value is known"
        self._draft.left_out.append(f"{name} of {kind.phrase}: {why}{', though it is required' if required else ''}")

    # operations

    def _operation(self, kind: Kind, group: Group, verb: Verb, bodies: dict[Verb, Any]) -> None:
        one = group.operations[verb]
        path = self._path(one, group)
        if path is None:
            self._draft.left_out.append(f"{one}: needs the ids of several things above it")
            return
        if one.body_is not in {"json", "form", "none"}:
            self._draft.left_out.append(f"{one}: sends {one.body_is}")
            return
        named: dict[str, Any] = {"form": True} if one.body_is == "form" else {}
        named |= self._needed(one, kind)
        if verb == Verb.LIST and (found := self._listed(one, kind.name)) is None:
            return
        named |= found if verb == Verb.LIST else self._entity(one, kind, group, verb)
        body = bodies.get(verb)
        args = (path,) if body is None else (path, body)
        kind.operations[verb.value] = Call(one.method.capitalize(), args, named)

    def _path(self, one: Operation, group: Group) -> str | Code | None:
        values: dict[str, str | Code] = {}
        own = last_parameter(one.path)
        for name in one.parameters:
            if name == own and one.path.rstrip("/") == group.item:
                values[name] = "{id}"
            elif group.parent is not None and name == group.parent.parameter:
                values[name] = "{parent_id}"
            elif (
                group.parent is not None
                and f"{{{name}}}" in group.parent.collection
                and self._is_of_a_thing(group, name)
            ):
                return None
            elif joined(name).removesuffix("id") in _COMPANIES and "login" in self._draft.attributes:
                values[name] = "{company}"
            else:
                told = (
                    f"What stands for {{{name}}} in the paths of {self._document.name}? A value or a template such as"
                )
                values[name] = self._draft.unknown(name, f"{told} {{company}}")
        return template(one.path, values)

    def _is_of_a_thing(self, group: Group, name: str) -> bool:
        above = group.parent.parent if group.parent else None
        return above is not None and above.parameter == name

    def _needed(self, one: Operation, kind: Kind) -> dict[str, Any]:
        """The queries and headers that a request must have."""
        found: dict[str, dict[str, Any]] = {}
        for name, place in one.needed:
            what = "headers" if place == "header" else "query"
            if isinstance(kind.parent, str) and refers_to(name, {kind.parent} - {""}):
                found.setdefault(what, {})[name] = "{parent_id}"
                continue
            told = f"Which value has {name} in the {'headers' if place == 'header' else 'query'} of requests?"
            found.setdefault(what, {})[name] = self._draft.unknown(name, f"{told} A value or a template")
        if one.key:
            found.setdefault("headers", {})[one.key] = "{key}"
        return dict(found)

    def _entity(self, one: Operation, kind: Kind, group: Group, verb: Verb) -> dict[str, Any]:
        """Where the answer shows the thing, if not where it is by default."""
        if verb == Verb.DELETE:
            return {}
        if not one.answers:
            return {"entity": None} if verb != Verb.CREATE else {"entity": self._no_entity(one, kind)}
        found = None if one.answer is None else thing_in(self._schemas, one.answer, kind.name, group.parameter)
        if found is None:
            known = self._schemas.properties(self._schemas.first(one.answer)[0])
            return {"entity": self._no_entity(one, kind)} if known else {}
        return {"entity": found.path} if found.path else {}

    def _no_entity(self, one: Operation, kind: Kind) -> Ask:
        return Ask(f'Where does the answer to {one} show {kind.phrase}? A path such as "data", or "" for all of it')

    def _listed(self, one: Operation, kind: str) -> dict[str, Any] | None:
        found = None if one.answer is None else list_in(self._schemas, one.answer, one.optional)
        paged = [name for name in one.optional if joined(name) in PAGES]
        if paged and (found is None or not found.cursor):
            self._draft.left_out.append(
                f"{one}: its pages are counted ({paged[0]}), and only a cursor can be declared"
            )
            return None
        if found is None:
            return {
                "items": Ask(f'Where does the answer to {one} have the list? A path such as "items", or "" for all')
            }
        cursor = {"cursor": found.cursor} if found.cursor else {}
        parameter = {"parameter": found.parameter} if found.parameter not in {"", "cursor"} else {}
        return {"items": found.items, **cursor, **parameter}

    def _lists_elsewhere(self, found: Grouped) -> list[Operation]:
        """Declare lists of a kind that stand at a path of another form, below the parent; returns their operations."""
        used = []
        for one in found.others:
            listed = list_in(self._schemas, one.answer, one.optional) if one.method == "get" and one.answer else None
            if listed is None or len(one.parameters) > 1:
                continue
            names = self._schemas.names(listed.item)
            for kind in self._draft.kinds:
                parameter = one.parameters[0] if one.parameters else ""
                above = {kind.parent} - {""} if isinstance(kind.parent, str) else set()
                fits = bool(parameter) == bool(above) and (not parameter or bool(refers_to(parameter, above)))
                if "list" not in kind.operations and names & kind.schemas and fits:
                    named = self._listed(one, kind.name)
                    if named is not None:
                        path = template(one.path, {parameter: "{parent_id}"} if parameter else {})
                        kind.operations["list"] = Call("Get", (path,), self._needed(one, kind) | named)
                        used.append(one)
                    break
        return used
