"""Rights: events for people who were never subscribed or allowed, or no longer: P19, P20."""

from lockstep.history.rows import Recv, Resume, Subscribe

from evidence.oracle.opinion.facts import NOTHING, Facts


def leaked(facts: Facts) -> bool:
    """P19: an event for a session that never asked for its channel, or a person never allowed it or not meant."""
    for row in facts.events:
        if row.raw in {NOTHING, None} or facts.shared(row.channel) or not facts.sure(row.raw):
            continue
        if not _ever_subscribed(facts, row) or not _ever_allowed(facts, row):
            return True
        answers = facts.oks.get(str(row.raw), [])
        effects = [effect for answer in answers for effect in answer.effects if effect.kind == row.kind]
        if effects and all(one.recipients is not None and row.person not in one.recipients for one in effects):
            return True
    return False


def _ever_subscribed(facts: Facts, event: Recv) -> bool:
    for row in facts.rows[: event.i]:
        if row.session != event.session:
            continue
        if isinstance(row, Subscribe) and row.channel == event.channel:
            return True
        if isinstance(row, Resume) and (event.channel in row.asked or event.channel in row.claims):
            return True
    return False


def _ever_allowed(facts: Facts, event: Recv) -> bool:
    if not facts.grants:
        return True
    return any(
        (row.person, row.channel) == (event.person, event.channel) and facts.invokes[row.w].i < event.i
        for row in facts.grants
        if row.w in facts.invokes
    )


def after_the_end(facts: Facts) -> bool:
    """P20: an event of a write that was invoked when the right was already revoked, and not granted again, nor by a
    grant of unknown outcome, which may come into force at any later time."""
    for revoke in facts.revokes:
        if revoke.phase != "done" or revoke.w not in facts.oks or revoke.w not in facts.invokes:
            continue
        over = facts.oks[revoke.w][0].t + int(facts.promises.grace_ms * 1e6)
        begun = facts.invokes[revoke.w].i
        for row in facts.events:
            if (row.person, row.channel) != (revoke.person, revoke.channel) or not facts.sure(row.raw):
                continue
            granted = any(
                (other.person, other.channel) == (revoke.person, revoke.channel)
                and other.w in facts.invokes
                and (other.i > begun or facts.invokes[other.w].i > begun or other.w in facts.unsure)
                and facts.invokes[other.w].i < row.i
                for other in facts.grants
            )
            if facts.invokes[str(row.raw)].t > over and not granted:
                return True
    return False
