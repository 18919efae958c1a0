"""What people do with resources at the same time: changes of one thing, reads amid changes, pages amid a burst, a
small load.

People who act at the same time each do one thing after the other. What they write differs from everything else that
is written then, so that no change is without effect, whatever order the backend takes them in.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from lockstep.history.rows import Ok, Read, Recv, Shown, Snapshot
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import resources
from lockstep.running.vocabulary.resources import Call
from lockstep.targets.resources import Resource, Text, Verb

NAMES = (
    "Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana", "Ida", "Jon", "Kim", "Lea", "Max", "Nora", "Otto",
    "Pia", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Vera", "Will", "Xenia", "Yara", "Zoe", "Amir", "Bea", "Cara",
    "Dora", "Emil", "Fay", "Gus", "Hugo", "Iris", "Jack", "Kira", "Liam", "Mia", "Nils",
)  # fmt: skip
"""The people of a small load."""

Lane = list[Call]
"""What one person does, one call after the other."""


def distinct(scene: Scene, of: Resource) -> Iterator[dict[str, Any]]:
    """Changes that differ from each other and from everything before. Raises LookupError where no text can be
    changed."""
    for name, one in of.settable(Verb.CHANGE).items():
        if isinstance(one, Text):
            numbers = itertools.count(scene.history.cursor())
            return ({name: f"{one.samples[1]} {number}"[-one.longest :]} for number in numbers)
    raise LookupError(f"no text of {of.name} can be changed on target {scene.target.name}")


def change_at_once(
    scene: Scene, people: tuple[str, ...], kind: str, label: str, *, count: int, based_on: int | None = None
) -> None:
    """Let people change a thing this many times each, all at the same time; `based_on` is the version that they name,
    if any."""
    given = distinct(scene, resources.resource(scene, kind))
    more = {} if based_on is None else {"based_on": based_on}
    in_lanes(
        scene,
        [
            [resources.call(scene, who, Verb.CHANGE, (kind, label), next(given), **more) for _ in range(count)]
            for who in people
        ],
    )


def change_while_watching_begins(
    scene: Scene, author: str, watcher: str, kind: str, label: str, *, count: int
) -> None:
    """Let a person change a thing this many times, while another subscribes to it and then reads it."""
    of, thing = resources.resource(scene, kind), resources.ref(scene, kind, label)
    given = distinct(scene, of)
    changes = [resources.call(scene, author, Verb.CHANGE, (kind, label), next(given)) for _ in range(count)]
    channels = resources.channels(scene, watcher, of, (Verb.CHANGE, Verb.DELETE), thing)
    _, operation, fields = resources.read_call(scene, watcher, kind, thing)

    async def watch_and_read() -> None:
        for channel in channels:
            if not await scene.session(watcher).subscribe(channel):
                raise EnvironmentFaultError(f"{watcher} could not listen to {channel}: the backend refused")
        await scene.person(watcher).read(operation, **fields)

    in_lanes(scene, [changes], watch_and_read)


def list_while_created(scene: Scene, reader: str, kind: str, author: str, count: int) -> None:
    """Let a person list all things of a kind, page by page, while another creates this many more, all at once."""
    of = resources.resource(scene, kind)
    made = resources.values(scene, of)
    lanes = [[resources.creation(scene, author, of, made.fresh())] for _ in range(count)]
    _, operation, fields = resources.read_call(scene, reader, kind)

    async def list_all() -> None:
        cursor: str | None = None
        while True:
            given = fields if cursor is None else {**fields, "cursor": cursor}
            look = await scene.person(reader).read(operation, **given)
            cursor = look.cursor
            if cursor is None:
                return

    in_lanes(scene, lanes, list_all)


def in_lanes(scene: Scene, lanes: list[Lane], *besides: Callable[[], Awaitable[None]]) -> None:
    """Perform lanes of calls at the same time, and what happens besides."""

    async def follow(lane: Lane) -> None:
        for person, operation, fields in lane:
            await scene.person(person).perform(operation, **fields)

    async def everything() -> None:
        await asyncio.gather(*(follow(lane) for lane in lanes), *(one() for one in besides))

    scene.call(everything)


# a small load


def gather(scene: Scene, count: int, kind: str) -> None:
    """Let this many people of one company follow what is announced of new things. Raises LookupError for more than
    have names."""
    if count > len(NAMES):
        raise LookupError(f"{count} people are too many for one scenario: at most {len(NAMES)} have names")
    resources.watch_new(scene, NAMES[:count], kind)


def create_steadily(scene: Scene, kind: str, rate: int, seconds: float) -> None:
    """Let the people of the scenario create things in turn, so many a second, each at the moment when it is due,
    whether those before are answered or not."""
    of = resources.resource(scene, kind)
    made = resources.values(scene, of)
    people = itertools.cycle(scene.actors)
    calls = [resources.creation(scene, next(people), of, made.fresh()) for _ in range(max(1, round(rate * seconds)))]

    async def at_its_time(number: int, call: Call) -> None:
        person, operation, fields = call
        await asyncio.sleep(number / rate)
        await scene.person(person).perform(operation, **fields)

    async def everything() -> None:
        await asyncio.gather(*(at_its_time(number, call) for number, call in enumerate(calls)))

    scene.call(everything)


# what came of it


def shown_since(scene: Scene, reader: str, operation: str) -> list[Shown]:
    """Everything that a person's reads of this kind have shown since the act began, in order."""
    rows = scene.history.rows(scene.since)
    looks = [row for row in rows if isinstance(row, Read | Snapshot) and row.person == reader]
    return [shown for look in looks if look.operation == operation for shown in look.shows]


