"""A chatroom's page of members lacks who joined last, for everybody but owners. Breaks no property of the record, for
members are not told of as things of their own; a scenario says who must be read.

Made by whoever reads from a replica that is behind, and lets only those who wrote read from the first.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import STEP, Mutant


def _behind(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(chatrooms: Chatrooms, call: Call, chatroom_id: int) -> Any:
        chatroom, members, position = original(chatrooms, call, chatroom_id)
        if call.caller.role != "OWNER":
            newest = max(member["userId"] for member in members)
            members = [member for member in members if member["userId"] != newest]
        return chatroom, members, position

    return get


MUTANT = Mutant(
    breaks=STEP,
    does="whoever is no owner reads a chatroom without the member who joined last",
    made_by="whoever reads members from a replica that is behind the one that is written to",
    owner=Chatrooms,
    method="get",
    replacement=_behind,
    features=(
        "features/sync/concurrency.feature",
        "features/sync/membership.feature",
        "features/sync/snapshots.feature",
    ),
)
