"""Connections: opened, closed, cut, lost to a restart, replaced; resumes with a replay."""

from functools import partial
from typing import Any

from lockstep.history.rows import Close, Open, Position, Recovery, Resume, Resumed, Subscribe

from evidence.oracle.backend import presence, subscriptions
from evidence.oracle.backend.delivery import is_for, send
from evidence.oracle.backend.world import Connection, Event, Session, World
from evidence.oracle.plan import Act
from evidence.oracle.setting import COMPANY


def connect(world: World, act: Act) -> None:
    """Open a connection, beside another if there is one."""
    session = world.session(act.who)
    session.conns += 1
    conn = Connection(f"{session.name}#{session.conns}", session.name, serving=False)
    old, session.conn = session.conn, conn
    world.conns.append(conn)
    if act.does == "return":
        _stage(world, session, "trying")
    world.row(Open(phase="requested", **conn.where))
    world.clock.after(2 + 10 * world.chance("opens", act.number), _opened, world, act, session, conn)
    if old is not None:
        world.clock.after(50 + 400 * world.chance("old", act.number), server_closes, world, old, 4409)


def _opened(world: World, act: Act, session: Session, conn: Connection) -> None:
    if conn.over:
        return
    conn.serving = True
    world.row(Open(phase="done", **conn.where))
    presence.changed(world, conn.person)
    if world.setting.joins and world.may(conn.person, COMPANY):
        conn.subscribed.add(COMPANY)
        session.wanted.add(COMPANY)
        world.row(Subscribe(phase="done", channel=COMPANY, position=world.position(COMPANY), **conn.where))
    if act.does == "connect":
        return
    _stage(world, session, "connected")
    rooms = sorted(channel for channel in session.wanted if channel not in conn.subscribed)
    if act.options["how"] == "subscribe":
        for channel in rooms:
            subscriptions.subscribe(world, Act(act.number, act.at, "subscribe", session.name, channel))
    elif act.options["how"] == "resume" and world.promises.numbers:
        asked = {channel: session.reached[channel] for channel in rooms if channel in session.reached}
        if asked:
            conn.asking += 1
            conn.resuming |= asked.keys()
            world.row(Resume(phase="requested", asked=asked, **conn.where))
            delay = 1 + 20 * world.chance("resume", act.number)
            world.clock.after(delay, _resumed, world, act, session, conn, asked)


def _resumed(world: World, act: Act, session: Session, conn: Connection, asked: dict[str, Position]) -> None:
    """The server takes a resume: what it can replay is recovered, the rest is not."""
    if not conn.serving or conn.cut:
        return
    claims, replay = {}, []
    for channel, position in asked.items():
        conn.subscribed.add(channel)
        if not world.may(conn.person, channel):
            conn.subscribed.discard(channel)
            continue
        missed = _missed(world, session, channel, position)
        last = world.channel(channel).seq
        if missed is None:
            claims[channel] = Resumed(recovered=False, end=last)
        else:
            claims[channel] = Resumed(recovered=True, start=(position.seq or 0) + 1, end=last)
            replay += [event for event in missed if is_for(event, conn.person)]
        session.standing.add(channel)
    answered = world.clock.now + 1 + 30 * world.chance("resumed", act.number)
    replay.sort(key=lambda event: event.number)
    if world.setting.claims_first:
        for channel in claims:
            conn.lanes[channel] = max(conn.lanes.get(channel, 0.0), answered)
        conn.lanes["everything"] = max(conn.lanes.get("everything", 0.0), answered)
    for event in replay:
        send(world, conn, event)
    world.clock.at(answered, _answered, world, session, conn, claims)


def _answered(world: World, session: Session, conn: Connection, claims: dict[str, Resumed]) -> None:
    if conn.paused:
        conn.held.append(partial(_answered, world, session, conn, claims))
        return
    conn.asking -= 1
    conn.resuming.clear()
    if conn.cut or conn.over:
        return
    world.row(Resume(phase="done", claims=claims, **conn.where))
    for channel, claim in claims.items():
        if not claim.recovered:
            session.reached[channel] = Position(f"e{world.epoch}", claim.end)
    if claims.keys() >= session.wanted - {COMPANY} and all(claim.recovered for claim in claims.values()):
        _stage(world, session, "recovered")
    session.wanted &= claims.keys() | conn.subscribed


def _stage(world: World, session: Session, stage: Any) -> None:
    """A client that comes back by itself has got so far."""
    if world.setting.watched:
        person = session.name.partition("/")[0]
        world.row(Recovery(stage=stage, attempt=int(stage == "trying"), person=person, session=session.name))


def _missed(world: World, session: Session, channel: str, position: Position) -> list[Event] | None:
    """The events after a position; None where the server no longer has them, or no longer cares to."""
    if channel not in session.standing or position.epoch != f"e{world.epoch}":
        return None
    after = [event for event in world.channel(channel).log if (event.seq or 0) > (position.seq or 0)]
    promised = world.promises
    oldest = min((event.at for event in after), default=world.clock.now)
    young = world.clock.now - oldest <= promised.retention_s * 1000
    within = len(after) <= promised.retention_events and young
    return after if within or world.setting.generous else None


def leave(world: World, act: Act) -> None:
    """A session closes its connection, if it stands."""
    session = world.session(act.who)
    conn = session.conn
    if conn is None or conn.over or not conn.serving:
        return
    session.conn = None
    world.row(Close(phase="requested", by="us", **conn.where))

    def taken() -> None:
        _stop(world, conn)
        world.clock.after(1 + 10 * world.chance("left", act.number), answered)

    def answered() -> None:
        if not conn.over:
            conn.over = True
            world.row(Close(by="us", code=1000, clean=True, **conn.where))

    world.clock.after(1 + 10 * world.chance("leaves", act.number), taken)


def cut(world: World, act: Act) -> None:
    """The network ends a connection; client and server notice in their own time."""
    session = world.session(act.who)
    conn = session.conn
    if conn is None or conn.over or conn.cut or conn.paused or world.clock.now < conn.caught_up:
        return
    conn.cut = True

    def noticed() -> None:
        if not conn.over:
            conn.over = True
            if session.conn is conn:
                session.conn = None
            world.row(Close(by="network", **conn.where))
            _stage(world, session, "lost")

    world.clock.after(act.options["unnoticed"], noticed)
    world.clock.after(act.options["unnoticed"] + 100 * world.chance("notice", act.number), _stop, world, conn)


def _stop(world: World, conn: Connection) -> None:
    """The server has no such connection any more."""
    if conn.serving:
        conn.serving = False
        presence.changed(world, conn.person)


def server_closes(world: World, conn: Connection, code: int) -> None:
    """The server ends a connection; what is under way still arrives before the close or not at all."""
    if conn.over or conn.cut:
        return
    _stop(world, conn)
    conn.over = True
    session = world.session(conn.session)
    if session.conn is conn:
        session.conn = None
    world.row(Close(by="server", code=code, **conn.where))


def restart(world: World, act: Act) -> None:
    """The server restarts: connections, numbers and what could be replayed are gone."""
    world.epoch += 1
    world.channels.clear()
    for session in world.sessions.values():
        session.standing.clear()
    for conn in world.conns:
        server_closes(world, conn, 1012)
