"""The rights that each operation of the reference backend changes.

Before the answer, the requested change is determined as far as the write allows; after it, the actual one. The right
to a thread is the right to its chatroom. Source: docs/reference-backend.md, "Rights".
"""

from collections.abc import Callable, Iterable
from typing import Literal

from lockstep.targets.base import Answer, Right, Write
from lockstep.targets.reference.known_state import World

Change = Literal["grant", "revoke"]


def rights_of(write: Write, answer: Answer | None, world: World) -> list[Right]:
    """The rights a write changes: as requested (no answer yet), or as performed."""
    changes = RIGHTS.get(write.operation)
    return [] if changes is None else changes(write, answer, world)


def _with_threads(change: Change, person: str, channels: Iterable[str], world: World) -> list[Right]:
    """The right to these channels and to the threads in them."""
    everywhere = dict.fromkeys(place for channel in channels for place in (channel, *world.within(channel)))
    return [Right(change, person, place) for place in everywhere]


def _admission(write: Write, answer: Answer | None, world: World) -> list[Right]:
    if answer is None:
        return []
    company, user = answer.body["data"]["membership"]["roomId"], f"user:{answer.body['data']['user']['id']}"
    own = [Right("grant", write.person, channel) for channel in (company, user)]
    public = () if write.person in world.guests else sorted(world.public.get(company, ()))
    return own + _with_threads("grant", write.person, public, world)


def _opening(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del write
    if answer is None or answer.entity is None:
        return []
    channel = answer.entity
    allowed = {world.name(f"user:{member['userId']}") for member in answer.body["members"]}
    if not answer.body["data"]["isPrivate"]:
        allowed |= world.hearers.get(world.places[channel], set()) - world.guests
    return [Right("grant", person, channel) for person in sorted(filter(None, allowed))]


def _threading(write: Write, answer: Answer | None, world: World) -> list[Right]:
    if answer is None or answer.entity is None:
        return []
    hearers = world.hearers.get(write.fields["channel"], set())
    return [Right("grant", person, answer.entity) for person in sorted(hearers)]


def _membership(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    person = world.name(write.fields["member"])
    change: Change = "grant" if write.operation == "add_member" else "revoke"
    return [] if person is None else _with_threads(change, person, [write.fields["channel"]], world)


def _closing(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    channel = write.fields.get("thread") or write.fields["channel"]
    channels = [channel, *world.within(channel)]
    return [Right("revoke", person, place) for place in channels for person in sorted(world.hearers.get(place, ()))]


def _leaving(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    who = write.fields["member"]
    person, company = world.people.get(who, (None, ""))
    if person is None:
        return []
    rooms = _with_threads("revoke", person, world.within(company), world)
    return [*rooms, Right("revoke", person, company), Right("revoke", person, who)]


def _role(write: Write, answer: Answer | None, world: World) -> list[Right]:
    person = world.name(write.fields["member"])
    if answer is None or person is None:
        return []
    gained = _with_threads("grant", person, answer.body["gained"], world)
    return gained + _with_threads("revoke", person, answer.body["lost"], world)


RIGHTS: dict[str, Callable[[Write, Answer | None, World], list[Right]]] = {
    "register": _admission,
    "accept_invitation": _admission,
    "create_chatroom": _opening,
    "create_thread": _threading,
    "add_member": _membership,
    "remove_member": _membership,
    "delete_chatroom": _closing,
    "delete_thread": _closing,
    "remove_person": _leaving,
    "deactivate_person": _leaving,
    "change_role": _role,
}
