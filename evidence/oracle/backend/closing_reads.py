"""Closing reads: every list before the first act, and at the end, when everything is quiet, what everybody may see.

At the end each person reads each room's messages (all, or page by page), how many there are, and some of them under
their own address; of a room that is not theirs they are told that there is none, or that they may not.
"""

from collections.abc import Iterator
from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import AnyRow, Closing, Read, Shown, Snapshot

from evidence.oracle.backend.world import Entity, World
from evidence.oracle.setting import ROOMS

_KIND = "message"
_PAGE = 2


def read_before(world: World) -> None:
    """Somebody reads every list before the first act."""
    for room in ROOMS:
        reader = next((person for person in _people(world) if world.may(person, room)), None)
        if reader is not None and world.setting.ids:
            for row in _listed(world, reader, room, {"opening": True}):
                world.clock.after(1 + 10 * world.chance("opening", room), _noted, world, row)


def read_at_the_end(world: World) -> None:
    """Everybody reads everything, one after the other."""
    for person in _people(world) if world.setting.ids else ():
        for room in ROOMS:
            for row in (
                *_listed(world, person, room, {}),
                *_single(world, person, room),
                _count(world, person, room),
            ):
                row.since = world.moment
                world.clock.after(1 + 10 * world.chance("closing", len(world.rows)), _noted, world, row)
                world.clock.run()


def _noted(world: World, row: AnyRow) -> None:
    world.row(row)


def _people(world: World) -> list[str]:
    return list(dict.fromkeys(session.partition("/")[0] for session in world.sessions))


def _there(world: World, room: str) -> list[tuple[str, Entity]]:
    named = world.entities.items()
    return [(name, one) for name, one in named if one.channel == room and name.startswith(f"{_KIND}:")]


def _shown(world: World, name: str, one: Entity) -> Shown:
    version = one.version if world.promises.versions else None
    return Shown(entity=name, version=version, digest=digest(one.payload), payload=one.payload)


def _listed(world: World, person: str, room: str, mark: dict[str, Any]) -> Iterator[Any]:
    """The pages of a list, each with the position that it states where there are numbers."""
    if not world.may(person, room):
        yield _refused(world, person, room, Closing(holds=(_KIND,), place=room, **mark))
        return
    there = [_shown(world, name, one) for name, one in _there(world, room) if one.alive]
    size = _PAGE if not mark and world.chance("paged", person, room) < 0.3 else max(1, len(there))
    pages = [tuple(there[at : at + size]) for at in range(0, len(there), size)] or [()]
    for number, shows in enumerate(pages, 1):
        closing = Closing(holds=(_KIND,), place=room, page=number, more=number < len(pages), **mark)
        yield _answered(world, person, room, "page", closing=closing, shows=shows, complete=len(pages) == 1)


def _single(world: World, person: str, room: str) -> Iterator[Any]:
    """Some messages, alive or not, under their own address."""
    for name, one in _there(world, room):
        if world.chance("single", person, name) > 0.3:
            continue
        closing = Closing(place=room, entity=name)
        if not world.may(person, room):
            yield _refused(world, person, room, closing)
        elif one.alive:
            shows = (_shown(world, name, one),)
            yield Read(person=person, operation="message", since=0, status="200", shows=shows, closing=closing)
        else:
            yield Read(person=person, operation="message", since=0, status="404", absent=True, closing=closing)


def _count(world: World, person: str, room: str) -> Any:
    closing = Closing(place=room, counts=_KIND)
    if not world.may(person, room):
        return _refused(world, person, room, closing)
    count = sum(one.alive for _, one in _there(world, room))
    return Read(person=person, operation="room", since=0, status="200", count=count, closing=closing)


def _refused(world: World, person: str, room: str, closing: Closing) -> AnyRow:
    hidden = world.chance("hidden", person, room) < 0.5
    values: dict[str, Any] = {
        "operation": "page" if closing.holds else "message" if closing.entity else "room",
        "status": "404" if hidden else "403",
        "channel": room if closing.holds else None,
    }
    return Read(person=person, since=world.moment, closing=closing, absent=hidden, complete=False, **values)


def _answered(world: World, person: str, room: str, operation: str, **values: Any) -> AnyRow:
    values |= {"person": person, "operation": operation, "since": world.moment, "status": "200", "channel": room}
    position = world.position(room)
    return Read(**values) if position is None else Snapshot(position=position, **values)
