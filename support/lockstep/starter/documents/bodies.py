"""What the requests of one kind of thing send: its fields, and the template of each body."""

from typing import Any

from lockstep.starter.documents.code import Ask
from lockstep.starter.documents.draft import Draft, Kind
from lockstep.starter.documents.fields import (
    Fields,
    Given,
    Setting,
    field_name,
    is_reference,
    only_value,
    properties_of,
    refers_to,
)
from lockstep.starter.documents.operations import Operation
from lockstep.starter.documents.samples import values_of
from lockstep.starter.documents.schemas import Schema, Schemas, is_type
from lockstep.targets.resources import Verb

_SENDING: tuple[Verb, ...] = (Verb.CREATE, Verb.CHANGE)


class Bodies:
    """The bodies of one kind. `others` are the names of all other kinds, whose ids it may hold."""

    def __init__(self, schemas: Schemas, draft: Draft, kind: Kind, others: set[str]) -> None:
        """Nothing is read yet."""
        self._schemas = schemas
        self._draft = draft
        self._kind = kind
        self._others = others
        self._settings: dict[Verb, Setting] = {}

    def declare(self, operations: dict[Verb, Operation]) -> dict[Verb, Any]:
        """Declare the fields of the kind; returns the template of each body, None where the fields themselves are the
        body. Raises DocumentError."""
        sending = {
            verb: operations[verb] for verb in _SENDING if verb in operations and operations[verb].body is not None
        }
        holders: dict[Verb, str] = {}
        for verb, one in sending.items():
            holders[verb], body = self._body(one)
            self._settings[verb] = Setting(properties_of(self._schemas, body), one.rejects, one.merges)
        self._find_parent()
        conflicts = Verb.CREATE in operations and "409" in operations[Verb.CREATE].statuses
        fields = Fields(self._schemas, self._kind.phrase, self._settings, conflicts=conflicts)
        templates: dict[Verb, dict[str, Any]] = {verb: {} for verb in sending}
        for name in dict.fromkeys(name for one in self._settings.values() for name in one.properties):
            made = self._made(fields, name)
            for verb, setting in self._settings.items():
                if name in setting.properties and made is not None and _belongs(made, sending[verb]):
                    templates[verb][name] = made
        return {verb: _body_of(holders[verb], one) for verb, one in templates.items()}

    def _body(self, one: Operation) -> tuple[str, Schema]:
        """The object in a body that has the properties, and the name of what holds it; empty for none."""
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

    def _find_parent(self) -> None:
        """Find the parent whose id the body of create needs, where the path names none."""
        create = self._settings.get(Verb.CREATE)
        if self._kind.parent or create is None:
            return
        needed = [name for name, one in create.properties.items() if one.required]
        found = [(name, to) for name in needed if (to := refers_to(name, self._others))]
        if len(found) == 1:
            self._kind.parent_id, self._kind.parent = found[0]

    def _made(self, fields: Fields, name: str) -> Any:
        """What stands for a property in bodies: the placeholder of a field, which is declared, another template, or a
        value; None for nothing."""
        kind = self._kind
        given = [one.properties[name] for one in self._settings.values() if name in one.properties]
        required = any(one.required for one in given)
        if isinstance(kind.parent, str) and refers_to(name, {kind.parent} - {""}):
            return "{parent_id}"
        if self._asks_for_parent(name):
            return None
        flat = self._schemas.flat(given[0].schema)
        only = only_value(flat)
        if name == kind.id and only is None:
            return "{w}" if required and is_type(flat, "string") else None
        if only is not None:
            return only
        if is_reference(name) or "." in name or (kind.shown and name not in kind.shown):
            return self._beside(name, given) if required else self._dropped(name)
        return self._field(fields, name)

    def _field(self, fields: Fields, name: str) -> Any:
        """The placeholder of a field, which is declared; None where no value is known."""
        own = field_name(name, self._kind.name, self._kind.fields)
        made = fields.made(name, name if own != name else "")
        if made is None:
            return self._dropped(name)
        self._kind.fields[own] = made
        return f"{{{own}}}"

    def _beside(self, name: str, given: list[Given]) -> Any:
        """The value of a property that is needed and that answers do not show, or that names another thing."""
        valid = values_of([self._schemas.plain(one.schema) for one in given]).valid
        if valid and not is_reference(name):
            return valid[0]
        told = f"What does {self._kind.phrase} need as {name}?"
        return Ask(f"{told} The id of something that is there, or {{me}} or {{company}}")

    def _asks_for_parent(self, name: str) -> bool:
        """Whether a property, which is not needed, names what the thing may be in; then the parent is asked for."""
        to, kind = refers_to(name, self._others), self._kind
        if not to or (isinstance(kind.parent, str) and kind.parent):
            return False
        if not kind.parent:
            told = f'Is {kind.phrase} in something else? parent="{to}", with "{name}": "{{parent_id}}" in what create'
            kind.parent = Ask(f"{told} sends, or what is true of another; remove the line if it is in nothing")
        return True

    def _dropped(self, name: str) -> None:
        why = "it is not needed, and answers do not show it, it names something else, or no value is known"
        self._draft.left_out.append(f"{name} of {self._kind.phrase}: {why}")


def _belongs(made: Any, one: Operation) -> bool:
    """Whether what stands for a property is sent with every request: a change of a part sends what changes alone."""
    return one.method != "patch" or (isinstance(made, str) and made.startswith("{") and made != "{w}")


def _body_of(holder: str, properties: dict[str, Any]) -> Any:
    if all(one == f"{{{name}}}" for name, one in properties.items()) and not holder:
        return None
    return {holder: properties} if holder else properties
