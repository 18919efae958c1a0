"""Order: numbers that do not rise or have gaps, and pairs in the wrong order: P7, P8, P9, P10, P11."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from lockstep.history.rows import Recv

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.stretches import stretches


def _pairs(facts: Facts) -> Iterator[tuple[Recv, Recv]]:
    """Two different events as one session received them on one connection of its own, the earlier first."""
    for rows in facts.heard.values():
        clear = [row for row in rows if facts.plain(row) and row.raw in facts.invokes and facts.sure(row.raw)]
        seen: dict[tuple[object, ...], int] = {}
        for row in rows:
            key = (row.raw, row.kind)
            seen[key] = seen.get(key, 0) + 1
        once = [row for row in clear if seen[row.raw, row.kind] == 1]
        yield from ((one, other) for one, other in combinations(once, 2) if one.raw != other.raw)


def falling(facts: Facts) -> bool:
    """P7: a number not above the last one; or, without numbers, the event of a later write first."""
    for one, other in _pairs(facts):
        if not (one.durable and other.durable) or facts.resumed_between(one, other):
            continue
        if facts.promises.numbers:
            if one.epoch == other.epoch and one.seq is not None and other.seq is not None and other.seq < one.seq:
                return True
        elif facts.promises.order == "channel" and _before(facts, other, one):
            return True
    return False


def _before(facts: Facts, first: Recv, second: Recv) -> bool:
    """Whether the first event's write was acknowledged before the second's was invoked, and the order is promised."""
    if not (facts.acknowledged(first.raw) and facts.acknowledged(second.raw)):
        return False
    numbered = facts.promises.numbers and first.seq is not None and second.seq is not None
    alike = first.kind == second.kind or facts.promises.across_kinds or numbered
    return alike and facts.oks[str(first.raw)][0].i < facts.invokes[str(second.raw)].i


def gap(facts: Facts) -> bool:
    """P8: inside a stretch a number is missing that was nobody else's."""
    if not facts.promises.numbers:
        return False
    others = _personal(facts)
    for stretch in stretches(facts):
        if stretch.resumed or facts.faulted(stretch.session, "loses", "doubles"):
            continue
        rows = facts.heard.get((stretch.session, stretch.channel), [])
        had = {(row.epoch, row.seq) for row in rows}
        inside = [
            row
            for row in rows
            if row.conn in stretch.conns and stretch.covers(row.i) and row.seq and facts.plain(row)
        ]
        if stretch.start is not None and stretch.start.seq is not None:
            begin = (stretch.start.epoch, stretch.start.seq)
        elif inside:
            begin = (inside[0].epoch, inside[0].seq or 0)
        else:
            continue
        top = max((row.seq or 0 for row in inside if row.epoch == begin[0]), default=0)
        for seq in range(begin[1] + 1, top):
            key = (begin[0], seq)
            if key in had or (key, stretch.channel) in others:
                continue
            if _somebodys(facts, stretch.channel, key) or not _unheard(facts, stretch.channel):
                return True
    return False


def _personal(facts: Facts) -> set[tuple[tuple[object, object], str]]:
    """Numbers of events meant only for some people."""
    answers = [*(row for rows in facts.oks.values() for row in rows), *facts.infos.values()]
    writes = {row.w for row in answers if any(effect.recipients is not None for effect in row.effects)}
    return {((row.epoch, row.seq), str(row.channel)) for row in facts.events if row.raw in writes}


def _unheard(facts: Facts, channel: str) -> bool:
    """Whether some event meant only for some people may have reached nobody."""
    heard = {row.raw for row in facts.events}
    answers = [*(row for rows in facts.oks.values() for row in rows), *facts.infos.values()]
    return any(
        effect.channel == channel and effect.recipients is not None and answer.w not in heard
        for answer in answers
        for effect in answer.effects
    )


def _somebodys(facts: Facts, channel: str, key: tuple[object, object]) -> bool:
    """Whether somebody received the event with this number."""
    return any((row.epoch, row.seq) == key and row.channel == channel for row in facts.events)


def author_falls(facts: Facts) -> bool:
    """P9: of one author's writes, one after the other, the later arrived first."""
    if not facts.promises.numbers and facts.promises.order == "none":
        return False
    for one, other in _pairs(facts):
        same = facts.invokes[str(one.raw)].person == facts.invokes[str(other.raw)].person
        durable = one.durable and other.durable
        if same and durable and not facts.resumed_between(one, other) and _before(facts, other, one):
            return True
    return False


def disagreed(facts: Facts) -> bool:
    """P10: two sessions received the same two events in opposite orders."""
    if not facts.promises.agreement:
        return False
    seen: dict[tuple[Any, ...], tuple[object, object]] = {}
    for one, other in _pairs(facts):
        if not (one.durable and other.durable) or facts.resumed_between(one, other):
            continue
        if not (facts.acknowledged(one.raw) and facts.acknowledged(other.raw)):
            continue
        key = (one.channel, *sorted(((str(one.raw), one.kind), (str(other.raw), other.kind))))
        if seen.setdefault(key, (one.raw, other.raw)) != (one.raw, other.raw):
            return True
    return False


def acausal(facts: Facts) -> bool:
    """P11: an answer before its question, for a session entitled to both when they were written."""
    if facts.promises.causal == "none":
        return False
    by_session: dict[str, list[Recv]] = {}
    seen = Counter((row.session, row.raw) for row in facts.events)
    for row in facts.events:
        if seen[row.session, row.raw] > 1:
            continue
        if facts.plain(row) and facts.sure(row.raw) and facts.acknowledged(row.raw) and row.durable:
            by_session.setdefault(str(row.session), []).append(row)
    for session, rows in by_session.items():
        for answer, question in combinations(rows, 2):
            first, second = str(question.raw), str(answer.raw)
            if facts.promises.causal == "channel" and answer.channel != question.channel:
                continue
            if not _knew(facts, first, second) or facts.resumed_between(answer, question):
                continue
            if all(_entitled(facts, session, row) for row in (question, answer)):
                return True
    return False


def _knew(facts: Facts, first: str, second: str) -> bool:
    """Whether the author of the second write had received an event of the first before writing."""
    invoke = facts.invokes[second]
    return first != second and any(
        row.raw == first and row.person == invoke.person and row.i < invoke.i for row in facts.events
    )


def _entitled(facts: Facts, session: str, row: Recv) -> bool:
    invoke = facts.invokes[str(row.raw)]
    return any(
        one.session == session and one.channel == row.channel and one.covers(invoke.i) and one.covers(row.i)
        for one in stretches(facts)
    )
