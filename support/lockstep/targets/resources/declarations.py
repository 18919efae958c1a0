"""Resources: the kinds of things that a backend holds, declared as data and known without any request.

From a declaration scenarios are made once per kind (`features/resources/`), requests are sent
(`lockstep.targets.rest`) and the expected events are derived. A thing is called by its reference, `order:17`: the
resource's name and the id. What a resource does not declare is not demanded of it. Errors: ValueError, one sentence,
as the declaration is read.

    Resource(
        "order", channel="order:{id}", collection="orders", version="version",
        fields={"status": Field(samples=("open", "paid"), invalid=("eaten",))},
        create=Post("/orders"), change=Patch("/orders/{id}"), list=Get("/orders", items="data", cursor="next"),
        events={"order.created": "create", "order.updated": "change"}, no_op=SILENT,
    )
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lockstep.clients.dialects.templates import fill, placeholders
from lockstep.data import kinds
from lockstep.targets.resources.operations import WRITES, DeclaredOperation, Operation, Verb
from lockstep.targets.resources.requests import Get, Request

SILENT = "silent"
"""A change that changes nothing is not announced."""
ANNOUNCED = "announced"
"""A change that changes nothing is announced like any other."""

NEEDS = {
    "create": "declares no create",
    "change": "declares no change",
    "delete": "declares no delete",
    "read": "declares no read",
    "list": "declares no list",
    "created": "declares no event of its creation",
    "changed": "declares no event of its changes",
    "deleted": "declares no event of its deletion",
    "no-op": "does not declare that a change without effect is silent",
    "invalid": "declares no invalid values",
    "text": "has no text that people write",
    "versions": "has no versions",
    "shown": "declares neither a read nor a list",
    "pages": "declares no list that comes in pages",
    "key": "declares no idempotency key for its creation",
    "based-on": "declares no way to say on which version a change is based",
    "revoke": "declares no way to take away the right to it",
}
"""What a scenario may need of each resource (`@needs.each.X`), and why a resource does not meet it."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RESERVED = frozenset({
    "id", "ref", "parent", "parent_id", "members", "me", "company", "person", "email", "password", "token", "run",
    "w", "key", "via", "attempt", "device", "channel", "based_on", "member", "cursor",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that people supply. `samples`: valid values, at least two different ones where it can be changed;
    `invalid`: values that must be rejected; `path`: where it stands in answers and events, by default its name;
    `unique`: each thing needs a value of its own, so the samples, which are texts, get the run's prefix; `of`: the
    operations that set it."""

    samples: tuple[Any, ...]
    invalid: tuple[Any, ...] = ()
    path: str = ""
    unique: bool = False
    of: tuple[Verb, ...] = (Verb.CREATE, Verb.CHANGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """A field that holds any text up to `longest` characters, unaltered, `without` some kinds of it
    (`lockstep.data.kinds`)."""

    samples: tuple[Any, ...] = ("first draft", "second draft")
    longest: int = 200
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError."""
        strange = [kind for kind in self.without if kind not in kinds.CARRIED]
        if strange:
            raise ValueError(f"there is no kind of text called {strange[0]!r}: see lockstep.data.kinds")

    def awkward(self) -> dict[str, str]:
        """The texts that it must carry unaltered, by the name of their kind."""
        return {name: kinds.kind(name, self.longest) for name in kinds.CARRIED if name not in self.without}


