"""Losses, lateness, repeats, and readers that paused: P1, P2, P23, P24."""

from collections.abc import Iterator

from lockstep.history.rows import Close, Continue, Effect, Recv

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.stretches import Stretch, stretches


def must(facts: Facts) -> Iterator[tuple[str, Effect, Stretch]]:
    """Effects of acknowledged writes that a session must receive beyond doubt, with the stretch that says so."""
    for w, answers in facts.oks.items():
        if w not in facts.invokes or not facts.sure(w):
            continue
        for effect in answers[0].effects:
            if effect.coalesce:
                continue
            for stretch in stretches(facts):
                for_them = effect.recipients is None or stretch.person in effect.recipients
                if stretch.channel == effect.channel and for_them and stretch.covers(facts.invokes[w].i):
                    yield w, effect, stretch


def received(facts: Facts, w: str, effect: Effect, session: str) -> list[Recv]:
    there = facts.heard.get((session, effect.channel), [])
    return [row for row in there if row.raw == w and row.kind == effect.kind]


def lost(facts: Facts) -> Iterator[tuple[str, Effect, Stretch]]:
    """What must have been received and was not."""
    if not facts.quiet or facts.settled is None:
        return
    for w, effect, stretch in must(facts):
        due = facts.oks[w][0].t + facts.limit + facts.delays
        looked = facts.settled.t if facts.oks[w][0].marker else facts.settled.since
        if received(facts, w, effect, stretch.session) or due >= looked:
            continue
        if stretch.resumed and not effect.durable:
            continue
        if stretch.last > facts.settled.i:
            if set(facts.settled.answered) & stretch.conns:
                yield w, effect, stretch
        elif not stretch.resumed and _overtaken(facts, w, effect, stretch):
            yield w, effect, stretch


def _overtaken(facts: Facts, w: str, effect: Effect, stretch: Stretch) -> bool:
    """Whether an event with a higher number reached the session through the same subscription."""
    numbers = {(row.epoch, row.seq) for row in facts.events if row.raw == w and row.kind == effect.kind}
    if len(numbers) != 1:
        return False
    epoch, seq = numbers.pop()
    if seq is None or not facts.oks[w][0].i < stretch.last:
        return False
    there = facts.heard.get((stretch.session, stretch.channel), [])
    return any(
        row.conn in stretch.conns
        and stretch.covers(row.i)
        and row.i > facts.invokes[w].i
        and row.epoch == epoch
        and (row.seq or 0) > seq
        for row in there
        if facts.plain(row) and facts.sure(row.raw)
    )


def late(facts: Facts) -> bool:
    """An event that had to come and came after the deadline, without a pause, an outage or a fault to excuse it."""
    if facts.end is None or facts.end.tolerance_ms is None or facts.end.tolerance_ms > 100:
        return False
    for w, effect, stretch in must(facts):
        rows = received(facts, w, effect, stretch.session)
        excused = facts.paused(stretch.session) or facts.faulted(
            stretch.session, "delays", "holds", "loses", "doubles"
        )
        if not rows or excused or stretch.resumed:
            continue
        first = rows[0]
        if stretch.covers(first.i) and facts.plain(first) and first.t > facts.oks[w][0].t + facts.limit:
            return True
    return False


def doubled(facts: Facts) -> bool:
    """One event received twice by one session, without a mark, a resume, a replaced connection or a fault."""
    if not facts.quiet:
        return False
    for rows in facts.heard.values():
        first: dict[tuple[object, ...], Recv] = {}
        for row in rows:
            if not facts.plain(row) or not facts.sure(row.raw) or row.raw in facts.fails:
                continue
            key = (row.raw, row.kind, row.entity, row.version)
            if key not in first:
                first[key] = row
            elif not facts.resumed_between(first[key], row) and len(facts.attempts.get(str(row.raw), ())) == 1:
                return True
    return False


def unfair(facts: Facts) -> bool:
    """A durable event due to a paused reader never arrived on its connection, which stayed open."""
    if not facts.promises.slow_codes or facts.settled is None:
        return False
    for pause in facts.pauses:
        on = min(
            (row.i for row in facts.rows if isinstance(row, Continue) and row.conn == pause.conn and row.i > pause.i),
            default=None,
        )
        if on is None or any(isinstance(row, Close) and row.conn == pause.conn for row in facts.rows):
            continue
        for w, effect, stretch in lost(facts):
            inside = pause.i < facts.invokes[w].i and facts.oks[w][0].i < on
            if stretch.session == pause.session and effect.durable and inside and not stretch.resumed:
                return True
    return False
