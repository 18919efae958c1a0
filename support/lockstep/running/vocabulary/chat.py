"""Chat: questions about chatrooms, messages and typing that several steps ask of a scene's history."""

import uuid
from collections.abc import Iterator, Sequence

from lockstep.history.rows import Fail, Info, Invoke, Name, Ok, Recv, Shown, Via
from lockstep.matchers.received import Made, acknowledged
from lockstep.running.scene.scene import Scene
from lockstep.targets.operations import WriteOperation

CHANGES: dict[str, WriteOperation] = {
    "edit": "edit_message",
    "deletion": "delete_message",
    "new chatroom": "create_chatroom",
    "new name": "rename_chatroom",
    "new description": "describe_chatroom",
    "new role": "change_role",
    "new status": "set_status",
    "start of typing": "start_typing",
    "end of typing": "stop_typing",
    "new thread": "create_thread",
    "thread message": "post_thread_message",
    "archive event": "archive_thread",
    "deletion of the thread": "delete_thread",
}

WAYS: dict[str, Via] = {"over the API": "api", "over the socket": "socket"}

ROLES = {"an owner": "OWNER", "an administrator": "ADMIN", "a member": "MEMBER", "a guest": "GUEST"}


def room(scene: Scene) -> str:
    """The chatroom meant when the scenario names none: the first. Raises LookupError."""
    for row in scene.history.of(Name):
        if row.ref.startswith("chatroom:"):
            return row.label
    raise LookupError("no chatroom has been opened in this scenario yet")


def message_of(scene: Scene, person: str) -> str:
    """The message that a person posted last. Raises LookupError."""
    posted = {row.w for row in scene.history.of(Invoke, person=person, operation="post_message")}
    acknowledged_ = [row.entity for row in scene.history.of(Ok, person=person) if row.w in posted and row.entity]
    if not acknowledged_:
        raise LookupError(f"{person} has not posted a message yet")
    return acknowledged_[-1]


def write_with(scene: Scene, text: str) -> str:
    """The id of the write that posted this text. Raises LookupError."""
    return _posted(scene, text).w


def entity_with(scene: Scene, text: str) -> str:
    """The message with this text. Raises LookupError."""
    return str(_posted(scene, text).entity)


def post_next(scene: Scene, person: str, place: str | None = None) -> Made:
    """Let a person post one more message, which must be acknowledged, in the chatroom or thread of this name."""
    cursor, (text,) = scene.history.cursor(), scene.texts(1)
    place = place or room(scene)
    if scene.ref(place).startswith("thread:"):
        scene.act(person, "post_thread_message", thread=place, content=text)
    else:
        scene.act(person, "post_message", room=place, content=text)
    (made,) = acknowledged(scene.history, list(scene.history.of(Invoke, cursor, marker=False)))
    return made


def post_twice(scene: Scene, person: str, text: str) -> None:
    """Let a person post a message, and again as a retry of the same write under the same key."""
    w, key = uuid.uuid4().hex, uuid.uuid4().hex
    for attempt in (1, 2):
        scene.act(person, "post_message", room=room(scene), content=text, w=w, key=key, attempt=attempt)


def outcomes(scene: Scene) -> list[Ok | Fail | Info]:
    """The answers to the writes since the act began."""
    asked = set(scene.asked())
    return [row for row in _answers(scene) if row.w in asked]


def read_room(scene: Scene, person: str | None = None) -> tuple[Shown, ...]:
    """What a person, by default the first of the scenario, reads in the chatroom now. Raises AssertionError if it is
    rejected."""
    look = scene.read(person or next(iter(scene.actors)), "messages", room=room(scene))
    if not look.accepted:
        raise AssertionError(f"the chatroom could not be read: the answer was {look.status}")
    return look.shows


def typing_shown(scene: Scene, viewer: str, typist: str, room: str) -> list[Recv]:
    """The events by which a person was shown that another starts or stops typing in a chatroom, in order."""
    channel, user = scene.ref(room), scene.person(typist).identity.id
    return [
        row
        for row in scene.history.of(Recv, person=viewer, channel=channel)
        if isinstance(row.payload, dict) and "typing" in row.payload and f"user:{row.payload.get('userId')}" == user
    ]


def typing_ended_within(events: Sequence[Recv], limit_ms: float) -> bool:
    """Whether typing was shown as ended sooner than this after its last start."""
    started: int | None = None
    for row in events:
        if row.payload["typing"]:
            started = row.t
        elif started is not None and row.t - started < limit_ms * 1_000_000:
            return True
    return False


def _posted(scene: Scene, text: str) -> Ok:
    for row in scene.history.of(Ok):
        if isinstance(row.payload, dict) and row.payload.get("content") == text:
            return row
    raise LookupError(f'no acknowledged message of this scenario says "{text}"')


def _answers(scene: Scene) -> Iterator[Ok | Fail | Info]:
    for row in scene.history.rows():
        if isinstance(row, Ok | Fail | Info) and not row.marker:
            yield row
