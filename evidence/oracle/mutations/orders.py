"""Events in another order, with other numbers, in another epoch."""

from lockstep.history.rows import Position, Recv, Resume, Resumed, Snapshot, Subscribe

from evidence.oracle.mutations.registry import Draft, mutation


def _exchange(draft: Draft, one: Recv, other: Recv) -> None:
    """Two events arrive in each other's place."""
    low, high = draft.index(one), draft.index(other)
    draft.rows[low], draft.rows[high] = other, one
    one.t, other.t = other.t, one.t


def _next(draft: Draft, one: Recv, **equal: object) -> Recv | None:
    """A later event on the same connection."""
    later = [
        row
        for row in draft.messages()
        if row.conn == one.conn
        and row.i > one.i
        and row.raw != one.raw
        and all(getattr(row, k) == v for k, v in equal.items())
    ]
    return draft.one(later[:3])


@mutation("P7", "P9", "P10", "P11")
def swapped(draft: Draft) -> bool:
    """Two events of one channel change places for one session."""
    one = draft.event()
    other = _next(draft, one, channel=one.channel) if one else None
    if one is None or other is None:
        return False
    _exchange(draft, one, other)
    return True


@mutation("P9", "P7")
def author_swapped(draft: Draft) -> bool:
    """Two events of one author change places for one session."""
    one = draft.event()
    other = _next(draft, one, channel=one.channel, author=one.author) if one else None
    if one is None or other is None:
        return False
    _exchange(draft, one, other)
    return True


@mutation("P11")
def channels_swapped(draft: Draft) -> bool:
    """Two events of different channels change places for one session."""
    one = draft.event()
    other = _next(draft, one) if one else None
    if one is None or other is None or one.channel == other.channel:
        return False
    _exchange(draft, one, other)
    return True


@mutation("P10")
def disagreed(draft: Draft) -> bool:
    """Two events change places, numbers and all, for one session."""
    one = draft.event()
    other = _next(draft, one, channel=one.channel) if one else None
    if one is None or other is None:
        return False
    _exchange(draft, one, other)
    one.seq, other.seq = other.seq, one.seq
    return True


@mutation("P8", "P7")
def numbered_higher(draft: Draft) -> bool:
    """From some event on, one session receives every number of a channel one too high."""
    one = draft.event()
    if one is None or one.seq is None:
        return False
    for row in draft.of(Recv, event=True, session=one.session, channel=one.channel):
        if row.i >= one.i and row.seq is not None:
            row.seq += 1
    return True


@mutation("P8", "P7")
def other_number(draft: Draft) -> bool:
    """One event has another number for one session."""
    one = draft.event()
    if one is None or one.seq is None:
        return False
    one.seq = max(1, one.seq + draft.chance.choice((-2, -1, 5, 1000)))
    return True


@mutation("P8")
def other_epoch(draft: Draft) -> bool:
    """One event has another epoch for one session."""
    one = draft.event()
    if one is None or one.epoch is None:
        return False
    one.epoch = "e9"
    return True


@mutation("P8", "P1")
def skipped(draft: Draft) -> bool:
    """One number does not reach one session although the next does."""
    one = draft.event()
    later = _next(draft, one, channel=one.channel) if one else None
    if one is None or later is None or one.seq is None:
        return False
    draft.drop(*[row for row in draft.messages() if (row.raw, row.session) == (one.raw, one.session)])
    return True


@mutation("P8")
def number_left_out(draft: Draft) -> bool:
    """A number of a channel is nobody's: that of some event and all after it are one higher, for everybody."""
    one = draft.event()
    if one is None or one.seq is None:
        return False
    channel, epoch, first = str(one.channel), one.epoch, one.seq

    def higher(position: Position) -> Position:
        if position.epoch != epoch or (position.seq or 0) < first:
            return position
        return Position(epoch, (position.seq or 0) + 1)

    for row in draft.rows:
        match row:
            case Recv(seq=int(seq)) if (row.channel, row.epoch) == (channel, epoch) and seq >= first:
                row.seq = seq + 1
            case Subscribe() | Snapshot() if row.channel == channel and row.position is not None:
                row.position = higher(row.position)
            case Resume() if channel in row.asked:
                row.asked = row.asked | {channel: higher(row.asked[channel])}
            case Resume() if channel in row.claims:
                claim, asked = row.claims[channel], _asked(draft, row)[channel]
                ends = claim.end is not None and claim.end >= first and asked.epoch == epoch
                end = (claim.end or 0) + 1 if ends else claim.end
                start = (asked.seq or 0) + 1 if claim.start is not None else None
                row.claims = row.claims | {channel: Resumed(recovered=claim.recovered, start=start, end=end)}
            case _:
                pass
    return True


def _asked(draft: Draft, answer: Resume) -> dict[str, Position]:
    """What this resume asked for."""
    return next(
        row.asked for row in reversed(draft.of(Resume, phase="requested", conn=answer.conn)) if row.i < answer.i
    )
