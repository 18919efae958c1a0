"""The list of chatrooms is cached, and a new name does not clear the cache. Breaks P14 (read agrees with event).

Made by whoever clears a cached list when something is added or removed, and forgets changes.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _cached(original: Callable[..., Any]) -> Callable[..., Any]:
    cached: dict[Any, Any] = {}

    def every(chatrooms: Chatrooms, call: Call) -> Any:
        shown, *positions = original(chatrooms, call)
        return [cached.setdefault((call.caller.company_id, one["id"]), one) for one in shown], *positions

    return every


MUTANT = Mutant(
    breaks="P14",
    may_break=("P12",),
    does="the list of chatrooms keeps each as it was when the list was first read; the chatroom itself is read anew",
    made_by="whoever clears a cached list when something is added or removed, and forgets changes",
    owner=Chatrooms,
    method="all",
    replacement=_cached,
    features=(
        "features/sync/chatrooms.feature",
        "features/sync/snapshots.feature",
    ),
)
