"""Resumes: false claims, refusals, no answers, replays that lack something."""

from typing import Any

from lockstep.history.rows import Position, Recv, Resume, Resumed

from evidence.oracle.mutations.registry import Draft, mutation


def _answer(draft: Draft, recovered: bool) -> Any:
    """Any answer with such a claim, and the channel."""
    found = [
        (row, channel)
        for row in draft.of(Resume, phase="done")
        for channel, claim in row.claims.items()
        if claim.recovered == recovered
    ]
    return draft.one(found)


@mutation("P16")
def begins_elsewhere(draft: Draft) -> bool:
    """A claim names another beginning than was asked for."""
    found = _answer(draft, True)
    if found is None:
        return False
    row, channel = found
    claim = row.claims[channel]
    row.claims = row.claims | {channel: Resumed(recovered=True, start=claim.start + 1, end=claim.end)}
    return True


@mutation("P16")
def recovers_from_anywhere(draft: Draft) -> bool:
    """A position in the future, or one that cannot be, is asked for and claimed as recovered."""
    found = _answer(draft, True)
    if found is None:
        return False
    row, channel = found
    seq = -3 if draft.chance.random() < 0.3 else (row.claims[channel].end or 0) + draft.chance.choice((1, 50))
    request = next(one for one in draft.of(Resume, phase="requested") if one.conn == row.conn)
    request.asked = request.asked | {channel: Position(request.asked[channel].epoch, seq)}
    row.claims = row.claims | {
        channel: Resumed(recovered=True, start=seq + 1, end=max(seq, row.claims[channel].end or 0))
    }
    return True


def _replayed(draft: Draft) -> list[Recv]:
    """Events of which a claim says that they were recovered."""
    ends = {
        (row.conn, channel): claim.end or 0
        for row in draft.of(Resume, phase="done")
        for channel, claim in row.claims.items()
        if claim.recovered
    }
    return [
        row
        for row in draft.messages()
        if (row.conn, row.channel) in ends and (row.seq or 0) <= ends[row.conn, str(row.channel)]
    ]


@mutation("P16", "P1")
def replay_lacks(draft: Draft) -> bool:
    """A replay skips an event."""
    one = draft.one(_replayed(draft))
    if one is None:
        return False
    draft.drop(*[row for row in draft.messages() if (row.raw, row.session) == (one.raw, one.session)])
    return True


@mutation("P18")
def replay_lacks_the_newest(draft: Draft) -> bool:
    """A replay brings an entity only in an older version."""
    newest: dict[str | None, int] = {}
    for row in draft.messages():
        newest[row.entity] = max(newest.get(row.entity, 0), row.version or 0)
    one = draft.one([row for row in _replayed(draft) if row.version == newest[row.entity]])
    if one is None:
        return False
    draft.drop(*[row for row in draft.messages() if (row.raw, row.session) == (one.raw, one.session)])
    return True


@mutation("P16")
def replay_again(draft: Draft) -> bool:
    """A replay begins with what the session already had."""
    found = _answer(draft, True)
    if found is None:
        return False
    row, channel = found
    claim = row.claims[channel]
    had = [
        one
        for one in draft.messages()
        if (one.session, one.channel, one.seq) == (row.session, channel, claim.start - 1)
    ]
    if not had:
        return False
    made = type(had[0])(**{name: getattr(had[0], name) for name in had[0].__struct_fields__})
    made.conn, made.redelivery = row.conn, None
    draft.insert(made, row)
    return True


@mutation("P16")
def nothing_recovered(draft: Draft) -> bool:
    """A claim that nothing was recovered, and nothing was, although the retention promises more."""
    found = _answer(draft, True)
    if found is None:
        return False
    row, channel = found
    row.claims = row.claims | {channel: Resumed(recovered=False, end=row.claims[channel].end)}
    draft.drop(*list(_replayed_on(draft, row, channel)))
    return True


def _replayed_on(draft: Draft, row: Resume, channel: str) -> list[Recv]:
    end = row.claims[channel].end or 0
    return [one for one in draft.of(Recv, conn=row.conn, channel=channel) if (one.seq or 0) <= end]


@mutation("P16")
def all_recovered(draft: Draft) -> bool:
    """A claim that everything was recovered, where nothing was."""
    found = _answer(draft, False)
    if found is None:
        return False
    row, channel = found
    request = next(one for one in draft.of(Resume, phase="requested") if one.conn == row.conn)
    start = (request.asked[channel].seq or 0) + 1
    row.claims = row.claims | {channel: Resumed(recovered=True, start=start, end=row.claims[channel].end)}
    return True


@mutation("P16")
def unanswered(draft: Draft) -> bool:
    """A resume is not answered."""
    one = draft.one(draft.of(Resume, phase="done"))
    if one is None:
        return False
    draft.drop(one)
    return True
