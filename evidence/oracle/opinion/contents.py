"""What events, answers and reads say: P12, P13, P14, P17."""

from itertools import combinations

from lockstep.history.rows import Fail, Grant, Info, Ok, Read, Recv, Revoke, Snapshot

from evidence.oracle.opinion.deliveries import lost
from evidence.oracle.opinion.facts import NOTHING, Facts

_SHOWN = "message:"


def different(facts: Facts) -> bool:
    """P12: two statements of one version with different content; or an event without what its writer supplied."""
    if any("garbles" in fault.does for fault in facts.faults):
        return False
    if not facts.promises.versions:
        return facts.promises.cause and any(
            row.sent != facts.invokes[str(row.raw)].sent
            for row in facts.events
            if facts.acknowledged(row.raw)
            and facts.invokes[str(row.raw)].sent
            and row.sent
            and row.conn not in facts.replaced
        )
    said: dict[tuple[str, int], set[str]] = {}
    statements = [(row.entity, row.version, row.digest) for answers in facts.oks.values() for row in answers]
    statements += [
        (row.entity, row.version, row.digest)
        for row in facts.events
        if row.raw != NOTHING and row.conn not in facts.replaced
    ]
    statements += [(one.entity, one.version, one.digest) for look in facts.looks for one in look.shows]
    for entity, version, digest in statements:
        if entity is not None and version is not None and digest is not None:
            said.setdefault((entity, version), set()).add(digest)
    return any(len(digests) > 1 for digests in said.values())


def malformed(facts: Facts) -> bool:
    """P13: a frame or an answer that breaks its schema."""
    if any("garbles" in fault.does for fault in facts.faults):
        return False
    return any(
        row.schema is not None and row.conn not in facts.replaced
        for row in facts.rows
        if isinstance(row, Recv | Ok | Fail | Info | Read | Snapshot)
    )


def allowed(facts: Facts, look: Read | Snapshot, channel: str | None) -> bool:
    """The reader was certainly allowed the channel from request to answer."""
    if not facts.grants:
        return True
    mine = (look.person, channel)
    granted = any(
        isinstance(row, Grant) and row.phase == "done" and row.t < look.since and (row.person, row.channel) == mine
        for row in facts.grants
    )
    revoked = any(isinstance(row, Revoke) and (row.person, row.channel) == mine for row in facts.revokes)
    return granted and not revoked


def _deleted(facts: Facts, entity: str, look: Read | Snapshot) -> bool:
    """A deletion that is or may be of this entity was invoked before the read was answered."""
    for w, first in facts.invokes.items():
        if first.operation != "delete_message" or first.i > look.i or facts.refused(w):
            continue
        named = {answer.entity for answer in facts.oks.get(w, ())} | {
            effect.entity for effect in (facts.infos[w].effects if w in facts.infos else ())
        }
        if not named or None in named or entity in named:
            return True
    return False


def unread(facts: Facts) -> bool:
    """P14: a complete read that lacks what an event had announced before, or shows an older version of it."""
    for look in facts.looks:
        if look.status != "200" or not look.complete or not allowed(facts, look, look.channel):
            continue
        kinds = [
            other.t
            for other in facts.looks
            if other.operation == look.operation and any(one.entity.startswith(_SHOWN) for one in other.shows)
        ]
        shown = {one.entity: one.version for one in look.shows}
        if not kinds or (not facts.promises.versions and min(kinds) >= look.since):
            continue
        for row in facts.events:
            if row.channel != look.channel or row.t >= look.since or not str(row.entity).startswith(_SHOWN):
                continue
            if not facts.acknowledged(row.raw) or row.kind == "chatroom_message_deleted":
                continue
            if row.conn in facts.replaced:
                continue
            entity = str(row.entity)
            if entity not in shown:
                if not _deleted(facts, entity, look):
                    return True
            elif facts.promises.versions and (shown[entity] or 0) < (row.version or 0):
                return True
    return False


def unwritten(facts: Facts) -> bool:
    """P14: a read of a channel shows a version, or an entity, that nobody wrote."""
    if not facts.promises.versions:
        return False
    named: dict[str, int] = {}
    for answers in facts.oks.values():
        for answer in answers:
            if answer.entity is not None:
                named[answer.entity] = max(named.get(answer.entity, 0), answer.version or 0)
    if not any(entity.startswith(_SHOWN) for entity in named):
        return False
    for look in facts.looks:
        if look.channel is None or any(
            first.channel == look.channel for first in map(facts.invokes.get, facts.unsure) if first
        ):
            continue
        for one in look.shows:
            announced = any(row.entity == one.entity and row.version == one.version for row in facts.events)
            if announced or one.version is None or not one.entity.startswith(_SHOWN):
                continue
            if one.entity in named:
                if one.version > named[one.entity]:
                    return True
            elif any(
                (other.operation, other.channel) == (look.operation, look.channel)
                and other.complete
                and other.status == "200"
                and other.t < look.since
                and allowed(facts, other, other.channel)
                and one.entity not in {there.entity for there in other.shows}
                for other in facts.looks
            ):
                return True
    return False


def unannounced(facts: Facts) -> bool:
    """P14: a version that a read shows, of which a session that must receive its event received nothing."""
    if not facts.promises.versions or facts.settled is None:
        return False
    for _, effect, stretch in lost(facts):
        if stretch.resumed or effect.version is None or stretch.last <= facts.settled.i:
            continue
        for look in facts.looks:
            shows = (effect.entity, effect.version) in {(one.entity, one.version) for one in look.shows}
            if shows and look.channel == effect.channel and look.t + facts.limit + facts.delays < facts.settled.since:
                return True
    return False


def diverging(facts: Facts) -> bool:
    """P17: a snapshot and the events after it do not result in what the next snapshot shows."""
    promised = facts.promises
    if not (promised.numbers and promised.versions and promised.tombstone):
        return False
    snaps = [row for row in facts.looks if isinstance(row, Snapshot) and row.complete and row.status == "200"]
    for first, second in combinations(snaps, 2):
        same = (first.operation, first.channel, first.position.epoch)
        if same != (second.operation, second.channel, second.position.epoch):
            continue
        low, high = first.position.seq or 0, second.position.seq or 0
        if low > high or not any(one.entity.startswith(_SHOWN) for one in (*first.shows, *second.shows)):
            continue
        there = {one.entity: (one.version, one.digest) for one in first.shows}
        clear = True
        for seq in range(low + 1, high + 1):
            rows = {
                (row.entity, row.version, row.digest, row.kind)
                for row in facts.events
                if (row.channel, row.epoch, row.seq) == (first.channel, first.position.epoch, seq)
            }
            if len(rows) != 1:
                clear = False
                break
            entity, version, digest, kind = rows.pop()
            if not str(entity).startswith(_SHOWN):
                continue
            if kind == "chatroom_message_deleted":
                there.pop(str(entity), None)
            else:
                there[str(entity)] = (version, digest)
        if clear and there != {one.entity: (one.version, one.digest) for one in second.shows}:
            return True
    return False
