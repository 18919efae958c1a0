"""Writes: invoked over the API or a socket, answered or not, tried again."""

from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import Fail, Info, Invoke, Ok

from evidence.oracle.backend.requests import Answer, Request, likely, take
from evidence.oracle.backend.world import Connection, World
from evidence.oracle.plan import Act


def write(world: World, act: Act) -> None:
    """A person writes; an edit or a deletion without anything to change is a post."""
    does, options = act.does, act.options
    entity = None
    if does in {"edit", "delete"}:
        there = [
            name
            for name, one in world.entities.items()
            if name.startswith("message:") and one.alive and one.channel == act.channel
        ]
        entity = there[options["pick"] % len(there)] if there and world.setting.ids else None
        does = does if entity else "post"
    if does == "status":
        entity = f"status:{act.who}"
    fields = {"status": {"status": options["text"]}, "typing": {"typing": True}, "delete": None}
    request = Request(
        w=f"w{act.number}",
        person=act.who,
        does=does,
        channel=act.channel,
        act=act.number,
        sent=fields.get(does, {"content": options["text"]}),
        key=f"key-{act.number}" if options["key"] else None,
        entity=entity,
        to=options["to"],
        left=list(options["again"]),
    )
    _attempt(world, request, options["outcome"])


def _attempt(world: World, request: Request, outcome: str) -> None:
    request.attempt += 1
    attempt = request.attempt
    conn = _socket(world, request)
    where: dict[str, Any] = (
        {"person": request.person, "via": "api"} if conn is None else conn.where | {"via": "socket"}
    )
    world.row(
        Invoke(
            **where,
            w=request.w,
            attempt=attempt,
            operation=request.operation,
            key=request.key,
            channel=request.channel,
            sent=digest(request.sent) if request.sent else None,
            body=digest([request.operation, request.entity, request.sent, request.to]),
        )
    )
    named = request.entity is not None and world.chance("named", request.act) < 0.5
    up, down = (1 + 60 * world.chance(way, request.act, attempt) ** 2 for way in ("up", "down"))
    if conn is not None:
        conn.asking += 1
        up = max(up, conn.sent_until - world.clock.now + 0.01)
        conn.sent_until = world.clock.now + up

    def gone() -> bool:
        return conn is not None and (conn.cut or conn.over or not conn.serving)

    def arrived() -> None:
        if gone():
            if outcome != "taken":
                world.clock.after(down, unanswered)
            return
        answer = Answer("429") if outcome == "refused" else take(world, request)
        if outcome != "taken":
            world.clock.after(down, answered, answer)

    def answered(answer: Answer) -> None:
        if gone():
            unanswered()
            return
        _record(world, request, attempt, answer)
        again()

    def unanswered() -> None:
        world.row(
            Info(
                person=request.person,
                w=request.w,
                attempt=attempt,
                status="timeout",
                effects=(likely(world, request).effect(world.setting.ids, False, named),),
            )
        )
        again()

    def again() -> None:
        if conn is not None:
            conn.asking -= 1
        sensible = not request.took or (request.key is not None and world.promises.idempotency)
        if sensible and request.left:
            world.clock.after(50, _attempt, world, request, request.left.pop(0))

    if outcome != "untaken":
        world.clock.after(up, arrived)
    if outcome in {"taken", "untaken"}:
        world.clock.after(150 + 500 * world.chance("patience", request.act, attempt), unanswered)


def _socket(world: World, request: Request) -> Connection | None:
    """The connection over which a write goes; None: it goes through the API."""
    if world.chance("socket", request.act) > 0.25:
        return None
    conns = (session.conn for session in world.sessions.values() if session.name.startswith(f"{request.person}/"))
    return next((conn for conn in conns if conn is not None and conn.serving and not conn.paused), None)


def _record(world: World, request: Request, attempt: int, answer: Answer) -> None:
    event = answer.event
    if event is None:
        world.row(Fail(person=request.person, w=request.w, attempt=attempt, status=answer.status))
        return
    ids, versions = world.setting.ids, world.promises.versions
    world.row(
        Ok(
            person=request.person,
            w=request.w,
            attempt=attempt,
            status=answer.status,
            entity=event.entity if ids else None,
            version=event.version if versions else None,
            payload=event.payload,
            digest=digest(event.payload),
            effects=(event.effect(ids, versions),),
        )
    )
