"""The list of chatrooms shows the public ones of every company. Breaks P19 (no leak).

Made by whoever adds a clause for public chatrooms with OR, and leaves the company out of it.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call
from lockstep.reference.storage import table_rows

from evidence.mutants.mutant import Mutant


def _with_all_public(original: Callable[..., Any]) -> Callable[..., Any]:
    def every(chatrooms: Chatrooms, call: Call) -> Any:
        shown, *positions = original(chatrooms, call)
        query = "SELECT * FROM chatrooms WHERE NOT is_private AND company_id <> ? ORDER BY id"
        rows = chatrooms._core.database.rows(query, call.caller.company_id)
        return [*shown, *(table_rows.chatroom(row) for row in rows)], *positions

    return every


MUTANT = Mutant(
    breaks="P19",
    does="the list of chatrooms also shows the public chatrooms of other companies",
    made_by="whoever adds a clause for public chatrooms with OR, and leaves the company out of it",
    owner=Chatrooms,
    method="all",
    replacement=_with_all_public,
    features=(
        "features/sync/chatrooms.feature",
        "features/sync/permissions.feature",
    ),
)
