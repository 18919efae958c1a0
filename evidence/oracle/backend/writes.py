"""Writes: invoked, taken or refused, answered or not, tried again; what they change and the events they cause."""

from dataclasses import dataclass, field
from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import Fail, Info, Invoke, Ok

from evidence.oracle.backend.delivery import publish
from evidence.oracle.backend.world import Connection, Entity, Event, World
from evidence.oracle.plan import Act

_KINDS = {
    "post": ("post_message", "chatroom_message_received"),
    "edit": ("edit_message", "chatroom_message_edited"),
    "delete": ("delete_message", "chatroom_message_deleted"),
    "whisper": ("whisper", "whisper_received"),
    "status": ("set_status", "status_changed"),
    "typing": ("start_typing", "typing_started"),
}


@dataclass
class Request:
    """A write as its client asks for it."""

    w: str
    person: str
    does: str
    channel: str
    act: int
    sent: dict[str, Any] | None
    key: str | None = None
    entity: str | None = None
    to: str | None = None
    left: list[str] = field(default_factory=list)
    attempt: int = 0
    took: bool = False
    """The server has taken it."""

    @property
    def operation(self) -> str:
        return _KINDS[self.does][0]


@dataclass
class Answer:
    """What the server answers: the event of a write that was taken, or why it was refused."""

    status: str
    event: Event | None = None


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
                effects=(_likely(world, request).effect(world.setting.ids, False, named),),
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


def take(world: World, request: Request) -> Answer:
    """The server takes a write, once for each key, or refuses it."""
    key = (request.person, request.key or "")
    if request.key is not None and world.promises.idempotency and key in world.answers:
        stored: Answer = world.answers[key]
        return stored
    if not world.may(request.person, request.channel):
        return Answer("403")
    if request.does in {"edit", "delete"} and not world.entities[str(request.entity)].alive:
        return Answer("404")
    request.took = True
    event = _likely(world, request)
    event.number = world.number("events")
    change(world, request, event)
    answer = Answer("201", event)
    world.answers[key] = answer
    publish(world, event)
    return answer


def change(world: World, request: Request, event: Event) -> None:
    """Give the event its entity, version and payload, and keep them."""
    if request.does == "typing":
        event.payload = {"user": request.person}
        return
    name = request.entity or f"{'whisper' if request.does == 'whisper' else 'message'}:{world.number('entities')}"
    old = world.entities.get(name)
    version = 1 if old is None else old.version + 1
    payload: dict[str, Any] = {"id": name} if world.setting.ids else {}
    payload |= request.sent or {"deletedAt": f"moment {event.number}"}
    if world.promises.versions:
        payload["version"] = version
    world.entities[name] = Entity(request.channel, version, payload, request.does != "delete")
    event.entity, event.version, event.payload = name, version, payload


def _likely(world: World, request: Request) -> Event:
    """The event a write would cause, as far as its client can tell."""
    return Event(
        0,
        _KINDS[request.does][1],
        request.channel,
        request.w,
        request.entity,
        sent=digest(request.sent) if request.sent else None,
        author=request.person,
        durable=request.does not in {"status", "typing"},
        coalesce=request.does == "status",
        recipients=(str(request.to),) if request.does == "whisper" else None,
    )