def check_list(scene: Scene, kind: str, reader: str) -> None:
    """The lists that a person read since the act began show each thing that was there before exactly once, and no
    other more than once. Raises AssertionError."""
    of = resources.resource(scene, kind)
    counts: dict[str, int] = {}
    for one in shown_since(scene, reader, of.named(Verb.LIST)):
        counts[one.entity] = counts.get(one.entity, 0) + 1
    before = [thing for thing in resources.existing(scene, of) if _was_there(scene, thing)]
    missing = [thing for thing in before if thing not in counts]
    if missing:
        raise AssertionError(f"{', '.join(missing)} is in no page, though it was there before the list was begun")
    twice = sorted(thing for thing, count in counts.items() if count > 1)
    if twice:
        raise AssertionError(f"{', '.join(twice)} is in more than one page")
    if not before:
        raise AssertionError(f"nothing of the kind {kind} was there before the list was begun")


def check_agree(scene: Scene, people: tuple[str, ...], kind: str, label: str) -> None:
    """What people last received of a thing, and what the first of them reads now, are the same. Raises
    AssertionError."""
    of, thing = resources.resource(scene, kind), resources.ref(scene, kind, label)
    scene.settle()
    found = {f"{who} received": fields for who in people if (fields := last_received(scene, who, of, thing))}
    for row in resources.shown(scene, people[0], kind, thing) if of.unmet("shown") == "" else ():
        found[f"{people[0]} reads"] = resources.fields_of(of, row.payload)
    if len(found) < len(people):
        raise AssertionError(
            f"{thing} did not reach everybody: known is only what {', '.join(found) or 'nobody got'}"
        )
    (first, expected), *others = found.items()
    for who, fields in others:
        common = expected.keys() & fields.keys()
        differing = {name: (expected[name], fields[name]) for name in common if expected[name] != fields[name]}
        if differing:
            told = "; ".join(f"{name}: {one!r} and {other!r}" for name, (one, other) in sorted(differing.items()))
            raise AssertionError(f"{thing} ends differently: what {first} last and what {who} last differ in {told}")


def check_ends(scene: Scene, person: str, kind: str, label: str) -> None:
    """What a person read of a thing since the act began, and received after that, ends at what was written last.
    Raises AssertionError."""
    of, thing = resources.resource(scene, kind), resources.ref(scene, kind, label)
    scene.settle()
    verb = Verb.READ if of.read is not None else Verb.LIST
    read = [one for one in shown_since(scene, person, of.named(verb)) if one.entity == thing]
    if not read:
        raise AssertionError(f"{person} has not been shown {thing}")
    known = resources.fields_of(of, read[-1].payload) | last_received(scene, person, of, thing)
    written = resources.state(scene, of, thing)
    for name, value in written.items():
        if known.get(name) != value:
            raise AssertionError(
                f"{thing} ends at {known.get(name)!r} as {name} for {person}, but {value!r} was written last"
            )


def last_received(scene: Scene, person: str, of: Resource, thing: str) -> dict[str, Any]:
    """The fields of the event of a thing that a person received last since the act began; empty without one."""
    rows = [row for row in scene.history.of(Recv, scene.since, person=person, entity=thing) if row.event]
    return resources.fields_of(of, rows[-1].payload) if rows else {}


def _was_there(scene: Scene, thing: str) -> bool:
    return any(row.i < scene.since for row in scene.history.of(Ok, entity=thing))
