"""Concurrency: people who act at the same time, retry a write, or answer each other, and the results.

A retry is the same write again: the same `w`, the same key, the next attempt. When several people act at the same
time, the order is not known, so promises refer to the accepted writes, whichever they are.
"""

from typing import Any

import msgspec

from lockstep.history.rows import Fail, Info, Invoke, Ok, Read, Recv, Shown, Snapshot, Subscribe
from lockstep.matchers.delivery import received_once
from lockstep.matchers.received import Made, acknowledged
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import chat
from lockstep.targets.base import Look
from lockstep.targets.operations import Act, ReadOperation

KEY = "as agreed"


def posts(scene: Scene, people: tuple[str, ...], count: int, room: str | None = None) -> list[Act]:
    """This many new messages of each person, to be written in the chatroom of this name, or the scenario's own."""
    place = room or chat.room(scene)
    return [(who, "post_message", {"room": place, "content": text}) for who in people for text in scene.texts(count)]


def accepted(scene: Scene, *operations: str) -> list[Made]:
    """The writes accepted since the act began: of these operations, or of all."""
    asked = [row for row in scene.history.of(Invoke, scene.since, marker=False) if row.attempt == 1]
    told = {row.w for row in scene.history.of(Ok)}
    return acknowledged(
        scene.history, [r for r in asked if r.w in told and (not operations or r.operation in operations)]
    )


def accepted_after_listening(scene: Scene, person: str) -> list[Made]:
    """The writes accepted since the act began that were made after a person had been admitted to a channel."""
    let_in = max(row.i for row in scene.history.of(Subscribe, scene.since, person=person, phase="done"))
    return [made for made in accepted(scene) if made.invoke.i > let_in]


# retries


def post_under_key(scene: Scene, person: str, text: str, **how: Any) -> None:
    """Let a person post under the scenario's key."""
    scene.act(person, "post_message", room=chat.room(scene), content=text, key=KEY, **how)


def post_again(scene: Scene, person: str, text: str, **how: Any) -> None:
    """Let a person post their last message under the key once more. Raises LookupError."""
    tried = [row for row in scene.history.of(Invoke, person=person) if row.key == KEY]
    if not tried:
        raise LookupError(f"{person} has posted nothing under a key yet")
    post_under_key(scene, person, text, w=tried[-1].w, attempt=len(tried) + 1, **how)


def post_on_both(scene: Scene, person: str, text: str, devices: tuple[str, str]) -> None:
    """Let two devices of a person write the same message at the same time, over the socket, under one key."""
    common = {"room": chat.room(scene), "content": text, "key": KEY, "w": scene.person(person).name + "-at-once"}
    scene.together(
        [
            (person, "post_message", {**common, "via": "socket", "device": device, "attempt": attempt})
            for attempt, device in enumerate(devices, start=1)
        ],
        in_turn=False,
    )


def post_and_lose_the_answer(scene: Scene, person: str, text: str) -> None:
    """Let a person write over the socket under the key, and cut the connection at the same moment: whether the write
    was accepted is unknown."""
    fields = {"room": chat.room(scene), "content": text, "key": KEY, "via": "socket"}
    scene.together([(person, "post_message", fields)], besides=scene.session(person).cut)


def answers_under_key(scene: Scene, person: str) -> list[Ok | Fail | Info]:
    """The answers to all of a person's attempts under the key, in order."""
    asked = {row.w for row in scene.history.of(Invoke, person=person) if row.key == KEY}
    return [row for row in scene.history.rows() if isinstance(row, Ok | Fail | Info) and row.w in asked]


# connections


def while_listening_begins(scene: Scene, acts: list[Act], person: str, room: str) -> None:
    """Let people write while a person subscribes. Raises EnvironmentFaultError if the subscription is rejected."""
    channel = scene.ref(room)

    async def listen() -> None:
        if not await scene.session(person).subscribe(channel):
            raise EnvironmentFaultError(f'{person} could not listen to "{room}": the backend refused')

    scene.together(acts, besides=listen)


