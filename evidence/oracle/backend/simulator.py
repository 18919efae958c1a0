"""From a plan to the rows of its history: everything is played, then the scene comes to rest."""

from collections.abc import Callable

from lockstep.history.digest import digest
from lockstep.history.rows import AnyRow, End, Invoke, Ok, Send, Settled

from evidence.oracle.backend import (
    circumstances,
    closing_reads,
    connections,
    pauses,
    reads,
    rights,
    subscriptions,
    writes,
)
from evidence.oracle.backend.delivery import control, publish
from evidence.oracle.backend.world import Connection, Event, World
from evidence.oracle.plan import Act, Plan
from evidence.oracle.setting import ROOT


def _back(world: World, act: Act) -> None:
    """A session that has no connection comes back; some of them stop reading at once."""
    if world.session(act.who).conn is None:
        connections.connect(world, act)
        if world.chance("rests", act.number) < 0.05:
            world.clock.after(50 * world.chance("rest", act.number), pauses.pause, world, act)


def _replace(world: World, act: Act) -> None:
    """A session opens a second connection while it has one."""
    conn = world.session(act.who).conn
    if conn is not None and conn.serving and not conn.paused and not conn.cut:
        connections.connect(world, act)


_DOES: dict[str, Callable[[World, Act], None]] = {
    **dict.fromkeys(("post", "edit", "delete", "whisper", "status", "typing"), writes.write),
    "connect": connections.connect,
    "return": _back,
    "replace": _replace,
    "leave": connections.leave,
    "cut": connections.cut,
    "subscribe": subscriptions.subscribe,
    "unsubscribe": subscriptions.unsubscribe,
    "pause": pauses.pause,
    "restart": connections.restart,
    "grant": rights.grant,
    "revoke": rights.revoke,
    "read": reads.read,
    "snapshot": reads.snapshot,
    "fault": circumstances.fault,
    "stranger": circumstances.stranger,
    "timer": circumstances.timer,
}


_BEGINNINGS = {"grant", "connect", "subscribe"}


def simulate(plan: Plan) -> list[AnyRow]:
    """The history of a plan."""
    world = World(plan)
    for act in plan.acts:
        world.clock.at(act.at, _DOES[act.does], world, act)
    if world.setting.closing:
        acts = [act.at for act in plan.acts if act.does not in _BEGINNINGS]
        world.clock.at(min(acts, default=0.0) - 300, closing_reads.read_before, world)
    world.clock.run()
    budgets, promised = world.setting.budgets, world.promises
    world.clock.now += budgets.loss_ms + budgets.recovery_ms + promised.presence_ms + 10_000
    if world.setting.evidence in {"whole", "silent"}:
        _settle(world)
    if world.setting.closing:
        closing_reads.read_at_the_end(world)
    if world.setting.evidence != "endless":
        world.row(End(outcome="passed", tolerance_ms=world.setting.tolerance_ms))
    return world.rows


def _settle(world: World) -> None:
    """Markers or the drain time, then a round trip on every connection, then the barrier."""
    since = world.moment
    promised = world.promises
    channels = tuple(sorted(world.channels))
    if promised.markers:
        for channel in channels:
            _mark(world, channel)
        world.clock.run()
    else:
        world.clock.now += promised.drain_ms
    live = [conn for conn in world.conns if conn.serving and not conn.over]
    silent = live[:1] if world.setting.evidence == "silent" else []
    for conn in live:
        world.row(Send(kind="ping", ref=f"ping {conn.name}", **conn.where))
        if conn not in silent:
            world.clock.after(5, _pong, world, conn)
    world.clock.run()
    world.row(
        Settled(
            how="markers" if promised.markers else "drain",
            since=since,
            channels=channels,
            answered=tuple(conn.name for conn in live if conn not in silent),
            silent=tuple(conn.name for conn in silent),
        )
    )


def _mark(world: World, channel: str) -> None:
    """The suite writes a marker into a channel."""
    number = world.number("events")
    w, payload = f"marker {channel}", {"token": f"marker {number}"}
    entity, sent = f"marker:{number}", digest(payload)
    event = Event(number, "marker", channel, w, entity, 1, payload=payload, sent=sent, author=ROOT, marker=True)
    world.row(Invoke(person=ROOT, w=w, via="api", operation="mark", channel=channel, sent=sent, marker=True))
    publish(world, event)
    ids, versions = world.setting.ids, world.promises.versions
    world.row(
        Ok(
            person=ROOT,
            w=w,
            status="201",
            entity=entity if ids else None,
            version=1 if versions else None,
            payload=payload,
            digest=digest(payload),
            effects=(event.effect(ids, versions),),
            marker=True,
        )
    )


def _pong(world: World, conn: Connection) -> None:
    control(world, conn, "pong", f"ping {conn.name}")
