"""Rights: granted and revoked by writes of Root, whose outcome may be a refusal or unknown."""

from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import Fail, Grant, Info, Invoke, Ok, Revoke

from evidence.oracle.backend.delivery import publish
from evidence.oracle.backend.world import Entity, Event, World
from evidence.oracle.plan import Act
from evidence.oracle.setting import ROOT


def grant(world: World, act: Act) -> None:
    """Somebody is to be allowed a channel."""
    _right(world, act, True)


def revoke(world: World, act: Act) -> None:
    """Somebody is no longer to be allowed a channel."""
    _right(world, act, False)


def _right(world: World, act: Act, allowed: bool) -> None:
    if not world.setting.rights or world.may(act.who, act.channel) == allowed:
        return
    w, outcome = f"w{act.number}", act.options["outcome"]
    kind: Any = Grant if allowed else Revoke
    operation = "add_member" if allowed else "remove_member"
    announced = world.setting.personal if allowed else world.chance("told", act.number) < 0.5
    requested = not allowed or outcome in {"taken", "untaken"} or world.chance("known", act.number) < 0.5
    event = _event(world, act, w, allowed) if announced else None
    world.row(Invoke(person=ROOT, w=w, via="api", operation=operation, channel=act.channel if announced else None))
    if requested:
        world.row(kind(person=act.who, phase="requested", channel=act.channel, w=w))

    def arrived() -> None:
        if allowed:
            _remove(world, act)
            world.allowed.add((act.who, act.channel))
        if event is not None:
            _announce(world, event)
        if not allowed:
            world.leaving.add((act.who, act.channel))
            world.clock.after(world.promises.grace_ms * world.chance("grace", act.number), _remove, world, act)

    def answered() -> None:
        if outcome == "refused":
            world.row(Fail(person=ROOT, w=w, status="409"))
            if requested:
                world.row(kind(person=act.who, phase="refused", channel=act.channel, w=w))
            return
        ids, versions = world.setting.ids, world.promises.versions
        effects = (event.effect(ids, versions),) if event is not None else ()
        world.row(Ok(person=ROOT, w=w, status="200", effects=effects))
        world.row(kind(person=act.who, phase="done", channel=act.channel, w=w))

    def unanswered() -> None:
        effects = (event.effect(world.setting.ids, False, False),) if event is not None else ()
        world.row(Info(person=ROOT, w=w, status="timeout", effects=effects))

    delay = 1 + 40 * world.chance("right", act.number)
    if outcome in {"ok", "taken"}:
        world.clock.after(delay, arrived)
    if outcome in {"ok", "refused"}:
        world.clock.after(delay + 1 + 30 * world.chance("answer", act.number), answered)
    else:
        world.clock.after(300, unanswered)


def _remove(world: World, act: Act) -> None:
    """A right that was revoked is gone, and what was subscribed by it."""
    if (act.who, act.channel) not in world.leaving:
        return
    world.leaving.discard((act.who, act.channel))
    world.allowed.discard((act.who, act.channel))
    for conn in world.conns:
        if conn.person == act.who:
            conn.subscribed.discard(act.channel)
    for session in world.sessions.values():
        if session.name.partition("/")[0] == act.who:
            session.standing.discard(act.channel)


def _event(world: World, act: Act, w: str, allowed: bool) -> Event:
    name = f"membership:{act.who}@{act.channel.replace(':', '-')}"
    return Event(
        0,
        "access_granted" if allowed else "member_left",
        act.channel,
        w,
        name,
        sent=digest({"member": act.who, "allowed": allowed}),
        author=ROOT,
        recipients=(act.who,) if allowed else None,
        last=not allowed,
    )


def _announce(world: World, event: Event) -> None:
    name = str(event.entity)
    old = world.entities.get(name)
    event.number, event.version = world.number("events"), 1 if old is None else old.version + 1
    event.payload = {"member": name, "kind": event.kind, "version": event.version}
    world.entities[name] = Entity(event.channel, event.version, event.payload)
    publish(world, event)
