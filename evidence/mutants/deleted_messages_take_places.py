"""Deleted messages still take places when pages are counted. Breaks P14 (read agrees with event).

Made by whoever counts rows for the next page in another way than they select them.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _with_places_of_the_deleted(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        query = "SELECT frame FROM outbox WHERE room = ? AND frame LIKE '%_message_deleted%'"
        rows = messages._core.database.rows(query, f"chatroom:{chatroom_id}")
        gone = sum(json.loads(text)["event"] == "chatroom_message_deleted" for (text,) in rows)
        return shown if cursor is None else shown[gone:], position, following

    return page


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="the second page begins as many messages too late as were deleted in the chatroom",
    made_by="whoever counts rows for the next page in another way than they select them",
    owner=Messages,
    method="page",
    replacement=_with_places_of_the_deleted,
    features=(
        "features/sync/changes.feature",
        "features/sync/snapshots.feature",
    ),
)
