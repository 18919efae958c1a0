"""Events without a cause, of failed writes, before their writes; keys that were executed twice: P3 to P6."""

from evidence.oracle.opinion.facts import NOTHING, Facts


def phantom(facts: Facts) -> bool:
    """An event that nothing caused: made up, or of a write that causes nothing of the kind."""
    for row in facts.events:
        excused = facts.shared(row.channel) or (row.cause is None and row.kind in facts.promises.timers)
        marked = row.redelivery is not None and facts.promises.delivery == "at-least-once"
        if row.raw != NOTHING or excused or marked or not facts.quiet or row.conn in facts.replaced:
            continue
        if facts.promises.cause and row.cause is not None:
            named = facts.infos.get(row.cause)
            other = named is not None and all(effect.kind != row.kind for effect in named.effects)
            if row.cause not in facts.invokes or facts.acknowledged(row.cause) or other:
                return True
            continue
        if not any(facts.invokes[w].channel == row.channel for w in facts.unsure):
            return True
    return False


def aborted(facts: Facts) -> bool:
    """An event of a write of which every attempt was refused."""
    if not facts.quiet:
        return False
    refused = {w for w in facts.fails if w in facts.invokes and facts.refused(w) and facts.sure(w)}
    return any(row.raw in refused and facts.plain(row) for row in facts.events)


def early(facts: Facts) -> bool:
    """An event received before its write was invoked."""
    return any(
        facts.sure(row.raw) and row.i < facts.invokes[str(row.raw)].i and facts.plain(row) for row in facts.events
    )


def twice(facts: Facts) -> bool:
    """One key, answered with two results, or announced by two events with different entities."""
    if not facts.promises.idempotency:
        return False
    for w, answers in facts.oks.items():
        keys = {(row.key, row.operation, row.body) for row in facts.attempts.get(w, ())}
        if len(keys) != 1 or next(iter(keys))[0] is None or len(facts.attempts.get(w, ())) < 2:
            continue
        if len({(row.entity, row.version, row.digest) for row in answers}) > 1:
            return True
        kinds = {
            (row.entity, row.version)
            for row in facts.events
            if row.raw == w and row.cause == w and row.conn not in facts.replaced
        }
        if facts.promises.cause and len(answers[0].effects) == 1 and len(kinds) > 1 and facts.quiet:
            return True
    return False
