"""What is known of the things of declared resources: how answers and events show them, and what was shown last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lockstep.clients.dialects.templates import MISSING, at
from lockstep.history.digest import digest
from lockstep.history.rows import Shown
from lockstep.targets.resources import Resource, Verb


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as an answer or an event shows it: its reference, version, and the fields shown."""

    ref: str
    id: Any
    version: int | None
    fields: dict[str, Any]

    @property
    def payload(self) -> dict[str, Any]:
        """The projected payload, the same in answers, events and reads."""
        shown = {} if self.version is None else {"version": self.version}
        return {"id": self.id, **self.fields, **shown}

    def shown(self) -> Shown:
        """As a read shows it."""
        return Shown(entity=self.ref, version=self.version, digest=digest(self.payload), payload=self.payload)


def thing_in(resource: Resource, data: Any) -> Thing | None:
    """The thing that this part of an answer or event shows; None where it has no id."""
    own = at(data, resource.id)
    if not isinstance(own, str | int) or isinstance(own, bool):
        return None
    version = at(data, resource.version) if resource.version else None
    found = {name: at(data, one.path or name) for name, one in resource.fields.items()}
    return Thing(
        f"{resource.name}:{own}",
        own,
        version if isinstance(version, int) and not isinstance(version, bool) else None,
        {name: value for name, value in found.items() if value is not MISSING},
    )


def chosen(fields: Mapping[str, Any], resource: Resource, verb: Verb) -> dict[str, Any] | None:
    """Of these fields those that the operation sets; None where one is missing, or the operation sets none."""
    names = resource.settable(verb) if verb in {Verb.CREATE, Verb.CHANGE} else {}
    if not names or not names.keys() <= fields.keys():
        return None
    return {name: fields[name] for name in names}


@dataclass(slots=True)
class Known:
    """The things of a run. shown: each as it was last shown. parents: what each is in. makers: who created each.
    own: all that this run made. silent: the writes that changed nothing, so that nothing is to be announced."""

    shown: dict[str, Thing] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)

    def learn(self, thing: Thing) -> None:
        """Keep what is shown, unless something newer is known."""
        before = self.shown.get(thing.ref)
        newer = before is not None and before.version is not None and (thing.version or 0) < before.version
        if not newer:
            self.shown[thing.ref] = thing

    def forget(self, ref: str) -> None:
        """It was deleted."""
        for kept in (self.shown, self.parents, self.makers):
            kept.pop(ref, None)

    def changes_nothing(self, ref: str, supplied: Mapping[str, Any]) -> bool:
        """Whether the thing, as last shown, has all of these values."""
        before = self.shown.get(ref)
        return before is not None and all(
            name in before.fields and before.fields[name] == value for name, value in supplied.items()
        )
