"""A message is announced before it is checked: one that is refused then, and rolled back, was heard already."""

from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage
from lockstep.reference.errors import RefusedError

from evidence.mutants.mutant import Mutant


def _announced_first(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        try:
            return original(messages, call, body, key)
        except RefusedError:
            _announce(messages, call, body)
            raise

    return post


def _announce(messages: Messages, call: Call, body: PostMessage) -> None:
    """Send the event of the row that was to be written, with the id it would have had."""
    if body.chatroom_id is None:
        return
    core, room = messages._core, rooms.chatroom(body.chatroom_id)
    if core.database.find("SELECT 1 FROM rooms WHERE room = ?", room) is None:
        return
    with core.writes.write(call.cause, call.via) as work:
        message = {
            "id": core.database.row("SELECT ifnull(max(id), 0) + 1 FROM messages")[0],
            "version": 1,
            "chatroomId": body.chatroom_id,
            "authorId": call.caller.user_id,
            "content": body.content,
            "replyToId": body.reply_to_id,
            "createdAt": timestamp(work.now),
            "editedAt": None,
        }
        work.event(room, "chatroom_message_received", message)


MUTANT = Mutant(
    breaks="P4",
    may_break=("P3", "P12"),
    does="a message that is refused (no such chatroom for the writer, nothing to reply to) is heard all the same",
    made_by="whoever publishes inside the transaction, before the last check or the commit",
    owner=Messages,
    method="post",
    replacement=_announced_first,
    features=("features/recovery/backend.feature", "features/sync/messages.feature", "features/sync/retries.feature"),
)
