"""What each operation of the reference backend must cause: the events, where, for whom, and whose rights change.

One entry per operation; an operation that causes nothing is an entry too. `World` is what an adapter has to know of
people and places to say so: it is filled from the answers of the operations themselves. Source: contract.md,
"Effects".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from support.history.digest import digest
from support.history.rows import Effect
from support.targets.base import Answer, Identity, Right, Write


@dataclass(slots=True)
class World:
    """Who is who and where, as far as the answers told.

    people: user reference to person and company. public: company to its public chatrooms. places: message to the
    channel it is in, chatroom to its company.
    """

    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    public: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def name(self, user: str) -> str | None:
        """The person behind a user reference."""
        return self.people.get(user, (None, ""))[0]

    def staff(self, company: str) -> list[str]:
        """The people of a company."""
        return [person for person, of in self.people.values() if of == company]

    def learn(self, write: Write, answer: Answer) -> None:
        """Take in what an acknowledged write tells."""
        if answer.outcome != "ok" or answer.entity is None:
            return
        data = answer.body["data"]
        match write.operation:
            case "register" | "accept_invitation":
                self.people[answer.entity] = (write.person, data["membership"]["roomId"])
            case "create_chatroom":
                self.places[answer.entity] = company = f"company:{data['companyId']}"
                if not data["isPrivate"]:
                    self.public.setdefault(company, set()).add(answer.entity)
            case "post_message":
                self.places[answer.entity] = f"chatroom:{data['chatroomId']}"

    def forget(self, identity: Identity) -> None:
        """Forget a person and what is known of the company."""
        self.people.pop(identity.id, None)
        self.public.pop(identity.company, None)


def sent_of(content: Any, reply_to: Any) -> dict[str, Any]:
    """The fields a writer supplies for a message, as a write and its event both carry them."""
    return {"content": content, "replyToId": reply_to}


def effects_of(write: Write, answer: Answer, world: World) -> list[Effect]:
    """The events a write must cause, given its answer: none for a refused one. Of a write nobody knows the fate of,
    those that can be told without its answer."""
    if answer.outcome == "fail" or (answer.outcome == "info" and write.operation not in _TOLD_BY_THE_WRITE):
        return []
    return OPERATIONS[write.operation](write, answer, world)


def write_sent(write: Write) -> dict[str, Any] | None:
    """The fields the writer of a message supplies; None for other operations."""
    if write.operation not in {"post_message", "edit_message"}:
        return None
    reply_to = write.fields.get("reply_to")
    return sent_of(write.fields["content"], int(reply_to.rpartition(":")[2]) if reply_to else None)


def membership(data: dict[str, Any]) -> str:
    """The entity of a membership."""
    return f"membership:{data['roomId']}/user:{data['userId']}"


def rights_of(write: Write, answer: Answer | None, world: World) -> list[Right]:
    """Whose rights a write changes: what it asks (no answer yet), or what was done."""
    changes = _RIGHTS.get(write.operation)
    return [] if changes is None else changes(write, answer, world)


def _admission(write: Write, answer: Answer | None, world: World) -> list[Right]:
    if answer is None:
        return []
    company = answer.body["data"]["membership"]["roomId"]
    channels = [company, f"user:{answer.body['data']['user']['id']}", *sorted(world.public.get(company, ()))]
    return [Right("grant", write.person, channel) for channel in channels]


def _opening(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del write
    if answer is None or answer.entity is None:
        return []
    channel = answer.entity
    allowed = {world.name(f"user:{member['userId']}") for member in answer.body["members"]}
    if not answer.body["data"]["isPrivate"]:
        allowed |= set(world.staff(world.places[channel]))
    return [Right("grant", person, channel) for person in sorted(filter(None, allowed))]


def _membership(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    person = world.name(write.fields["member"])
    change: Literal["grant", "revoke"] = "grant" if write.operation == "add_member" else "revoke"
    return [] if person is None else [Right(change, person, write.fields["channel"])]


def _closing(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    staff = world.staff(world.places.get(write.fields["channel"], ""))
    return [Right("revoke", person, write.fields["channel"]) for person in staff]


def _leaving(write: Write, answer: Answer | None, world: World) -> list[Right]:
    del answer
    who = write.fields["member"]
    person, company = world.people.get(who, (None, ""))
    if person is None:
        return []
    rooms = sorted(channel for channel, place in world.places.items() if place == company)
    return [Right("revoke", person, channel) for channel in [*rooms, company, who]]


_RIGHTS: dict[str, Callable[[Write, Answer | None, World], list[Right]]] = {
    "register": _admission,
    "accept_invitation": _admission,
    "create_chatroom": _opening,
    "add_member": _membership,
    "remove_member": _membership,
    "delete_chatroom": _closing,
    "remove_person": _leaving,
}


def _in(kind: str, channel: str, entity: str | None, version: int | None, sent: str | None = None) -> Effect:
    return Effect(kind=kind, channel=channel, entity=entity, version=version, sent=sent)


def _nothing(write: Write, answer: Answer, world: World) -> list[Effect]:
    del write, answer, world
    return []


def _posted(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    sent = digest(write_sent(write))
    return [_in("chatroom_message_received", write.fields["channel"], answer.entity, answer.version, sent=sent)]


def _edited(write: Write, answer: Answer, world: World) -> list[Effect]:
    message = write.fields["message"]
    return [_in("chatroom_message_edited", world.places[message], message, answer.version)]


def _deleted(write: Write, answer: Answer, world: World) -> list[Effect]:
    message = write.fields["message"]
    return [_in("chatroom_message_deleted", world.places[message], message, answer.version)]


def _marked(write: Write, answer: Answer, world: World) -> list[Effect]:
    del answer, world
    return [_in("marker", write.fields["channel"], f"marker:{write.w}", None)]


def _accepted(write: Write, answer: Answer, world: World) -> list[Effect]:
    del write, world
    member = answer.body["data"]["membership"]
    return [_in("user_joined_company", member["roomId"], membership(member), member["version"])]


def _departed(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    company, who = answer.body["data"], write.fields["member"]
    told = Effect(
        kind="access_revoked",
        channel=who,
        entity=f"revocation:{company['roomId']}/{who}",
        version=company["version"],
        last=True,
    )
    left = [_in("user_left_chatroom", one["roomId"], membership(one), one["version"]) for one in answer.body["left"]]
    return [*left, _in("user_left_company", company["roomId"], membership(company), company["version"]), told]


def _joined(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    places = (write.fields["channel"], write.fields["member"])
    return [_in("user_joined_chatroom", place, answer.entity, answer.version) for place in places]


def _removed(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    channel, who = write.fields["channel"], write.fields["member"]
    return [
        _in("user_left_chatroom", channel, answer.entity, answer.version),
        _in("access_revoked", who, f"revocation:{channel}/{who}", answer.version),
    ]


_CHATROOM_EVENTS = {
    "create_chatroom": "chatroom_created",
    "rename_chatroom": "chatroom_updated",
    "delete_chatroom": "chatroom_deleted",
}


def _announced(write: Write, answer: Answer, world: World) -> list[Effect]:
    kind, body, room = _CHATROOM_EVENTS[write.operation], answer.body, str(answer.entity)
    deleted = write.operation == "delete_chatroom"
    if body["isPrivate"] if deleted else body["data"]["isPrivate"]:
        places = [f"user:{member['userId']}" for member in body["members"]]
    else:
        places = [world.places[room]]
    announced = [_in(kind, place, room, answer.version) for place in places]
    if write.operation == "create_chatroom":
        return announced
    return [Effect(kind=kind, channel=room, entity=room, version=answer.version, last=deleted), *announced]


_TOLD_BY_THE_WRITE = {"post_message", "edit_message", "delete_message", "mark"}
OPERATIONS: dict[str, Callable[[Write, Answer, World], list[Effect]]] = {
    "register": _nothing,
    "login": _nothing,
    "refresh": _nothing,
    "logout": _nothing,
    "invite": _nothing,
    "accept_invitation": _accepted,
    "erase_company": _nothing,
    "remove_person": _departed,
    "create_chatroom": _announced,
    "rename_chatroom": _announced,
    "delete_chatroom": _announced,
    "add_member": _joined,
    "remove_member": _removed,
    "post_message": _posted,
    "edit_message": _edited,
    "delete_message": _deleted,
    "mark": _marked,
}
