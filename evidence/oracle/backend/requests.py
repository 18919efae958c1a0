"""What a write asks for, and what the server makes of it: taken once for a key, or refused."""

from dataclasses import dataclass, field
from typing import Any

from lockstep.history.digest import digest

from evidence.oracle.backend.delivery import publish
from evidence.oracle.backend.world import Entity, Event, World

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
    event = likely(world, request)
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


def likely(world: World, request: Request) -> Event:
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
