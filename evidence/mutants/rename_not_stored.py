"""A new name is answered and announced, but a later read shows the old one. Breaks P12 (payload agreement).

Made by whoever answers and announces what was asked for, and stores something else: a column left out of the update.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import UpdateChatroom

from evidence.mutants.mutant import Mutant


def _only_told(original: Callable[..., Any]) -> Callable[..., Any]:
    def update(chatrooms: Chatrooms, call: Call, chatroom_id: int, body: UpdateChatroom) -> Any:
        database = chatrooms._core.database
        old = database.find("SELECT name FROM chatrooms WHERE id = ?", chatroom_id)
        told = original(chatrooms, call, chatroom_id, body)
        with database.transaction():
            database.run("UPDATE chatrooms SET name = ? WHERE id = ?", old["name"] if old else body.name, chatroom_id)
        return told

    return update


MUTANT = Mutant(
    breaks="P12",
    may_break=("P14",),
    does="a renamed chatroom is answered and announced with its new name, and read with its old one",
    made_by="whoever announces the request's body, and leaves the name out of the update",
    owner=Chatrooms,
    method="update",
    replacement=_only_told,
    features=(
        "features/sync/chatrooms.feature",
        "features/sync/concurrency.feature",
        "features/sync/snapshots.feature",
    ),
)
