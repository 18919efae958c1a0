"""Subscriptions: asked for and confirmed or refused, and ended.

A confirmation does not overtake what is still under way of its channel from an earlier subscription of that
connection.
"""

from typing import Any

from lockstep.history.rows import Subscribe, Unsubscribe

from evidence.oracle.backend.world import Connection, Session, World
from evidence.oracle.plan import Act


def subscribe(world: World, act: Act) -> None:
    """A session asks to subscribe to a channel, if it is connected and has not done so."""
    session = world.session(act.who)
    conn = session.conn
    if conn is None or conn.over or conn.paused or not conn.serving:
        return
    if act.channel in conn.subscribed | conn.resuming:
        return
    conn.asking += 1
    world.row(Subscribe(phase="requested", channel=act.channel, **conn.where))
    world.clock.after(1 + 20 * world.chance("sub", act.number), _subscribed, world, act, session, conn)


def _subscribed(world: World, act: Act, session: Session, conn: Connection) -> None:
    if not conn.serving or conn.cut:
        return
    allowed = world.may(conn.person, act.channel)
    position = world.position(act.channel) if allowed else None
    if allowed:
        conn.subscribed.add(act.channel)
        session.standing.add(act.channel)

    def answered() -> None:
        conn.asking -= 1
        if conn.cut or conn.over:
            return
        phase: Any = "done" if allowed else "refused"
        world.row(Subscribe(phase=phase, channel=act.channel, position=position, **conn.where))
        if allowed:
            session.wanted.add(act.channel)
            if position is not None:
                session.reached[act.channel] = position

    under_way = max(conn.lanes.get(act.channel, 0.0), conn.lanes.get("everything", 0.0))
    soonest = world.clock.now + 1 + 30 * world.chance("subbed", act.number)
    world.clock.at(max(soonest, under_way + 0.01), answered)


def unsubscribe(world: World, act: Act) -> None:
    """A session asks to end a subscription."""
    session = world.session(act.who)
    conn = session.conn
    if conn is None or conn.over or conn.paused or not {act.channel} <= session.wanted & conn.subscribed:
        return
    conn.asking += 1
    session.wanted.discard(act.channel)
    session.reached.pop(act.channel, None)
    world.row(Unsubscribe(phase="requested", channel=act.channel, **conn.where))

    def taken() -> None:
        if conn.serving and not conn.cut:
            conn.subscribed.discard(act.channel)
            session.standing.discard(act.channel)
            world.clock.after(1 + 20 * world.chance("unsubbed", act.number), answered)

    def answered() -> None:
        conn.asking -= 1
        if not conn.cut and not conn.over:
            world.row(Unsubscribe(phase="done", channel=act.channel, **conn.where))

    world.clock.after(1 + 20 * world.chance("unsub", act.number), taken)
