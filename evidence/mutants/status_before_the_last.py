"""A status that is read is the last but one. Breaks P22 (presence).

Made by whoever writes a status to the database and reads it from a copy that is filled before the commit.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _one_behind(original: Callable[..., Any]) -> Callable[..., Any]:
    def status(people: People, call: Call, user_id: int) -> Any:
        shown = original(people, call, user_id)
        query = "SELECT frame FROM outbox WHERE room = ? AND frame LIKE '%user_status_updated%' ORDER BY seq"
        rows = people._core.database.rows(query, rooms.company(call.caller.company_id))
        told = [json.loads(text)["data"] for (text,) in rows]
        own = [one for one in told if one["userId"] == user_id]
        return shown if not own else {**shown, "status": own[-2]["status"] if len(own) > 1 else "offline"}

    return status


MUTANT = Mutant(
    breaks="P22",
    may_break=("P12",),
    does="a colleague's status is read as the one before the last, with the last one's version",
    made_by="whoever reads it from a copy that is filled before the commit",
    owner=People,
    method="status",
    replacement=_one_behind,
    features=(
        "features/sync/status.feature",
        "features/sync/concurrency.feature",
    ),
)
