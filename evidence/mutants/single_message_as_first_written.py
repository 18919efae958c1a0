"""One message, read by its id, is as it was first written. Breaks P14 (read agrees with event).

Made by whoever fills a store by id when something is created, and edits only what the lists are made of.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _as_first_written(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(messages: Messages, call: Call, message_id: int) -> Any:
        shown = original(messages, call, message_id)
        query = "SELECT frame FROM outbox WHERE frame LIKE '%_message_received%' AND frame LIKE ? ORDER BY seq"
        frames = (json.loads(text) for (text,) in messages._core.database.rows(query, f'%"id":{message_id},%'))
        return next((one["data"] for one in frames if one["data"]["id"] == message_id), shown)

    return get


MUTANT = Mutant(
    breaks="P14",
    does="one message, read by its id, has its first text and version after every edit; lists show the last",
    made_by="whoever fills a store by id on creation, and edits only what lists are made of",
    owner=Messages,
    method="get",
    replacement=_as_first_written,
    features=(
        "features/sync/changes.feature",
        "features/sync/concurrency.feature",
    ),
)
