"""Logins: several of one person, each with its devices, and how they begin, are renewed and end.

A device shares the login of the laptop unless it has one of its own. What is done "on a device" is done with the
token of its login, over the API.
"""

import uuid

from hamcrest import assert_that, equal_to

from lockstep.history.rows import Recv
from lockstep.matchers.answers import Outcome
from lockstep.matchers.received import is_of
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import chat, setup
from lockstep.targets.base import Answer

DEVICES = ("laptop", "phone", "tablet", "desktop")
WEAK = {"a short password": "Sh0rt!", "a password of letters and digits only": "Letters4nd7Digits"}
"""Passwords that may not be accepted, by what is wrong with them."""

_ELSEWHERE = "somewhere else"


def begin(scene: Scene, person: str, *devices: str) -> None:
    """Log a person in once more; these devices share the new login, connect, and listen to what the laptop does."""
    actor, first = scene.person(person), devices[0]
    actor.prepare_login(first)
    setup.succeed(scene, person, "login", device=first, **_credentials(scene, person))
    for device in devices:
        actor.logins[device] = actor.logins[first]
        setup.second_device(scene, person, device)


def try_to_begin(scene: Scene, person: str, *, right: bool = True) -> Answer:
    """Let a person log in somewhere else, with the right password or a wrong one, whatever the response."""
    scene.person(person).prepare_login(_ELSEWHERE)
    wrong = {} if right else {"password": "not-the-password"}
    return scene.act(person, "login", device=_ELSEWHERE, **_credentials(scene, person) | wrong)


def change_password(scene: Scene, person: str, device: str, *, known: bool = True) -> None:
    """Change a person's password on a device, with the current one or with a wrong one, whatever the response."""
    new = f"{uuid.uuid4().hex[:16]}!"
    scene.recorder.hide(new)
    current = scene.person(person).login(device).password if known else "not-the-password"
    scene.act(person, "change_password", device=device, current_password=current, new_password=new)


def try_a_weak_password(scene: Scene, person: str, device: str, weak: str) -> None:
    """Change a person's password on a device to a weak one, with the current one, whatever the response."""
    current = scene.person(person).login(device).password
    scene.act(person, "change_password", device=device, current_password=current, new_password=weak)


def renew(scene: Scene, person: str, device: str, times: int = 1) -> None:
    """Exchange a login's present refresh token on a device, that many times, whatever the responses."""
    token = scene.person(person).login(device).refresh_token
    for _ in range(times):
        scene.act(person, "refresh", device=device, refresh_token=token)


def outcomes(scene: Scene) -> list[str]:
    """What the writes since the act began came to, in order."""
    return [_outcome(one) for one in chat.outcomes(scene)]


def must_have_ended(scene: Scene, person: str, device: str) -> None:
    """A device's login can neither be used nor be renewed. Raises AssertionError."""
    assert_that(scene.read(person, "me", device=device).status, equal_to("401"))
    token = scene.person(person).login(device).refresh_token
    assert_that(scene.act(person, "refresh", device=device, refresh_token=token).status, equal_to("401"))


def must_go_on(scene: Scene, person: str, device: str) -> None:
    """A device's login can be used. Raises AssertionError."""
    assert_that(scene.read(person, "me", device=device).status, equal_to("200"))


def received_on(scene: Scene, person: str, author: str, room: str) -> list[str]:
    """The devices on which a person receives what the author posts next, once the system is quiet."""
    made = chat.post_next(scene, author, room)
    scene.settle()
    events: list[Recv] = [
        one for one in scene.received(person).events() if any(is_of(one, made, effect) for effect in made.ok.effects)
    ]
    return sorted(str(one.session).partition("/")[2] for one in events)


def _outcome(answer: Outcome) -> str:
    return type(answer).__name__.lower()


def _credentials(scene: Scene, person: str) -> dict[str, str]:
    identity = scene.person(person).identity
    return {"email": identity.email, "password": identity.password}
