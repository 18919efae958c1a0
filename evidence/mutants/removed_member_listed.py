"""A chatroom's members still include those who were removed. Breaks P14 (read agrees with event).

Made by whoever marks memberships as ended, and selects all of them in the one query that nobody tried.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call
from lockstep.reference.storage import table_rows

from evidence.mutants.mutant import Mutant


def _with_former_members(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(chatrooms: Chatrooms, call: Call, chatroom_id: int) -> Any:
        chatroom, _, position = original(chatrooms, call, chatroom_id)
        query = "SELECT * FROM memberships WHERE room = ? ORDER BY user_id"
        rows = chatrooms._core.database.rows(query, rooms.chatroom(chatroom_id))
        return chatroom, [table_rows.membership(row) for row in rows], position

    return get


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="a person removed from a chatroom is still among its members when it is read",
    made_by="whoever marks memberships as ended, and selects all of them in the one query that nobody tried",
    owner=Chatrooms,
    method="get",
    replacement=_with_former_members,
    features=(
        "features/sync/membership.feature",
        "features/sync/permissions.feature",
    ),
)
