"""Two attempts with one idempotency key, close together, are two messages. Breaks P6 (one result per key).

Made by whoever looks the key up before the write and stores it after, so that neither attempt sees the other.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage

from evidence.mutants.mutant import Mutant

_FORGOTTEN_S = 2.0


def _not_yet_there(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        core = messages._core
        stored = core.database.find(
            "SELECT stored_at FROM idempotency WHERE user_id = ? AND key = ?", call.caller.user_id, key
        )
        if stored is not None and core.clock() - stored["stored_at"] < _FORGOTTEN_S:
            key = None
        return original(messages, call, body, key)

    return post


MUTANT = Mutant(
    breaks="P6",
    may_break=("P2", "P3"),
    does="a key is known two seconds after its first use; a message tried again before is written twice",
    made_by="whoever checks the key before the transaction and stores it after, or in a cache that is written later",
    owner=Messages,
    method="post",
    replacement=_not_yet_there,
    features=("features/recovery/api.feature", "features/sync/retries.feature"),
)
