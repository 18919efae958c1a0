"""A message that is refused is stored and announced all the same. Breaks P4 (no aborted event).

Made by whoever writes first and asks for the right afterwards, in two transactions.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage
from lockstep.reference.errors import RefusedError
from lockstep.reference.storage import table_rows

from evidence.mutants.mutant import Mutant

_NOT_HIS = frozenset({404, 409})


def _all_the_same(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        try:
            return original(messages, call, body, key)
        except RefusedError as refused:
            if refused.status in _NOT_HIS:
                _write(messages, call, body)
            raise

    return post


def _write(messages: Messages, call: Call, body: PostMessage) -> None:
    """What the refused message would have done; nothing where its chatroom or thread is not there at all."""
    database = messages._core.database
    query = (
        "SELECT ? AS chatroom_id, NULL AS thread_id WHERE EXISTS (SELECT 1 FROM chatrooms WHERE id = ?)"
        " UNION ALL SELECT chatroom_id, id FROM threads WHERE id = ?"
    )
    place = database.find(query, body.chatroom_id, body.chatroom_id, body.thread_id)
    if place is None:
        return
    insert = (
        "INSERT INTO messages (chatroom_id, thread_id, author_id, content, created_at)"
        " VALUES (?, ?, ?, ?, ?) RETURNING *"
    )
    with messages._core.writes.write(call.cause, call.via) as work:
        values = (place["chatroom_id"], place["thread_id"], call.caller.user_id, body.content, timestamp(work.now))
        [row] = database.rows(insert, *values)
        if place["thread_id"] is None:
            work.event(rooms.chatroom(place["chatroom_id"]), "chatroom_message_received", table_rows.message(row))
        else:
            work.event(rooms.thread(place["thread_id"]), "thread_message_received", table_rows.message(row))


MUTANT = Mutant(
    breaks="P4",
    may_break=("P3", "P19", "P20"),
    does="what an outsider, a guest or anybody in an archived thread writes is refused, yet stored and heard",
    made_by="whoever writes first and asks for the right afterwards, outside the transaction",
    owner=Messages,
    method="post",
    replacement=_all_the_same,
    features=(
        "features/sync/content.feature",
        "features/sync/membership.feature",
        "features/sync/messages.feature",
        "features/sync/permissions.feature",
        "features/sync/roles.feature",
        "features/sync/threads.feature",
    ),
)