@dataclass(frozen=True, slots=True)
class OwnOperation(Operation):
    """An operation that the adapter performs by its own code: its `name`, and its `fields` as a template."""

    fields: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Raises ValueError."""
        if not self.name:
            raise ValueError(
                f"an operation of the adapter's own needs its name: OwnOperation({self.fields}, name=...)"
            )


@dataclass(frozen=True, slots=True)
class Announcement:
    """That an event announces what `verb` did, in these `channels` (templates), where they differ from the
    resource's."""

    verb: Verb
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of thing.

    channel: where changes and deletions of one thing are announced, a template; empty: in the collection.
    collection: where new things are announced; empty: in the channel, which then exists before the thing.
    id, version, author, parent_id: where these stand in an answer and in an event; empty: nowhere.
    parent: the resource that it is in, if any.
    create, change, delete, read, list: what people can do with it; None: nobody can. A create whose request has
    `{key}` takes an idempotency key; a change whose request has `{based_on}` may say on which version it is based,
    and is rejected when there is a later one.
    revoke: takes away the right of the person `{member}` (an id) to receive and to read it, for good.
    events: each kind of event with what it announces.
    no_op: what becomes of a change that changes nothing, SILENT or ANNOUNCED; empty: nothing is promised.
    """

    name: str
    channel: str = ""
    collection: str = ""
    id: str = "id"
    version: str = ""
    author: str = ""
    parent: str = ""
    parent_id: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    create: Operation | None = None
    change: Operation | None = None
    delete: Operation | None = None
    read: Operation | None = None
    list: Operation | None = None
    revoke: Operation | None = None
    events: Mapping[str, Verb | str | Announcement] = field(default_factory=dict)
    no_op: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for what contradicts itself."""
        for wrong in _flaws(self):
            raise ValueError(f"resource {self.name!r}: {wrong}")

    # operations

    def operation(self, verb: Verb) -> Operation | None:
        """What declares this; None where nobody can do it."""
        found: Operation | None = getattr(self, verb.value)
        return found

    def named(self, verb: Verb) -> DeclaredOperation:
        """The operation's name in the history. Raises LookupError where nobody can do it."""
        operation = self.operation(verb)
        if operation is None:
            raise LookupError(f"{self.name} {NEEDS[verb.value]}")
        return DeclaredOperation(operation.name or f"{verb.value}_{self.name.replace('-', '_')}")

    def call(
        self,
        verb: Verb,
        values: Mapping[str, Any],
        *,
        ref: str | None = None,
        parent: str | None = None,
        members: tuple[str, ...] = (),
        **more: Any,
    ) -> tuple[DeclaredOperation, dict[str, Any]]:
        """The operation and the fields with which `Target.perform` or `Target.read` does this: with these `values` of
        the resource's fields, to the thing `ref`, in `parent`, for `members` (ids) besides the one who acts. `more`
        are the idempotency `key`, the version that it is `based_on`, the `member` concerned, a page's `cursor`."""
        name, operation = self.named(verb), self.operation(verb)
        known = {"ref": ref, "parent": parent, **more}
        given = {**values, **{name: value for name, value in known.items() if value is not None}}
        if isinstance(operation, OwnOperation):
            return name, fill(operation.fields, given | {"members": list(members)})
        return name, given

    # fields

    def settable(self, verb: Verb) -> dict[str, Field]:
        """The fields that an operation sets."""
        return {name: one for name, one in self.fields.items() if verb in one.of}

    # events

    def announcements(self) -> dict[str, Announcement]:
        """Each kind of event with what it announces and in which channels."""
        return {kind: self._announcement(one) for kind, one in self.events.items()}

    def kinds_of(self, verb: Verb) -> dict[str, tuple[str, ...]]:
        """The kinds of events that announce this, with their channels."""
        return {kind: one.channels for kind, one in self.announcements().items() if one.verb == verb}

    def watched(self, verb: Verb) -> tuple[str, ...]:
        """The channels, as templates, in which this is announced, or would be."""
        announced = [channel for channels in self.kinds_of(verb).values() for channel in channels]
        return tuple(dict.fromkeys(announced)) or self._channels(verb)

    def _announcement(self, given: Verb | str | Announcement) -> Announcement:
        if isinstance(given, Announcement):
            return Announcement(given.verb, given.channels or self._channels(given.verb))
        return Announcement(Verb(given), self._channels(Verb(given)))

    def _channels(self, verb: Verb) -> tuple[str, ...]:
        first, second = (self.collection, self.channel) if verb == Verb.CREATE else (self.channel, self.collection)
        return tuple(filter(None, (first or second,)))

    # needs

    def unmet(self, need: str) -> str:
        """Why a scenario with `@needs.each.NEED` cannot be executed with this resource; empty if it can."""
        return "" if self._meets(need) else f"{self.name} {NEEDS[need]}"

    def _meets(self, need: str) -> bool:
        announced = {"created": Verb.CREATE, "changed": Verb.CHANGE, "deleted": Verb.DELETE}
        if need in announced:
            return self.operation(announced[need]) is not None and bool(self.kinds_of(announced[need]))
        declared = {
            "no-op": self.no_op == SILENT and self.change is not None,
            "invalid": any(one.invalid for one in self.fields.values()),
            "text": any(isinstance(one, Text) for one in self.fields.values()),
            "versions": bool(self.version),
            "shown": self.read is not None or self.list is not None,
            "pages": self._has_pages(),
            "key": "key" in _holders(self.create),
            "based-on": bool(self.version) and "based_on" in _holders(self.change),
        }
        return declared[need] if need in declared else self.operation(Verb(need)) is not None

    def _has_pages(self) -> bool:
        return "cursor" in _holders(self.list) or (isinstance(self.list, Get) and bool(self.list.cursor))


def _holders(operation: Operation | None) -> frozenset[str]:
    """The placeholders of an operation."""
    if isinstance(operation, Request):
        return placeholders([operation.path, operation.body, operation.query, operation.headers])
    return placeholders(operation.fields) if isinstance(operation, OwnOperation) else frozenset()


def _flaws(resource: Resource) -> list[str]:
    found = []
    if not _NAME.fullmatch(resource.name):
        found.append("a name consists of lower-case letters, digits and single dashes")
    found += [
        f"{name!r} cannot be a field: the word is used for placeholders"
        for name in resource.fields.keys() & _RESERVED
    ]
    if resource.no_op not in {"", SILENT, ANNOUNCED}:
        found.append(f"no_op is {SILENT!r}, {ANNOUNCED!r} or empty, not {resource.no_op!r}")
    for kind, given in resource.events.items():
        word = given.verb if isinstance(given, Announcement) else given
        if word not in {verb.value for verb in WRITES}:
            found.append(f"the event {kind!r} announces create, change or delete, not {word!r}")
        elif resource.operation(Verb(word)) is not None and not (resource.channel or resource.collection):
            found.append(f"the event {kind!r} needs a channel: name one, or a collection")
    for name, one in resource.fields.items():
        if not one.samples:
            found.append(f"the field {name!r} needs a sample of a valid value")
        elif resource.change is not None and Verb.CHANGE in one.of and not _differ(one.samples):
            found.append(f"the field {name!r} can be changed, so it needs two different samples")
        if one.unique and not all(isinstance(sample, str) for sample in one.samples):
            found.append(f"the field {name!r} is unique, so its samples must be texts")
    return found + _unknown_placeholders(resource)


def _differ(samples: tuple[Any, ...]) -> bool:
    return any(sample != samples[0] for sample in samples)


def _unknown_placeholders(resource: Resource) -> list[str]:
    known = _RESERVED | resource.fields.keys()
    found = {"channel": placeholders(resource.channel), "collection": placeholders(resource.collection)}
    found |= {verb.value: _holders(resource.operation(verb)) for verb in Verb}
    return [
        f"{part} has the placeholder {{{name}}}, which is no field of it"
        for part, names in found.items()
        for name in sorted(names - known)
    ]
