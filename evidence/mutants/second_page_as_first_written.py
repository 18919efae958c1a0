"""On later pages messages are as they were first written. Breaks P14 (read agrees with event).

Made by whoever keeps pages that are full for ever, because new messages never go into them.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _as_first_written(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        if cursor is None:
            return shown, position, following
        query = "SELECT frame FROM outbox WHERE room = ? AND frame LIKE '%_message_received%'"
        rows = messages._core.database.rows(query, f"chatroom:{chatroom_id}")
        first = {one["id"]: one for one in (json.loads(text)["data"] for (text,) in rows)}
        return [first.get(one["id"], one) for one in shown], position, following

    return page


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="an edited message has its first text and version on every page but the first",
    made_by="whoever keeps full pages for ever, because new messages never go into them",
    owner=Messages,
    method="page",
    replacement=_as_first_written,
    features=("features/sync/snapshots.feature",),
)
