"""Set-up: how people of a scenario reach its starting point, and the acts that several subjects share.

The Given steps must succeed before the scenario means anything: a set-up that the backend rejects is an error of the
scenario's environment, reported in one sentence, not a broken promise.
"""

from typing import Any

from lockstep.recordings.attempt import HOME
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.targets.base import Answer
from lockstep.targets.operations import WriteOperation

LAPTOP = "laptop"


def employ(scene: Scene, *people: str, company: str = HOME) -> None:
    """Let these people work for one company, founded by the first of all, each connected on the laptop."""
    for person in people:
        scene.enrol(person, company)
        if not scene.session(person).is_open and not scene.connect(person):
            raise EnvironmentFaultError(f"{person} could not connect: the backend rejected a fresh token")


def gather(scene: Scene, room: str, people: tuple[str, ...]) -> None:
    """Open a private chatroom of the first, with all of them in it, connected and listening."""
    employ(scene, *people)
    scene.open_chatroom(room, *people)
    for person in people:
        listen(scene, person, room)


def add(scene: Scene, room: str, person: str) -> None:
    """Let the scenario's first person, who founded the chatrooms, add another, who then listens to it."""
    scene.admit(room, next(iter(scene.actors)), person)
    listen(scene, person, room)


def listen(scene: Scene, person: str, room: str, device: str = LAPTOP) -> None:
    """Let a person's device listen to a chatroom."""
    if not scene.subscribe(person, scene.ref(room), device):
        raise EnvironmentFaultError(f'{person} could not listen to "{room}": the backend refused')


def listen_elsewhere(scene: Scene, person: str) -> None:
    """Let a person who listens to nothing yet listen to a chatroom of their own: what is not meant for them can then
    reach them, and its absence counts."""
    if not scene.session(person).channels:
        channel = scene.open_own_chatroom(person)
        if not scene.subscribe(person, channel):
            raise EnvironmentFaultError(f"{person} could not listen to a chatroom of their own: the backend refused")


def listen_to(scene: Scene, person: str, channel: str) -> None:
    """Let a person's laptop listen to a channel."""
    if not scene.subscribe(person, channel):
        raise EnvironmentFaultError(f"{person} could not listen to {channel}: the backend refused")


def second_device(scene: Scene, person: str, device: str) -> None:
    """Let a person connect another device, which listens to everything the laptop listens to."""
    if not scene.connect(person, device):
        raise EnvironmentFaultError(f"{person}'s {device} could not connect")
    session = scene.session(person, device)
    for channel in sorted(scene.session(person).channels - session.channels):
        scene.subscribe(person, channel, device)


def succeed(scene: Scene, person: str, operation: WriteOperation, /, **fields: Any) -> Answer:
    """Make a write for the set-up. Raises EnvironmentFaultError when it is not acknowledged."""
    answer = scene.act(person, operation, **fields)
    if answer.outcome != "ok":
        raise EnvironmentFaultError(f"set-up failed: {person}'s {operation} was answered {answer.status}")
    return answer
