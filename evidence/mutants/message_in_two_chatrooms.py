"""A chatroom's page also shows the newest message of another one. Breaks P14 (read agrees with event).

Made by whoever joins two tables on the company and forgets the chatroom.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.storage import table_rows

from evidence.mutants.mutant import Mutant


def _with_a_neighbour(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        others = [row["id"] for row in messages._core.permissions.chatrooms(call.caller) if row["id"] != chatroom_id]
        query = "SELECT * FROM messages WHERE chatroom_id = ? AND thread_id IS NULL ORDER BY id DESC LIMIT 1"
        found = messages._core.database.find(query, others[0]) if others and cursor is None else None
        return [*shown, *([] if found is None else [table_rows.message(found)])], position, following

    return page


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="the first page of a chatroom also shows the newest message of another chatroom that the reader may see",
    made_by="whoever joins two tables on the company and forgets the chatroom",
    owner=Messages,
    method="page",
    replacement=_with_a_neighbour,
    features=(
        "features/sync/messages.feature",
        "features/sync/concurrency.feature",
    ),
)
