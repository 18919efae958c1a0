"""Events for people who may not have them."""

import copy

from lockstep.history.rows import Open, Recv, Revoke

from evidence.oracle.mutations.registry import Draft, mutation


def _given(draft: Draft, one: Recv, to: Open) -> None:
    """An event also goes down another connection."""
    made = copy.copy(one)
    made.person, made.session, made.conn, made.redelivery = to.person, to.session, to.conn, None
    draft.insert(made, one)


@mutation("P19")
def leaked(draft: Draft) -> bool:
    """An event reaches a session for which it is not."""
    one = draft.event()
    opens = [row for row in draft.of(Open, phase="done") if one and row.session != one.session and row.i < one.i]
    to = draft.one(opens)
    if one is None or to is None:
        return False
    if any(row.raw == one.raw and row.session == to.session for row in draft.messages()):
        return False
    _given(draft, one, to)
    return True


@mutation("P20", "P19")
def after_revocation(draft: Draft) -> bool:
    """An event reaches a person whose right was revoked before."""
    revoke = draft.one(draft.of(Revoke, phase="done"))
    if revoke is None:
        return False
    later = [row for row in draft.messages() if row.channel == revoke.channel and row.i > revoke.i]
    one = draft.one([row for row in later if row.person != revoke.person])
    to = draft.one([row for row in draft.of(Open, phase="done", person=revoke.person) if one and row.i < one.i])
    if one is None or to is None:
        return False
    _given(draft, one, to)
    return True
