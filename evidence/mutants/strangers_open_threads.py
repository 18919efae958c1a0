"""Somebody who does not see a chatroom can open a thread in it, and everybody in it hears of that. Breaks no property
of the record, but what a scenario says: the backend refuses it.

Made by whoever lets a service act with rights of its own, and does not ask for whom.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import CreateThread
from lockstep.reference.domain.threads import Threads
from lockstep.reference.errors import RefusedError

from evidence.mutants.mutant import STEP, Mutant


def _as_who_opened_it(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(threads: Threads, call: Call, body: CreateThread) -> Any:
        try:
            return original(threads, call, body)
        except RefusedError:
            query = "SELECT created_by, company_id FROM chatrooms WHERE id = ?"
            room = threads._core.database.find(query, body.chatroom_id)
            if room is None:
                raise
            caller = replace(call.caller, user_id=room["created_by"], company_id=room["company_id"], role="OWNER")
            return original(threads, replace(call, caller=caller), body)

    return create


MUTANT = Mutant(
    breaks=STEP,
    does="who may not see a chatroom opens a thread in it, in the name of whoever opened the chatroom",
    made_by="whoever lets a service act with rights of its own, and does not ask for whom it does",
    owner=Threads,
    method="create",
    replacement=_as_who_opened_it,
    features=("features/sync/threads.feature",),
)
