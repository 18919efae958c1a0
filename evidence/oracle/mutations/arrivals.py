"""Events lost, late, doubled or made up."""

import copy

from lockstep.history.digest import digest
from lockstep.history.rows import Continue, Fail, Invoke, Open, Pause, Recv, Resume, Subscribe

from evidence.oracle.mutations.registry import Draft, mutation
from evidence.oracle.opinion.facts import NOTHING


@mutation("P1")
def lost(draft: Draft) -> bool:
    """One event does not reach one session, and no repeat of it does."""
    one = draft.event()
    if one is None:
        return False
    draft.drop(
        *[row for row in draft.messages() if (row.raw, row.kind, row.session) == (one.raw, one.kind, one.session)]
    )
    return True


@mutation("P1")
def lost_for_all(draft: Draft) -> bool:
    """One event reaches nobody."""
    one = draft.event()
    if one is None:
        return False
    draft.drop(*[row for row in draft.messages() if (row.raw, row.kind) == (one.raw, one.kind)])
    return True


@mutation("P1")
def deaf(draft: Draft) -> bool:
    """A session receives nothing more of a channel, not even the markers."""
    one = draft.event()
    if one is None:
        return False
    here = (one.session, one.channel)
    draft.drop(*[row for row in draft.of(Recv, event=True) if (row.session, row.channel) == here and row.i >= one.i])
    draft.wait()
    return True


@mutation("P1")
def marker_lost(draft: Draft) -> bool:
    """A marker does not reach one session."""
    one = draft.one(draft.of(Recv, marker=True))
    if one is None:
        return False
    draft.drop(*[row for row in draft.of(Recv, marker=True) if (row.raw, row.session) == (one.raw, one.session)])
    draft.wait()
    return True


@mutation("P24", "P1")
def late(draft: Draft) -> bool:
    """The last event of a session in a channel comes when the deadline is over."""
    one = draft.event()
    answer = draft.answer(one.raw) if one else None
    if one is None or answer is None:
        return False
    draft.drop(
        *[row for row in draft.messages() if (row.raw, row.session) == (one.raw, one.session) and row is not one]
    )
    draft.drop(one)
    one.t = answer.t + int((draft.header.budgets.loss_ms + draft.chance.choice((6, 50, 900))) * 1e6)
    before = [row for row in draft.rows if row.t <= one.t]
    draft.rows.insert(len(before), one)
    return len(before) < len(draft.rows)


@mutation("P2")
def doubled(draft: Draft) -> bool:
    """An event comes again, at once or later, without a mark."""
    one = draft.event()
    if one is None:
        return False
    again = copy.copy(one)
    again.redelivery = None
    draft.insert(again, one if draft.chance.random() < 0.5 else draft.place(one.i, one.conn))
    return True


@mutation("P3")
def phantom(draft: Draft) -> bool:
    """An event that nothing caused."""
    one = draft.event(kind="chatroom_message_received")
    if one is None:
        return False
    made = copy.copy(one)
    made.entity = "message:999" if one.entity else None
    made.payload = {"id": made.entity, "content": "nobody wrote this", "version": one.version}
    made.digest, made.sent = digest(made.payload), digest({"content": "nobody wrote this"})
    made.cause = "w999" if one.cause else None
    made.raw, made.seq, made.redelivery = NOTHING, (one.seq or 0) + 100 if one.seq else None, None
    draft.insert(made, draft.place(one.i, one.conn))
    return True


@mutation("P3")
def other_kind(draft: Draft) -> bool:
    """One write is announced as two things."""
    one = draft.event()
    if one is None or one.cause is None:
        return False
    made = copy.copy(one)
    made.kind, made.raw, made.redelivery = "chatroom_archived", NOTHING, None
    made.seq = one.seq + 100 if one.seq else None
    draft.insert(made, one)
    return True


@mutation("P3")
def other_version(draft: Draft) -> bool:
    """An event names its write, but a version that this write did not make."""
    one = draft.event()
    if one is None or one.cause is None or one.version is None:
        return False
    one.version, one.raw = one.version + 7, NOTHING
    return True


@mutation("P3")
def other_entity(draft: Draft) -> bool:
    """An event names its write, but an entity that this write did not make."""
    one = draft.event()
    if one is None or one.cause is None or one.entity is None:
        return False
    one.entity, one.raw = "message:998", NOTHING
    return True


@mutation("P4")
def aborted(draft: Draft) -> bool:
    """A refused write is announced."""
    fail, one = draft.one(draft.of(Fail)), draft.event(kind="chatroom_message_received")
    invoke = next((row for row in draft.of(Invoke) if fail and row.w == fail.w), None)
    if fail is None or one is None or invoke is None or invoke.operation != "post_message":
        return False
    made = copy.copy(one)
    made.raw, made.author, made.sent, made.redelivery = invoke.w, invoke.person, invoke.sent, None
    made.channel, made.cause = invoke.channel, invoke.w if one.cause else None
    made.entity, made.seq = "message:997" if one.entity else None, one.seq + 100 if one.seq else None
    draft.insert(made, draft.place(max(one.i, fail.i), one.conn))
    return True


@mutation("P5")
def early(draft: Draft) -> bool:
    """An event comes before its write is invoked."""
    one = draft.event()
    invoke = next((row for row in draft.of(Invoke) if one and row.w == one.raw), None)
    if one is None or invoke is None:
        return False
    joined = [row.i for row in draft.rows if isinstance(row, Subscribe | Resume | Open) and row.conn == one.conn]
    if not joined or joined[0] >= invoke.i:
        return False
    place = draft.rows[draft.chance.randrange(max(row for row in joined if row < invoke.i), invoke.i)]
    draft.drop(one)
    draft.insert(one, place)
    return True


@mutation("P23", "P1")
def lost_while_paused(draft: Draft) -> bool:
    """What came to a paused reader is dropped."""
    pause = draft.one(draft.of(Pause))
    on = next((row for row in draft.of(Continue) if pause and row.conn == pause.conn and row.i > pause.i), None)
    if pause is None or on is None:
        return False
    held = [
        row for row in draft.messages() if row.conn == pause.conn and row.t <= on.t + 100_000_000 and row.i > on.i
    ]
    draft.drop(*held)
    return bool(held)
