"""A chatroom's page tells the newest position, but misses the newest message. Breaks P17 (snapshot plus stream).

Made by whoever reads the page and then the position, in two transactions or from two replicas.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _but_the_newest(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        return (shown[1:] if cursor is None else shown), position, following

    return page


MUTANT = Mutant(
    breaks="P17",
    may_break=("P14",),
    does="the first page of a chatroom leaves the newest message out, though it tells that message's position",
    made_by="whoever reads page and position apart: from a replica that is behind, or in two transactions",
    owner=Messages,
    method="page",
    replacement=_but_the_newest,
    features=("features/sync/reading.feature", "features/sync/snapshots.feature"),
)
