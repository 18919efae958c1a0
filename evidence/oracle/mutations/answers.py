"""Keys that are executed twice, and answers that differ."""

import copy

from lockstep.history.rows import Ok

from evidence.oracle.mutations.registry import Draft, mutation, other_payload


@mutation("P6")
def answered_otherwise(draft: Draft) -> bool:
    """A repeated request is answered with another result."""
    repeated = [row for row in draft.of(Ok) if row.attempt > 1 and row.entity is not None]
    one = draft.one(repeated)
    if one is None:
        return False
    if draft.chance.random() < 0.5:
        one.entity = "message:995"
    else:
        one.payload, one.digest = other_payload(one.payload)
    return True


@mutation("P6")
def executed_twice(draft: Draft) -> bool:
    """A repeated request makes a second thing, which is announced."""
    retried = {row.w for row in draft.of(Ok) if row.attempt > 1}
    one = draft.one([row for row in draft.messages() if row.raw in retried and row.entity is not None])
    if one is None:
        return False
    made = copy.copy(one)
    made.entity, made.redelivery = "message:994", None
    made.seq = one.seq + 100 if one.seq else None
    draft.insert(made, draft.place(one.i, one.conn))
    return True
