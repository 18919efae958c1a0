"""Acts of several people at the same time, in lanes: each person, and each device, does one thing after the other."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import resources
from lockstep.running.vocabulary.resource_acts import Act, What, in_lane
from lockstep.running.vocabulary.resource_concurrency import distinct
from lockstep.running.vocabulary.resources import Call
from lockstep.targets.resources import Resource, Verb

Thunk = Callable[[], Awaitable[None]]


def perform(scene: Scene, acts: list[Act]) -> None:
    """Let people do this at the same time. Raises LookupError for a person, a thing or a kind that does not exist."""
    for act in acts:
        who = scene.person(act.people[0])
        if act.kind:
            resources.parent(scene, resources.resource(scene, act.kind), who.name)  # made here: a lane cannot wait
    changes: dict[tuple[str, str], Iterator[dict[str, Any]]] = {}
    lanes: dict[str, list[Thunk]] = {}
    for act in acts:
        lanes.setdefault(in_lane(act)[0], []).append(_prepared(scene, act, changes))

    async def follow(lane: list[Thunk]) -> None:
        for one in lane:
            await one()

    async def everybody() -> None:
        await asyncio.gather(*(follow(lane) for lane in lanes.values()))

    scene.call(everybody)


def _prepared(scene: Scene, act: Act, changes: dict[tuple[str, str], Iterator[dict[str, Any]]]) -> Thunk:
    """The act, to be done when its turn has come: only then is known what is there."""
    if not act.kind:
        return _of_connection(scene, act)
    person, kind, label = act.people[0], act.kind, act.label
    of = resources.resource(scene, kind)
    fresh = resources.values(scene, of).fresh()

    async def create() -> None:
        _, operation, fields = resources.creation(scene, person, of, fresh | dict(act.values))
        answer = await scene.person(person).perform(operation, **fields)
        if answer.entity is not None:
            scene.name(answer.entity, f"{kind} {label}")

    async def change() -> None:
        given = changes.setdefault((kind, label), _changes(scene, of, label))
        for _ in range(act.count or 1):
            await write(Verb.CHANGE, next(given))

    async def write(verb: Verb, given: dict[str, Any] | None = None, **more: Any) -> None:
        await _perform(scene, resources.call(scene, person, verb, (kind, label), given, **more))

    async def change_nothing() -> None:
        await write(Verb.CHANGE, resources.settable_state(scene, kind, label))

    async def read() -> None:
        thing = resources.ref(scene, kind, label) if label else None
        _, operation, fields = resources.read_call(scene, person, kind, thing)
        await scene.person(person).read(operation, **fields)

    async def take_away() -> None:
        await write(Verb.REVOKE, member=scene.person(act.member).identity.id)

    found: dict[What, Thunk] = {
        What.CREATE: create,
        What.CREATE_WITH: create,
        What.CHANGE: change,
        What.CHANGE_OFTEN: change,
        What.CHANGE_NOTHING: change_nothing,
        What.GIVE: lambda: write(Verb.CHANGE, dict(act.values)),
        What.DELETE: lambda: write(Verb.DELETE),
        What.READ: read,
        What.LIST: read,
        What.TAKE_AWAY: take_away,
    }
    return found[act.what]


def _of_connection(scene: Scene, act: Act) -> Thunk:
    session = scene.session(act.people[0], act.device)

    async def pause() -> None:
        session.pause()

    async def read_on() -> None:
        session.go_on()

    async def back() -> None:
        await watch_again(scene, act.people[0], act.device)

    async def resume() -> None:
        await session.come_back()

    found: dict[What, Thunk] = {
        What.CUT: session.cut,
        What.RETURN: back,
        What.RESUME: resume,
        What.PAUSE: pause,
        What.READ_ON: read_on,
    }
    return found[act.what]


async def watch_again(scene: Scene, person: str, device: str) -> None:
    """Open a new connection of a device and subscribe to what its last one was subscribed to. Raises AssertionError
    when that is rejected."""
    session = scene.session(person, device)
    before = sorted(session.channels)
    if not await session.open():
        raise AssertionError(f"{person}'s {device} could not connect again")
    for channel in before:
        if channel not in session.channels and not await session.subscribe(channel):
            raise AssertionError(f"{person}'s {device} could not listen to {channel} again: the backend refused")


async def _perform(scene: Scene, call: Call) -> None:
    person, operation, fields = call
    await scene.person(person).perform(operation, **fields)


def _changes(scene: Scene, of: Resource, label: str) -> Iterator[dict[str, Any]]:
    """Changes of one thing that differ from each other; where it has no text, each differs from the one before."""
    try:
        return distinct(scene, of)
    except LookupError:
        before = resources.state(scene, of, resources.ref(scene, of.name, label))
        values = resources.values(scene, of)
        return itertools.chain.from_iterable(values.different(1_000, before) for _ in itertools.count())
