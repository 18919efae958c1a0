"""Presence and status, misstated or not told."""

import copy

from lockstep.history.digest import digest
from lockstep.history.rows import Recv

from evidence.oracle.mutations.registry import Draft, mutation


@mutation("P22")
def called_absent(draft: Draft) -> bool:
    """Somebody is called absent."""
    one = draft.one(
        [
            row
            for row in draft.of(Recv)
            if str(row.entity).startswith("presence:") and row.payload == {"present": True}
        ]
    )
    if one is None:
        return False
    made = copy.copy(one)
    made.payload = {"present": False}
    made.digest = digest(made.payload)
    last = list(draft.of(Recv, conn=one.conn, event=False))
    draft.insert(made, last[-1] if last else draft.place(one.i, one.conn))
    return True


@mutation("P22")
def nobody_was_told(draft: Draft) -> bool:
    """A change of presence is not announced to one session."""
    one = draft.one([row for row in draft.of(Recv) if str(row.entity).startswith("presence:")])
    if one is None:
        return False
    draft.drop(*[row for row in draft.of(Recv, session=one.session) if row.entity == one.entity and row.i >= one.i])
    return True


@mutation("P22", "P12")
def other_status(draft: Draft) -> bool:
    """A status is announced that its owner did not set."""
    one = draft.one([row for row in draft.of(Recv) if str(row.entity).startswith("status:") and row.raw])
    if one is None:
        return False
    one.payload = dict(one.payload) | {"status": "asleep"}
    one.digest, one.sent = digest(one.payload), digest({"status": "asleep"})
    return True
