"""From publication to reception: numbers, listeners, latencies, lanes, declared faults, paused readers, repeats."""

from functools import partial
from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import Position, Recv

from evidence.oracle.backend.world import Connection, Event, World
from evidence.oracle.setting import COMPANY


def publish(world: World, event: Event) -> None:
    """Give an event its number and send it to everybody who is subscribed and for whom it is."""
    channel = world.channel(event.channel)
    event.at = world.clock.now
    if event.durable:
        if world.promises.numbers:
            channel.seq += 1
            event.seq, event.epoch = channel.seq, f"e{world.epoch}"
        channel.log.append(event)
    for conn in world.conns:
        if conn.serving and event.channel in conn.subscribed and is_for(event, conn.person):
            if event.coalesce and event.entity is not None and world.promises.causal == "none":
                _wait(world, conn, event)
            else:
                send(world, conn, event)


def is_for(event: Event, person: str) -> bool:
    return event.recipients is None or person in event.recipients


def _wait(world: World, conn: Connection, event: Event) -> None:
    """A coalescible event waits a moment; a later one of the same entity takes its place."""
    entity = str(event.entity)
    if entity not in conn.waiting:
        world.clock.after(
            150 * world.chance("coalesce", entity, conn.name, event.number), _flush, world, conn, entity
        )
    conn.waiting[entity] = event


def _flush(world: World, conn: Connection, entity: str) -> None:
    event = conn.waiting.pop(entity)
    if conn.serving and event.channel in conn.subscribed:
        send(world, conn, event)


def send(world: World, conn: Connection, event: Event, redelivery: str | None = None) -> None:
    """Put an event on its way down a connection, through what declared faults there are."""
    faults = [fault for fault in world.faults if fault.session in {None, conn.session}]
    key = (event.number, conn.name, redelivery)
    if any(fault.does == "loses" for fault in faults) and world.chance("lost", key) < 0.5:
        return
    arrival = world.clock.now + _latency(world, key)
    arrival += max((fault.delay for fault in faults if fault.does == "delays"), default=0.0)
    arrival = max([arrival, *(fault.until + 1 for fault in faults if fault.does == "holds")])
    lane = _lane(world, event)
    if redelivery is None and lane is not None:
        arrival = max(arrival, conn.lanes.get(lane, 0.0) + 0.01)
        conn.lanes[lane] = arrival
    _arrive(world, arrival, conn, event, redelivery)
    again = redelivery is None and event.durable and world.promises.delivery == "at-least-once"
    if again and world.chance("again", key) < 0.1:
        _arrive(world, arrival + 200 * world.chance("when", key), conn, event, f"again-{event.number}")


def _arrive(world: World, at: float, conn: Connection, event: Event, redelivery: str | None) -> None:
    world.clock.at(at, _received, world, conn, event, redelivery)


def _latency(world: World, key: Any) -> float:
    share = world.chance("slow", key)
    longest = world.setting.budgets.loss_ms
    if share < 0.04:
        return longest * (0.1 + 0.6 * world.chance("how slow", key))
    return 1 + (60 if share < 0.5 else 5) * world.chance("latency", key)


def _lane(world: World, event: Event) -> Any:
    """What an event may not overtake on a connection; None: it may overtake everything."""
    promised = world.promises
    if promised.causal == "across":
        return "everything"
    if event.channel == COMPANY and not event.durable:
        return (event.channel, event.kind, event.entity)
    if world.setting.fifo:
        return event.channel
    kind = "" if promised.across_kinds else event.kind
    if promised.order == "channel":
        return (event.channel, kind)
    return (event.channel, event.author, kind) if promised.order == "author" else None


def _received(world: World, conn: Connection, event: Event, redelivery: str | None) -> None:
    """A frame has come as far as the client."""
    if conn.cut or conn.over:
        return
    if conn.paused:
        conn.held.append(partial(record, world, conn, event, redelivery))
        return
    record(world, conn, event, redelivery)
    doubling = any(fault.does == "doubles" and fault.session in {None, conn.session} for fault in world.faults)
    if doubling and world.chance("double", event.number, conn.name) < 0.5:
        record(world, conn, event, redelivery)


def record(world: World, conn: Connection, event: Event, redelivery: str | None) -> None:
    """The client reads a frame."""
    conn.frames += 1
    session, promised = world.session(conn.session), world.promises
    counts = event.seq is not None and redelivery is None and session.conn is conn
    if counts and event.channel in session.reached:
        reached = session.reached[event.channel]
        if reached.epoch == event.epoch and (reached.seq or 0) < (event.seq or 0):
            session.reached[event.channel] = Position(event.epoch, event.seq)
    world.row(
        Recv(
            n=conn.frames,
            kind=event.kind,
            channel=event.channel,
            entity=event.entity if world.setting.ids or event.w is None else None,
            version=event.version if promised.versions else None,
            seq=event.seq,
            epoch=event.epoch,
            payload=event.payload,
            digest=digest(event.payload),
            sent=event.sent,
            author=event.author,
            cause=event.w if promised.cause else None,
            redelivery=redelivery,
            durable=event.durable,
            marker=event.marker,
            raw=event.w,
            **conn.where,
        )
    )


def control(world: World, conn: Connection, kind: str, ref: str) -> None:
    """The client reads a control frame."""
    conn.frames += 1
    world.row(Recv(n=conn.frames, kind=kind, event=False, ref=ref, durable=False, **conn.where))
