"""A chatroom's first page is cached, and a deletion does not clear the cache. Breaks P14 (read agrees with event).

Made by whoever clears a cache after two kinds of writes of three.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant

_CLEARS = "(frame LIKE '%_message_received%' OR frame LIKE '%_message_edited%')"


def _cached(original: Callable[..., Any]) -> Callable[..., Any]:
    cached: dict[Any, Any] = {}

    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        if cursor is not None:
            return shown, position, following
        query = f"SELECT max(seq) FROM outbox WHERE room = ? AND {_CLEARS}"  # noqa: S608 - no value from outside
        cleared = messages._core.database.row(query, f"chatroom:{chatroom_id}")[0]
        kept, following = cached.setdefault((chatroom_id, limit, cleared), (shown, following))
        return kept, position, following

    return page


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="the first page of a chatroom is kept until somebody posts or edits; a deletion leaves it as it was",
    made_by="whoever clears a cache after two kinds of writes of three",
    owner=Messages,
    method="page",
    replacement=_cached,
    features=(
        "features/sync/changes.feature",
        "features/sync/snapshots.feature",
    ),
)