def while_away(scene: Scene, acts: list[Act], person: str) -> None:
    """Let people write while a person is cut off, reconnects and asks for missed events."""
    session = scene.session(person)

    async def be_cut_and_return() -> None:
        await session.cut()
        if not await session.come_back():
            raise AssertionError(f"{person} reconnected, but the request for missed events was rejected")

    scene.together(acts, besides=be_cut_and_return)


# conversations


def converse(scene: Scene, people: tuple[str, ...], rounds: int, *, replying: bool) -> None:
    """Let people write in turn, each after receiving the one before; `replying`: each answers that message."""
    before: list[Made] = []
    for person in people * rounds:
        ((_, operation, fields),) = posts(scene, (person,), 1)
        if before:
            scene.expect(scene.received(person), received_once(before))
        answering = {"reply_to": before[0].ok.entity} if before and replying else {}
        scene.act(person, operation, **fields, **answering)
        before = [scene.made(operation, by=person)[-1]]


def reply_at_once(scene: Scene, people: tuple[str, ...], message: Made) -> None:
    """Let people reply to a message at the same time, once all of them have received it."""
    for person in people:
        scene.expect(scene.received(person), received_once([message]))
    scene.together(
        [(who, act, {**fields, "reply_to": message.ok.entity}) for who, act, fields in posts(scene, people, 1)]
    )


# reading


def all_read(scene: Scene, operation: ReadOperation, people: list[str], **fields: Any) -> dict[str, Any]:
    """What each of them reads now, by name: the whole body, or what is shown where the adapter keeps no body; the
    status if the read is rejected."""
    found = {}
    for person in people:
        look = scene.read(person, operation, **fields)
        found[person] = _content(look) if look.accepted else look.status
    return found


def _content(look: Look) -> Any:
    return [msgspec.to_builtins(one) for one in look.shows] if look.body is None else look.body


def hearers(scene: Scene, room: str) -> list[str]:
    """The listeners of a chatroom."""
    channel = scene.ref(room)
    return [
        name for name, actor in scene.actors.items() if any(channel in s.channels for s in actor.sessions.values())
    ]


def turn_pages(scene: Scene, reader: str, author: str, size: int, thread: str | None = None) -> None:
    """Let a person read the chatroom, or the thread of this name, page by page, while another posts a message there
    before each further page."""
    operation: ReadOperation = "page" if thread is None else "thread_page"
    place = {"room": chat.room(scene)} if thread is None else {"thread": thread}
    cursor = None
    while True:
        look = scene.read(reader, operation, **place, limit=size, cursor=cursor)
        if not look.accepted:
            raise AssertionError(f"a page could not be read: the answer was {look.status}")
        cursor = look.cursor
        if cursor is None:
            return
        chat.post_next(scene, author, thread)


def read_on_pages(scene: Scene, reader: str) -> list[Shown]:
    """Everything a person read page by page since the act began, in order."""
    return [shown for look in _pages(scene, reader) for shown in look.shows]


def lost_between(scene: Scene, reader: str) -> list[str]:
    """The messages posted since the act began that are on none of the pages a person read, and not above the position
    of the last page either: someone who asks for the events after it would never receive them. Raises AssertionError
    if the person does not receive each of them once."""
    made = accepted(scene, "post_message", "post_thread_message")
    scene.expect(scene.received(reader), received_once(made))
    events = [row for row in scene.history.of(Recv, scene.since, person=reader) if row.event]
    numbers = {row.entity: row.seq or 0 for row in events}
    positions = [look.position.seq or 0 for look in _pages(scene, reader) if isinstance(look, Snapshot)]
    shown = {one.entity for one in read_on_pages(scene, reader)}
    posted = [str(one.ok.entity) for one in made]
    return [one for one in posted if one not in shown and numbers[one] <= positions[-1]]


def _pages(scene: Scene, reader: str) -> list[Read | Snapshot]:
    rows = scene.history.rows(scene.since)
    looks = [row for row in rows if isinstance(row, Read | Snapshot) and row.person == reader]
    return [look for look in looks if look.operation in {"page", "thread_page"}]


def posted_before(scene: Scene) -> list[str]:
    """The messages that existed when the act began, oldest first."""
    asked = {row.w for row in scene.history.of(Invoke) if row.operation == "post_message"}
    return [str(row.entity) for row in scene.history.of(Ok) if row.w in asked and row.i < scene.since]
