"""Outages of many connections at once, or of a backend during a broadcast; and the ageing of events.

Errors: EnvironmentFaultError if a precondition of the scenario is not met.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from lockstep.history.rows import Info, Ok, Recv
from lockstep.matchers.recovery import last_return
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import reconnection
from lockstep.targets.operations import Act

_ACT_S = 20.0


def devices(count: int) -> list[str]:
    """Names for this many devices of one person."""
    return [f"device{number}" for number in range(1, count + 1)]


def listen_everywhere(scene: Scene, people: tuple[str, ...], room: str, count: int) -> None:
    """Let each of these people listen to a chatroom on this many further devices, all connecting at once."""
    channel = scene.ref(room)

    async def one(person: str, device: str) -> bool:
        session = scene.person(person).session(device)
        return await session.open() and await session.subscribe(channel)

    async def everybody() -> list[bool]:
        return await asyncio.gather(*(one(person, device) for person in people for device in devices(count)))

    refused = scene.call(everybody).count(False)
    if refused:
        raise EnvironmentFaultError(f"{refused} of {len(people) * count} devices were rejected")


def cut_everywhere(scene: Scene, people: tuple[str, ...], count: int) -> None:
    """Cut the connections of all these devices at once."""

    async def everybody() -> None:
        await asyncio.gather(*(scene.session(person, one).cut() for person in people for one in devices(count)))

    scene.call(everybody)


def come_back_everywhere(scene: Scene, people: tuple[str, ...], count: int) -> None:
    """Let all these devices reconnect at once."""
    clients = [reconnection.client(scene, person, device) for person in people for device in devices(count)]

    async def everybody() -> None:
        await asyncio.gather(*(client.recover() for client in clients))

    scene.call(everybody)


def not_back(scene: Scene, people: tuple[str, ...], count: int) -> list[str]:
    """The devices that did not reconnect, or not without a gap, or not within the recovery budget."""
    limit_ms = reconnection.limit_ms(scene)
    found = {
        f"{person}/{device}": last_return(scene.history, f"{person}/{device}")
        for person in people
        for device in devices(count)
    }
    return [
        name
        for name, back in found.items()
        if not back.without_gap or (back.took_ms("recovered") or limit_ms + 1) > limit_ms
    ]


def amid(scene: Scene, acts: list[Act], how: str) -> None:
    """Let people write, and apply a fault to the scenario's own backend as soon as the first event is received; it
    ends once a write has failed. Raises EnvironmentFaultError if everything was written before the fault took
    effect."""
    cursor = scene.history.cursor()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(scene.together, acts)
        received = scene.history.wait(lambda: any(scene.history.of(Recv, cursor, event=True)), _ACT_S)
        scene.break_backend(how)
        try:
            scene.history.wait(lambda: any(scene.history.of(Info, cursor)) or writing.done(), _ACT_S)
        finally:
            scene.faults.end(backend=True)
        writing.result()
    if not received or not any(scene.history.of(Info, cursor)) or not any(scene.history.of(Ok, cursor)):
        raise EnvironmentFaultError("the backend did not break midway: everything was written, or nothing")


def grow_old(scene: Scene, seconds: float) -> None:
    """Wait until this much time has passed since the last write was acknowledged."""
    last = max((row.t for row in scene.history.of(Ok)), default=scene.history.now()) / 1e9
    due = last + seconds
    scene.history.wait(lambda: time.monotonic() >= due, max(0.0, due - time.monotonic()))
