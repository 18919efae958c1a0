"""Reconnection: people whose clients reconnect after a lost connection, and readers that pause.

At the end of a scenario everyone's last recovery is measured (`RECOVERY_TIME`), with or without a step for it: until
it was connected, until it had caught up, until it knew everything. A step for it demands the budget.
"""

import asyncio

from lockstep.actors.auto_reconnect import Client, Ending
from lockstep.matchers.recovery import converged_within, times
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary.setup import LAPTOP


def client(scene: Scene, person: str, device: str = LAPTOP) -> Client:
    """The automatic recovery of a person's device, created when first needed."""
    actor = scene.person(person)
    if device not in actor.clients:
        budget_s = scene.budgets.recovery_ms / 1000
        actor.clients[device] = Client(scene.target, scene.recorder, actor, actor.session(device), budget_s)
    made = actor.clients[device]
    if not isinstance(made, Client):
        raise TypeError(f"{person}'s {device} is brought back by something else")
    return made


def watch(scene: Scene, person: str) -> None:
    """From now on a person's client reconnects automatically."""

    async def begin() -> None:
        client(scene, person).watch()

    scene.call(begin)


def come_back(scene: Scene, *people: str) -> dict[str, Ending]:
    """Let clients reconnect, all at once; returns the outcome of each."""

    async def everybody() -> list[Ending]:
        return await asyncio.gather(*(client(scene, person).recover() for person in people))

    return dict(zip(people, scene.call(everybody), strict=True))


def measure(scene: Scene) -> None:
    """Record the time of everyone's last recovery."""
    scene.timings += times(scene.history, scene.budgets.recovery_ms, scene.tolerance_ms())


def expect_up_to_date(scene: Scene, person: str) -> None:
    """Wait until a person's reconnected laptop knows everything that had been acknowledged. Raises AssertionError if
    that takes longer than the recovery budget."""
    limit = limit_ms(scene)
    scene.expect(scene.history, converged_within(f"{person}/{LAPTOP}", limit), patience_ms=limit)


def limit_ms(scene: Scene) -> float:
    """The recovery budget plus the machine's tolerance."""
    return scene.budgets.recovery_ms + scene.tolerance_ms()


def pause(scene: Scene, person: str, device: str = LAPTOP) -> None:
    """Let a person's device stop reading."""

    async def stop() -> None:
        scene.session(person, device).pause()

    scene.call(stop)


def read_on(scene: Scene, person: str, device: str = LAPTOP) -> None:
    """Let a person's device resume reading."""

    async def on() -> None:
        scene.session(person, device).go_on()

    scene.call(on)
