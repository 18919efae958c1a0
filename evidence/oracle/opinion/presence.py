"""Presence and status: what is said of somebody and is not so, and what nobody is told: P22."""

from lockstep.history.rows import Close, Open, Recv

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.stretches import stretches


def misstated(facts: Facts) -> bool:
    """P22: "absent" of somebody who has been connected all the time that can be meant, or a status nobody set."""
    if facts.promises.presence is None:
        return False
    for row in facts.events:
        if not str(row.channel).startswith(facts.promises.presence) or facts.paused(str(row.session)):
            continue
        if row.conn in facts.replaced:
            continue
        entity = str(row.entity)
        person = entity.partition(":")[2]
        absent = entity.startswith("presence:") and row.payload == {"present": False}
        if absent and _stood(facts, person, row):
            return True
        status = entity.startswith("status:") and facts.sure(row.raw)
        if status and (person, row.sent) not in {(first.person, first.sent) for first in facts.invokes.values()}:
            return True
    return False


def _stood(facts: Facts, person: str, statement: Recv) -> bool:
    """Whether a connection of this person stood, certainly, during everything a statement can mean."""
    reach = facts.limit + facts.delays + int(facts.promises.presence_ms * 1e6)
    if facts.faulted(str(statement.session), "holds", "loses"):
        return False
    for row in facts.rows:
        if isinstance(row, Open) and row.phase == "done" and row.person == person and row.t < statement.t - reach:
            if facts.settled is not None and row.conn in facts.settled.silent:
                continue
            ended = any(
                isinstance(other, Close | Open) and other.session == row.session and other.i > row.i
                for other in facts.rows
            )
            if not ended:
                return True
    return False


def untold(facts: Facts) -> bool:
    """P22: somebody came for the first time, or closed every connection for good, and a listener was not told."""
    if facts.promises.presence is None or not facts.quiet or facts.settled is None:
        return False
    if not any(str(row.entity).startswith(("presence:", "status:")) for row in facts.events):
        return False
    window = int(facts.promises.presence_ms * 1e6) + facts.limit + facts.delays
    opens = [row for row in facts.rows if isinstance(row, Open)]
    closes = [row for row in facts.rows if isinstance(row, Close)]
    for person in {str(row.person) for row in opens}:
        first = next(row for row in opens if row.person == person)
        mine = [row for row in closes if row.person == person]
        came = first.t + window < facts.settled.since and not mine
        if came and _deaf(facts, person, True, first.i):
            return True
        conns = {row.conn for row in opens if row.person == person}
        ours = {row.conn for row in mine if row.phase == "requested" and row.by == "us"}
        last = max(row.i for row in opens if row.person == person)
        left = ours == conns and mine[-1].t + window < facts.settled.since and last < mine[0].i
        if left and _deaf(facts, person, False, mine[0].i):
            return True
    return False


def _deaf(facts: Facts, person: str, present: bool, since: int) -> bool:
    """Whether somebody who certainly listened to the channel from then on was not told."""
    prefix, settled = str(facts.promises.presence), facts.settled
    assert settled is not None
    for stretch in stretches(facts):
        listens = stretch.channel.startswith(prefix) and stretch.first < since and stretch.last > settled.i
        excused = facts.faulted(stretch.session, "holds", "loses", "delays") or facts.paused(stretch.session)
        counts = [row for row in facts.grants if (row.person, row.channel) == (person, stretch.channel)]
        known = (
            any(row.phase == "done" and row.i < since for row in counts)
            if facts.grants
            else _joined(facts, person, stretch.channel, since)
        )
        if not listens or excused or stretch.resumed or not known or stretch.person == person:
            continue
        if not any(
            row.entity == f"presence:{person}" and row.payload == {"present": present} and row.i > since
            for row in facts.heard.get((stretch.session, stretch.channel), [])
        ):
            return True
    return False


def _joined(facts: Facts, person: str, channel: str, since: int) -> bool:
    """Where no rights are recorded: the person was certainly subscribed to the channel before."""
    return any(one.person == person and one.channel == channel and one.first < since for one in stretches(facts))
