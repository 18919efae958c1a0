"""Changing a chatroom's name empties its description. Breaks P12 (payload agreement).

Made by whoever takes PUT literally, over a body that names only what changes.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import UpdateChatroom

from evidence.mutants.mutant import Mutant


def _literally(original: Callable[..., Any]) -> Callable[..., Any]:
    def update(chatrooms: Chatrooms, call: Call, chatroom_id: int, body: UpdateChatroom) -> Any:
        whole = body if body.description is not None else body.model_copy(update={"description": ""})
        return original(chatrooms, call, chatroom_id, whole)

    return update


MUTANT = Mutant(
    breaks="P12",
    does="a chatroom that is given a new name alone has no description any more, wherever it is shown",
    made_by="whoever takes PUT literally, over a body that names only what changes",
    owner=Chatrooms,
    method="update",
    replacement=_literally,
    features=(
        "features/sync/chatrooms.feature",
        "features/sync/snapshots.feature",
        "features/sync/concurrency.feature",
    ),
)
