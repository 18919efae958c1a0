"""The events that each operation of the reference backend must cause: kind, channel, entity and version.

One entry per operation; an operation that causes nothing is an entry too. Source: docs/reference-backend.md,
"Events".
"""

from collections.abc import Callable
from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import Effect
from lockstep.targets.base import Answer, Write
from lockstep.targets.reference.known_state import World, membership

_WITH_TEXT = {"post_message", "edit_message", "post_thread_message", "edit_thread_message"}


def sent_of(content: Any, reply_to: Any) -> dict[str, Any]:
    """The fields a writer supplies for a message, as a write and its event both carry them."""
    return {"content": content, "replyToId": reply_to}


def write_sent(write: Write) -> dict[str, Any] | None:
    """The fields supplied by the writer of a message, or the status a person sets; None for other operations."""
    if write.operation == "set_status":
        return {"status": write.fields["status"]}
    if write.operation not in _WITH_TEXT:
        return None
    reply_to = write.fields.get("reply_to")
    return sent_of(write.fields["content"], int(reply_to.rpartition(":")[2]) if reply_to else None)


def effects_of(write: Write, answer: Answer, world: World) -> list[Effect]:
    """The events a write must cause, given its answer: none for a rejected one. For a write with unknown outcome,
    those that can be determined without its answer."""
    if answer.outcome == "fail" or (answer.outcome == "info" and write.operation not in _TOLD_BY_THE_WRITE):
        return []
    return OPERATIONS[write.operation](write, answer, world)


def _in(kind: str, channel: str, entity: str | None, version: int | None, sent: str | None = None) -> Effect:
    return Effect(kind=kind, channel=channel, entity=entity, version=version, sent=sent)


def _nothing(write: Write, answer: Answer, world: World) -> list[Effect]:
    del write, answer, world
    return []


def _posted(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    place = write.fields.get("thread") or write.fields["channel"]
    kind = f"{place.partition(':')[0]}_message_received"
    return [_in(kind, place, answer.entity, answer.version, sent=digest(write_sent(write)))]


def _edited(write: Write, answer: Answer, world: World) -> list[Effect]:
    message = write.fields["message"]
    place = world.places[message]
    return [_in(f"{place.partition(':')[0]}_message_edited", place, message, answer.version)]


def _deleted(write: Write, answer: Answer, world: World) -> list[Effect]:
    message = write.fields["message"]
    place = world.places[message]
    return [_in(f"{place.partition(':')[0]}_message_deleted", place, message, answer.version)]


def _marked(write: Write, answer: Answer, world: World) -> list[Effect]:
    del answer, world
    return [_in("marker", write.fields["channel"], f"marker:{write.w}", None)]


def _accepted(write: Write, answer: Answer, world: World) -> list[Effect]:
    del write, world
    member = answer.body["data"]["membership"]
    return [_in("user_joined_company", member["roomId"], membership(member), member["version"])]


def _departed(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    company, who = answer.body.get("membership", answer.body["data"]), write.fields["member"]
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
    "describe_chatroom": "chatroom_updated",
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


def _role_changed(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    who = write.fields["member"]
    return [_in("user_role_changed", who, who, answer.version)]


def _status_set(write: Write, answer: Answer, world: World) -> list[Effect]:
    del write
    user = f"user:{answer.payload['userId']}"
    return [_in("user_status_updated", world.people[user][1], answer.entity, answer.version)]


def _typed(write: Write, answer: Answer, world: World) -> list[Effect]:
    del answer, world
    place = write.fields.get("thread") or write.fields["channel"]
    return [Effect(kind=f"{place.partition(':')[0]}_typing", channel=place, durable=False)]


def _thread_made(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    return [_in("thread_created", write.fields["channel"], answer.entity, answer.version)]


_THREAD_EVENTS = {
    "rename_thread": "thread_updated",
    "archive_thread": "thread_archived",
    "delete_thread": "thread_deleted",
}


def _thread_changed(write: Write, answer: Answer, world: World) -> list[Effect]:
    kind, thread = _THREAD_EVENTS[write.operation], write.fields["thread"]
    last = write.operation == "delete_thread"
    inside = Effect(kind=kind, channel=thread, entity=thread, version=answer.version, last=last)
    return [inside, _in(kind, world.places[thread], thread, answer.version)]


def _participation(write: Write, answer: Answer, world: World) -> list[Effect]:
    del world
    kind = "participant_added" if write.operation == "add_participant" else "participant_removed"
    places = (write.fields["thread"], write.fields["member"])
    return [_in(kind, place, answer.entity, answer.version) for place in places]


_TOLD_BY_THE_WRITE = {
    "post_message",
    "edit_message",
    "delete_message",
    "post_thread_message",
    "edit_thread_message",
    "delete_thread_message",
    "start_typing",
    "stop_typing",
    "mark",
}
OPERATIONS: dict[str, Callable[[Write, Answer, World], list[Effect]]] = {
    "register": _nothing,
    "login": _nothing,
    "refresh": _nothing,
    "logout": _nothing,
    "change_password": _nothing,
    "invite": _nothing,
    "withdraw_invitation": _nothing,
    "accept_invitation": _accepted,
    "erase_company": _nothing,
    "remove_person": _departed,
    "deactivate_person": _departed,
    "create_chatroom": _announced,
    "rename_chatroom": _announced,
    "describe_chatroom": _announced,
    "delete_chatroom": _announced,
    "add_member": _joined,
    "remove_member": _removed,
    "post_message": _posted,
    "edit_message": _edited,
    "delete_message": _deleted,
    "change_role": _role_changed,
    "set_status": _status_set,
    "start_typing": _typed,
    "stop_typing": _typed,
    "create_thread": _thread_made,
    "rename_thread": _thread_changed,
    "archive_thread": _thread_changed,
    "delete_thread": _thread_changed,
    "add_participant": _participation,
    "remove_participant": _participation,
    "post_thread_message": _posted,
    "edit_thread_message": _edited,
    "delete_thread_message": _deleted,
    "mark": _marked,
}
