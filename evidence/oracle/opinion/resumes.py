"""Resumes: claims that the arrivals contradict, refusals within the retention, no answer, and old state: P16, P18."""

from collections.abc import Iterator

from lockstep.history.rows import Close, Open, Position, Resume, Resumed, Subscribe

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.orders import _personal, _somebodys
from evidence.oracle.opinion.stretches import stretches


def _answered(facts: Facts) -> Iterator[tuple[Resume, Resume | None]]:
    """Each request with its answer."""
    for request in facts.resumes:
        if request.phase == "requested":
            answers = (row for row in facts.resumes if row.conn == request.conn and row.i > request.i)
            yield request, next(answers, None)


def _claims(facts: Facts) -> Iterator[tuple[Resume, Resume, str, Position, Resumed]]:
    for request, answer in _answered(facts):
        if answer is not None and answer.phase == "done":
            for channel, claim in answer.claims.items():
                if channel in request.asked and request.asked[channel].seq is not None:
                    yield request, answer, channel, request.asked[channel], claim


def false_claim(facts: Facts) -> bool:
    """P16: a resume claimed as recovered that begins elsewhere, lacks a number, or brings one again or too early."""
    others = _personal(facts)
    for request, _, channel, asked, claim in _claims(facts):
        if not claim.recovered:
            continue
        begin = asked.seq or 0
        if claim.start is not None and claim.start != begin + 1:
            return True
        if _over(facts, request, channel):
            continue
        if (
            claim.end is None
            or request.conn in facts.replaced
            or facts.faulted(str(request.session), "loses", "doubles")
        ):
            continue
        there = [
            row
            for row in facts.heard.get((str(request.session), channel), [])
            if row.conn == request.conn and row.epoch == asked.epoch and row.seq is not None and facts.plain(row)
        ]
        came = [row.seq for row in there if row.seq is not None and row.seq <= claim.end]
        if any(seq <= begin for seq in came) or came != sorted(set(came)):
            return True
        stands = facts.quiet and facts.settled is not None and request.conn in facts.settled.answered
        for seq in range(begin + 1, claim.end + 1):
            key = (asked.epoch, seq)
            others_only = (key, channel) in others or not _somebodys(facts, channel, key)
            if stands and seq not in came and not others_only:
                return True
    return False


def _over(facts: Facts, request: Resume, channel: str) -> bool:
    """Whether the connection was closed later, or the right to the channel was or may have been revoked."""
    right = (request.person, channel)
    return any(isinstance(row, Close) and row.conn == request.conn for row in facts.rows) or any(
        (row.person, row.channel) == right for row in facts.revokes
    )


def future(facts: Facts) -> bool:
    """P16: a position recovered from that cannot exist, or that a write invoked after the answer still reached."""
    for _, answer, channel, asked, claim in _claims(facts):
        if not claim.recovered or asked.seq is None:
            continue
        later = [
            row.seq
            for row in facts.events
            if (row.channel, row.epoch) == (channel, asked.epoch) and facts.plain(row) and row.seq is not None
            if facts.sure(row.raw) and facts.invokes[str(row.raw)].i > answer.i
        ]
        if asked.seq < 0 or min(later, default=asked.seq + 1) <= asked.seq:
            return True
    return False


def refused(facts: Facts) -> bool:
    """P16: a claim that nothing was recovered, within the promised retention."""
    promised = facts.promises
    if promised.retention_events < 1 or promised.retention_s < 600:
        return False
    for request, answer, channel, asked, claim in _claims(facts):
        if claim.recovered or claim.end is None or claim.end - (asked.seq or 0) >= promised.retention_events:
            continue
        had = any(
            (row.epoch, row.seq) == (asked.epoch, asked.seq) and row.i < request.i
            for row in facts.heard.get((str(request.session), channel), [])
        ) or any(
            isinstance(row, Subscribe)
            and row.session == request.session
            and row.position == asked
            and row.channel == channel
            for row in facts.rows[: request.i]
        )
        right = (request.person, channel)
        granted = [row for row in facts.grants if (row.person, row.channel) == right and row.phase == "done"]
        revoked = [row for row in facts.revokes if (row.person, row.channel) == right]
        same = any(
            row.epoch == asked.epoch
            and row.channel == channel
            and row.raw in facts.invokes
            and facts.invokes[row.raw].i > answer.i
            for row in facts.events
        )
        left = any(
            type(row).__name__ == "Unsubscribe" and row.session == request.session for row in facts.rows[: request.i]
        )
        if _replacing(facts, request):
            continue
        if had and same and not revoked and not left and (not facts.grants or granted):
            return True
    return False


def _replacing(facts: Facts, request: Resume) -> bool:
    """Whether the session's connection before had not ended when it asked: then there was no outage."""
    conns = [row.conn for row in facts.rows if isinstance(row, Open) and row.session == request.session]
    return any(conn in facts.replaced for conn in conns[: conns.index(request.conn)])


def unanswered(facts: Facts) -> bool:
    """P16: a resume that nobody answered although its connection stood to the end, and no fault loses anything."""
    if not facts.quiet or facts.settled is None:
        return False
    return any(
        answer is None
        and request.conn in facts.settled.answered
        and request.t + facts.limit + facts.delays < facts.settled.since
        and not facts.faulted(str(request.session), "loses")
        for request, answer in _answered(facts)
    )


def behind(facts: Facts) -> bool:
    """P18: a session recovered after a cut still holds an older version when the recovery budget is over."""
    if not facts.promises.versions or not facts.quiet or facts.settled is None:
        return False
    budget = int(facts.budgets.recovery_ms * 1e6) + facts.tolerance + facts.delays
    for stretch in stretches(facts):
        cuts = [
            row.i
            for row in facts.rows
            if isinstance(row, Close) and row.session == stretch.session and row.by != "us" and stretch.covers(row.i)
        ]
        if not stretch.resumed or not cuts or stretch.last <= facts.settled.i:
            continue
        if any(look.person == stretch.person and look.closing is None for look in facts.looks) or facts.faulted(
            stretch.session, "loses"
        ):
            continue
        for entity, (version, at) in _true(facts, stretch.channel, stretch.first).items():
            held = [
                row.version or 0
                for row in facts.heard.get((stretch.session, stretch.channel), [])
                if row.entity == entity
            ]
            if max(held, default=0) < version and at + budget < facts.settled.since:
                return True
    return False


def _true(facts: Facts, channel: str, since: int) -> dict[str, tuple[int, int]]:
    """The highest acknowledged version of each message of a channel, and when it was acknowledged (ns); without those
    that a write of unknown outcome may have changed, or of which anything but the last was not for everybody."""
    found: dict[str, tuple[int, int]] = {}
    unclear: set[str | None] = set()
    for w, row in facts.infos.items():
        unclear |= {effect.entity for effect in row.effects} if w not in facts.oks else set()
    for w, answers in facts.oks.items():
        for answer in answers[:1]:
            first = facts.invokes.get(w)
            if first is None or first.channel != channel or not str(answer.entity).startswith("message:"):
                continue
            if first.i < since or w in facts.infos:
                unclear.add(answer.entity)
            elif (answer.version or 0) > found.get(str(answer.entity), (0, 0))[0]:
                found[str(answer.entity)] = (answer.version or 0, answer.t)
    return {} if None in unclear else {entity: one for entity, one in found.items() if entity not in unclear}
