"""Presence: somebody is present while at least one socket is open, and shown absent a moment after the last."""

from evidence.oracle.backend.delivery import publish
from evidence.oracle.backend.world import Event, World
from evidence.oracle.setting import COMPANY


def changed(world: World, person: str) -> None:
    """A socket of this person opened or ended."""
    if world.promises.presence is None or not world.may(person, COMPANY):
        return
    if _present(world, person):
        _show(world, person, True)
    elif world.shown.get(person, False):
        wait = world.promises.presence_ms * (0.2 + 0.7 * world.chance("absent", person, world.number("absences")))
        world.clock.after(wait, _absent, world, person)


def _present(world: World, person: str) -> bool:
    return any(conn.serving for conn in world.conns if conn.person == person)


def _absent(world: World, person: str) -> None:
    if not _present(world, person):
        _show(world, person, False)


def _show(world: World, person: str, present: bool) -> None:
    if world.shown.get(person, False) != present:
        world.shown[person] = present
        payload = {"present": present}
        number = world.number("events")
        publish(
            world,
            Event(number, "presence_changed", COMPANY, None, f"presence:{person}", payload=payload, durable=False),
        )
