"""One kind of thing of an OpenAPI document: where answers show it, and the request of each operation."""

from typing import Any

from lockstep.starter.documents.answers import PAGES, Shown, joined, list_in, thing_in, version_of
from lockstep.starter.documents.bodies import Bodies
from lockstep.starter.documents.code import Ask, Call, Code
from lockstep.starter.documents.draft import Draft, Kind, template
from lockstep.starter.documents.fields import refers_to
from lockstep.starter.documents.names import COMPANIES
from lockstep.starter.documents.operations import Operation, last_parameter
from lockstep.starter.documents.paths import Group
from lockstep.starter.documents.schemas import Schemas
from lockstep.targets.resources import Verb


class Kinds:
    """Reads kinds of things. `document` is what it is called."""

    def __init__(self, document: str, schemas: Schemas, draft: Draft) -> None:
        """Nothing is read yet."""
        self._document = document
        self._schemas = schemas
        self._draft = draft

    def kind(self, group: Group, names: set[str]) -> Kind:
        """The kind of this group; `names` are those of all kinds. Raises DocumentError."""
        parent = group.parent
        kind = Kind(group.name, parent=parent.name if parent else "", parameter=group.parameter)
        shown = self._shown(group)
        if shown is not None:
            kind.schemas, kind.id = shown.names, shown.id
            kind.version = version_of(self._schemas, shown.schema)
            kind.shown = tuple(self._schemas.properties(shown.schema))
        else:
            kind.id = Ask(f'Where do answers and events have the id of {kind.phrase}? A path such as "id"')
        bodies = Bodies(self._schemas, self._draft, kind, names - {kind.name}).declare(group.operations)
        if isinstance(kind.parent, str) and kind.parent:
            above = {kind.parent}
            kind.parent_id = next((name for name in kind.shown if refers_to(name, above)), kind.parent_id)
        for verb in (Verb.CREATE, Verb.CHANGE, Verb.DELETE, Verb.READ, Verb.LIST):
            if verb in group.operations:
                self._operation(kind, group, verb, bodies.get(verb))
        if kind.version in kind.fields:
            kind.version = ""
        return kind

    def _shown(self, group: Group) -> Shown | None:
        for verb in (Verb.READ, Verb.CREATE, Verb.CHANGE, Verb.LIST):
            one = group.operations.get(verb)
            answer = None if one is None else one.answer
            if one is not None and answer is not None and verb == Verb.LIST:
                listed = list_in(self._schemas, answer, one.optional)
                answer = None if listed is None else listed.item
            found = None if answer is None else thing_in(self._schemas, answer, group.name, group.parameter)
            if found is not None:
                return found
        return None

    def _operation(self, kind: Kind, group: Group, verb: Verb, body: Any) -> None:
        one = group.operations[verb]
        path = self._path(one, group)
        if path is None:
            self._draft.left_out.append(f"{one}: needs the ids of several things above it")
            return
        if one.body_is not in {"json", "form", "none"}:
            self._draft.left_out.append(f"{one}: sends {one.body_is}")
            return
        named: dict[str, Any] = {"form": True} if one.body_is == "form" else {}
        named |= self.needed(one, kind)
        if verb == Verb.LIST:
            listed = self.listed(one)
            if listed is None:
                return
            named |= listed
        else:
            named |= self._entity(one, kind, verb)
        kind.operations[verb.value] = Call(one.method.capitalize(), (path,) if body is None else (path, body), named)

    def _path(self, one: Operation, group: Group) -> str | Code | None:
        """The path with placeholders of ours; None where it needs the ids of several things."""
        values: dict[str, str | Code] = {}
        own, parent = last_parameter(one.path), group.parent
        for name in one.parameters:
            if name == own and one.path.rstrip("/") == group.item:
                values[name] = "{id}"
            elif parent is not None and name == parent.parameter:
                values[name] = "{parent_id}"
            elif parent is not None and parent.parent is not None and name == parent.parent.parameter:
                return None
            elif joined(name).removesuffix("id") in COMPANIES and "login" in self._draft.attributes:
                values[name] = "{company}"
            else:
                told = f"What stands for {{{name}}} in the paths of {self._document}?"
                values[name] = self._draft.unknown(name, f"{told} A value or a template such as {{company}}")
        return template(one.path, values)

    def needed(self, one: Operation, kind: Kind) -> dict[str, Any]:
        """The queries and headers that a request must have."""
        found: dict[str, dict[str, Any]] = {}
        above = {kind.parent} - {""} if isinstance(kind.parent, str) else set()
        for name, place in one.needed:
            what = "headers" if place == "header" else "query"
            told = f"Which value has {name} in the {what} of requests? A value or a template such as {{company}}"
            value = "{parent_id}" if refers_to(name, above) else self._draft.unknown(name, told)
            found.setdefault(what, {})[name] = value
        if one.key:
            found.setdefault("headers", {})[one.key] = "{key}"
        return dict(found)

    def _entity(self, one: Operation, kind: Kind, verb: Verb) -> dict[str, Any]:
        """Where the answer shows the thing, if not where it is by default."""
        if verb == Verb.DELETE:
            return {}
        asked = {"entity": Ask(f'Where does the answer to {one} show {kind.phrase}? A path, or "" for all of it')}
        if not one.answers:
            return asked if verb == Verb.CREATE else {"entity": None}
        found = None if one.answer is None else thing_in(self._schemas, one.answer, kind.name, kind.parameter)
        if found is None:
            known = one.answer is not None and self._schemas.properties(self._schemas.first(one.answer)[0])
            return asked if known else {}
        return {"entity": found.path} if found.path else {}

    def listed(self, one: Operation) -> dict[str, Any] | None:
        """Where the answer has the list; None where its pages cannot be declared."""
        found = None if one.answer is None else list_in(self._schemas, one.answer, one.optional)
        paged = [name for name in one.optional if joined(name) in PAGES]
        if paged and (found is None or not found.cursor):
            told = f"its pages are counted ({paged[0]}), and only a cursor can be declared"
            self._draft.left_out.append(f"{one}: {told}")
            return None
        if found is None:
            return {"items": Ask(f'Where does the answer to {one} have the list? A path, or "" for all of it')}
        named = {"items": found.items, "cursor": found.cursor, "parameter": found.parameter}
        default = {"cursor": "", "parameter": "cursor" if found.cursor else ""}
        return {name: value for name, value in named.items() if value != default.get(name)}
