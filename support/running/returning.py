"""Returning: people whose clients bring them back after their connection was lost, and readers that pause.

Every return that a step asks for is measured (`RECOVERY_TIME`): until it was connected, until it had caught up.
"""

import asyncio

from support.matchers.recovery import times
from support.running.cast import LAPTOP
from support.running.scene import Scene
from support.targets.recovery import Client, Ending


def client(scene: Scene, person: str, device: str = LAPTOP) -> Client:
    """What brings somebody's device back, made when first asked for."""
    actor = scene.person(person)
    if device not in actor.clients:
        budget_s = scene.budgets.recovery_ms / 1000
        actor.clients[device] = Client(scene.target, scene.recorder, actor, actor.session(device), budget_s)
    made = actor.clients[device]
    if not isinstance(made, Client):
        raise TypeError(f"{person}'s {device} is brought back by something else")
    return made


def watch(scene: Scene, person: str) -> None:
    """From now on somebody's client comes back by itself."""

    async def begin() -> None:
        client(scene, person).watch()

    scene.call(begin)


def come_back(scene: Scene, *people: str) -> dict[str, Ending]:
    """Let clients come back, all at once; what each came to."""

    async def everybody() -> list[Ending]:
        return await asyncio.gather(*(client(scene, person).recover() for person in people))

    return dict(zip(people, scene.call(everybody), strict=True))


def measure(scene: Scene, person: str, device: str = LAPTOP) -> None:
    """Keep how long the last return of somebody's device took."""
    session = scene.session(person, device).name
    scene.timings += times(scene.history, session, scene.budgets.recovery_ms, scene.allowance_ms())


def limit_ms(scene: Scene) -> float:
    """The recovery budget, with what the machine itself may need."""
    return scene.budgets.recovery_ms + scene.allowance_ms()


def pause(scene: Scene, person: str) -> None:
    """Let somebody's laptop stop reading."""

    async def stop() -> None:
        scene.session(person).pause()

    scene.call(stop)


def read_on(scene: Scene, person: str) -> None:
    """Let somebody's laptop read on."""

    async def on() -> None:
        scene.session(person).go_on()

    scene.call(on)
