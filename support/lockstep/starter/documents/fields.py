"""The fields of a kind of thing, from the bodies that create and change it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from lockstep.data import kinds
from lockstep.starter.documents.answers import joined
from lockstep.starter.documents.code import Ask, Call, Code
from lockstep.starter.documents.names import shows, words
from lockstep.starter.documents.samples import WORDS, Judge, is_free_text, values_of
from lockstep.starter.documents.schemas import Schema, Schemas
from lockstep.targets.resources import Verb

RESERVED = frozenset({
    "id", "ref", "parent", "parent_id", "members", "me", "company", "person", "email", "password", "token", "run",
    "w", "key", "via", "attempt", "device", "channel", "based_on", "member", "cursor",
})  # fmt: skip
"""Names that placeholders have, so that no field can have them (`lockstep.targets.resources`)."""
_UNIQUE = frozenset({"name", "email", "slug", "username", "handle", "sku", "code", "number", "login", "title"})
_MOST_EXCEPTIONS = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A property of a body: its schema, and whether it must be there."""

    schema: Any
    required: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """How one operation sets properties: those of its body, whether it rejects what is invalid, and whether null
    removes a value, as a merge patch does."""

    properties: dict[str, Given]
    rejects: bool
    merges: bool = False


def properties_of(schemas: Schemas, body: Schema) -> dict[str, Given]:
    """The properties of a body that people supply."""
    required = body.get("required")
    needed = required if isinstance(required, list) else []
    every = schemas.properties(body)
    supplied = {name: one for name, one in every.items() if schemas.flat(one).get("readOnly") is not True}
    return {name: Given(one, name in needed) for name, one in supplied.items()}


class Fields:
    """Makes the fields of one kind of thing. phrase: as people call one of them; conflicts: whether a new one may
    conflict with another."""

    def __init__(self, schemas: Schemas, phrase: str, settings: dict[Verb, Setting], *, conflicts: bool) -> None:
        """Nothing is made yet. `settings` are those of create and change, as far as there are any."""
        self._schemas = schemas
        self._phrase = phrase
        self._settings = settings
        self._conflicts = conflicts

    def made(self, name: str, path: str) -> Call | None:
        """The declaration of the property that stands at `path` in answers, by default under its own name; None where
        no value is known and none is needed."""
        setting = {verb: one for verb, one in self._settings.items() if name in one.properties}
        schemas = [one.properties[name].schema for one in setting.values()]
        written = [self._schemas.plain(one) for one in schemas]
        valid, invalid = values_of(written)
        named: dict[str, Any] = {"path": path} if path else {}
        free, longest = all(is_free_text(self._schemas.flat(one)) for one in schemas), _longest(written)
        valid = tuple(one for one in valid if one) if free else valid
        if free and len(valid) > 1 and (without := _exceptions(written, longest)) is not None:
            named |= {} if longest == 200 else {"longest": longest}
            named |= {} if tuple(valid[:2]) == WORDS[:2] else {"samples": tuple(valid[:2])}
            named |= {"without": without} if without else {}
            return Call("Text", (), named | self._rest(name, setting, invalid, text=True))
        if len(valid) < (2 if Verb.CHANGE in setting else 1):
            if not any(one.properties[name].required for one in setting.values()):
                return None
            return Call("Field", (), {"samples": self._asked(name, written), **named})
        named = {"samples": valid, **named}
        return Call("Field", (), named | self._rest(name, setting, invalid, text=isinstance(valid[0], str)))

    def _rest(
        self, name: str, setting: dict[Verb, Setting], invalid: tuple[Any, ...], *, text: bool
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        last = setting.get(Verb.CHANGE, next(iter(setting.values())))
        wrong = tuple(one for one in invalid if one is not None or not last.merges)
        if last.rejects and wrong:
            found["invalid"] = wrong
        if self._conflicts and text and Verb.CREATE in setting and shows(name, _UNIQUE):
            told = f"May two things of this kind have the same {name}? POST can answer 409. Remove the line if they"
            found["unique"] = Ask(f"{told} may; True gives each a value of its own")
        if len(setting) < len(self._settings):
            (verb,) = setting
            found["of"] = (Code(f"Verb.{verb.name}"),)
        return found

    def _asked(self, name: str, written: list[Any]) -> Ask:
        patterns = [
            one["pattern"] for one in written if isinstance(one, dict) and isinstance(one.get("pattern"), str)
        ]
        hint = f", which must match {patterns[0][:60]}" if patterns else ""
        return Ask(f"Which two values may {name} of {self._phrase} have{hint}? A tuple of both")


def is_reference(name: str) -> bool:
    """Whether a property of this name seems to hold the id of something else."""
    found = words(name)
    return len(found) > 1 and found[-1] in {"id", "ids", "uuid", "uuids", "guid", "ref"}


def refers_to(name: str, others: set[str]) -> str:
    """The kind of thing among `others` whose id a property of this name holds; empty for none."""
    plain = joined(name)
    for other in sorted(others, key=len, reverse=True):
        if plain in {f"{joined(other)}{end}" for end in ("id", "ids", "uuid", "ref")}:
            return other
    return ""


def field_name(name: str, kind: str, taken: Collection[str]) -> str:
    """What a field is called whose property may have a reserved name, or one that no placeholder can have."""
    own = re.sub(r"[^A-Za-z0-9_]", "_", name)
    if own in RESERVED or own[:1].isdigit() or not own.strip("_"):
        own = f"{kind.replace('-', '_')}_{own}"
    while own in taken:
        own += "_"
    return own


def _longest(written: list[Any]) -> int:
    found = [200]
    for one in written:
        length = one.get("maxLength") if isinstance(one, dict) else None
        if isinstance(length, int | float) and 0 < length < 20_000:
            found.append(int(length))
    return min(found[1:] or found)


def _exceptions(written: list[Any], longest: int) -> tuple[str, ...] | None:
    """The kinds of text that the schema does not admit; None where these are too many."""
    judge = Judge(written)
    found = tuple(name for name in kinds.CARRIED if not judge.is_valid(kinds.kind(name, longest)))
    return found if len(found) <= _MOST_EXCEPTIONS else None


def only_value(schema: Schema) -> Any:
    """The only value that a flat schema admits; None for null, and where there are several."""
    values = schema.get("enum")
    only = values[0] if isinstance(values, list) and len(values) == 1 else schema.get("const")
    return only if isinstance(only, str | int | float) else None
