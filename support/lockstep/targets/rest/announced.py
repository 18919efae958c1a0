"""What declared resources announce: the events that a write must cause, who may receive them, and those that came."""

from collections.abc import Mapping
from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.templates import MISSING, at, fill, placeholders
from lockstep.history.digest import digest
from lockstep.history.rows import Effect
from lockstep.targets.base import Answer, Event, Identity, Right, Write
from lockstep.targets.resources import Resource, Text, Verb
from lockstep.targets.rest.things import Known, Thing, chosen, thing_in

ID_OF = {"ref": "id", "parent": "parent_id"}
"""The placeholder of the id of what a field of an operation calls by its reference."""


def values_of(identity: Identity, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values of placeholders of a person and of the fields of an operation."""
    ids = {ID_OF[name]: fields[name].partition(":")[2] for name in ID_OF if isinstance(fields.get(name), str)}
    person = {
        "person": identity.person,
        "me": identity.id,
        "company": identity.company,
        "email": identity.email,
        "password": identity.password,
        "token": identity.access_token,
        "refresh_token": identity.refresh_token,
    }
    return {**person, **ids, **fields}


class Announced:
    """The announcements of one target's resources; `kinds` are those of their events, `texts` the paths in their data
    of what people write."""

    def __init__(
        self, resources: tuple[Resource, ...], people: dict[str, Identity], known: Known, run: str = ""
    ) -> None:
        """`people` and `known` are the target's own and change under way; `run` is the prefix of what it makes."""
        self._run = run
        self._resources = resources
        self._people = people
        self._known = known
        self._events = {
            kind: (resource, one.verb) for resource in resources for kind, one in resource.announcements().items()
        }
        self.kinds = frozenset(self._events)
        named = [(one.path or name) for of in resources for name, one in of.fields.items() if isinstance(one, Text)]
        self.texts = tuple(dict.fromkeys(named))

    def place(self, write: Write, resource: Resource, verb: Verb) -> str | None:
        """The channel of the first event that a write must cause, as far as the write alone determines it."""
        templates = [one for channels in resource.kinds_of(verb).values() for one in channels]
        return next(iter(self._channels(templates, write, write.fields.get("ref"))), None)

    def effects(self, write: Write, answer: Answer, resource: Resource, verb: Verb) -> list[Effect]:
        """The events that a write must cause."""
        shown = answer.payload or {}
        supplied = {name: value for name, value in write.fields.items() if name in resource.fields}
        sent, entity = chosen({**shown, **supplied}, resource, verb), answer.entity or write.fields.get("ref")
        named = None if sent is None else digest(sent)
        return [
            Effect(kind=kind, channel=channel, entity=entity, version=answer.version, sent=named)
            for kind, templates in resource.kinds_of(verb).items()
            for channel in self._channels(templates, write, entity)
        ]

    def is_foreign(self, resource: Resource, thing: Thing) -> bool:
        """Whether somebody else made it: no unique field, of those that the resource has, bears the run's prefix."""
        unique = [name for name, one in resource.fields.items() if one.unique]
        if not unique or thing.ref in self._known.own:
            return False
        if any(str(thing.fields.get(name, "")).startswith(self._run) for name in unique):
            self._known.own.add(thing.ref)
            return False
        return True

    def event(self, frame: Frame) -> Event | None:
        """The event in a frame; None where it announces what another run made. Raises LookupError where it has no
        id."""
        resource, verb = self._events[frame.kind]
        thing = thing_in(resource, frame.data)
        if thing is None:
            raise LookupError(f'the event {frame.kind} has no id at "{resource.id}"')
        if self.is_foreign(resource, thing):
            return None
        is_gone = verb == Verb.DELETE
        if not is_gone:
            self._known.learn(thing)
        author = str(at(frame.data, resource.author)) if resource.author else ""
        return Event(
            frame.kind,
            frame.channel or self._channel_of(resource, verb, thing, frame.data),
            thing.ref,
            version=None if is_gone else thing.version,
            seq=frame.seq,
            epoch=frame.epoch,
            payload=None if is_gone else thing.payload,
            sent=chosen(thing.fields, resource, verb),
            author=next((name for name, one in self._people.items() if author and one.id == author), None),
        )

    def rights_of_a_newcomer(self, person: str) -> list[Right]:
        """What somebody may receive who has just joined a company."""
        mine = [ref for ref, maker in self._known.makers.items() if self._are_colleagues(maker, person)]
        channels = [
            channel
            for resource in self._resources
            for ref in (None, *(one for one in mine if one.startswith(f"{resource.name}:")))
            for channel in self._all_channels(resource, Write("", person, "", {}), ref)
        ]
        return [Right("grant", person, channel) for channel in dict.fromkeys(channels)]

    def rights_to_a_new_thing(self, write: Write, answer: Answer, resource: Resource) -> list[Right]:
        """Who may receive what is announced of it."""
        channels = dict.fromkeys(self._all_channels(resource, write, answer.entity))
        people = [one for one in self._people if self._are_colleagues(one, write.person)]
        return [Right("grant", person, channel) for channel in channels for person in people]

    def rights_taken_away(self, write: Write, resource: Resource) -> list[Right]:
        """What the person may no longer receive to whom a thing is closed: what is announced of it alone."""
        collections = set(self._channels(resource.watched(Verb.CREATE), write, None))
        channels = dict.fromkeys(self._all_channels(resource, write, write.fields.get("ref")))
        people = [name for name, one in self._people.items() if one.id == write.fields.get("member")]
        return [
            Right("revoke", person, channel)
            for channel in channels
            if channel not in collections
            for person in people
        ]

    def _all_channels(self, resource: Resource, write: Write, entity: str | None) -> list[str]:
        return self._channels([one for verb in Verb for one in resource.watched(verb)], write, entity)

    def _channels(self, templates: list[str] | tuple[str, ...], write: Write, entity: str | None) -> list[str]:
        """These channels; not those of a new thing that no answer has named yet."""
        parent = write.fields.get("parent") or self._known.parents.get(entity or "")
        fields = {name: value for name, value in (("ref", entity), ("parent", parent)) if value is not None}
        values = values_of(self._people[write.person], {**write.fields, **fields})
        return [str(fill(one, values)) for one in templates if placeholders(one) <= values.keys()]

    def _channel_of(self, resource: Resource, verb: Verb, thing: Thing, data: Any) -> str:
        """The channel of an event whose frame names none: as its template says, from the event alone."""
        parent = at(data, resource.parent_id) if resource.parent_id else MISSING
        known = {"id": thing.id, "ref": thing.ref, **({} if parent is MISSING else {"parent_id": parent})}
        return str(fill(resource.watched(verb)[0], known))

    def _are_colleagues(self, one: str, other: str) -> bool:
        people = self._people
        return one in people and other in people and people[one].company == people[other].company
