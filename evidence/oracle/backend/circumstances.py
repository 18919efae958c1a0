"""What happens without anybody's write: declared faults, strangers on shared channels, timers."""

from typing import Any

from lockstep.history.rows import Fault as FaultRow

from evidence.oracle.backend.delivery import publish
from evidence.oracle.backend.world import Event, Fault, World
from evidence.oracle.plan import Act
from evidence.oracle.setting import PUBLIC


def fault(world: World, act: Act) -> None:
    """A declared fault begins, and ends by itself."""
    options = act.options
    session = None if options["all"] else act.who
    delay = options["delay"] if options["what"] == "delays" else 0
    one = Fault(options["what"], session, world.clock.now + options["for"], delay)
    world.faults.append(one)
    values: dict[str, Any] = {"name": options["what"], "does": (options["what"],), "delay_ms": delay}
    if session is not None:
        values |= {"person": session.partition("/")[0], "session": session}
    world.row(FaultRow(phase="start", evidence="seen", **values))

    def ended() -> None:
        world.faults.remove(one)
        world.row(FaultRow(phase="end", evidence="seen", **values))

    world.clock.after(options["for"], ended)


def stranger(world: World, act: Act) -> None:
    """Somebody unknown writes to a channel declared shared."""
    if world.promises.shared:
        number = world.number("events")
        payload = {"id": f"note:{number}", "content": f"from outside {number}"}
        entity = payload["id"] if world.setting.ids else None
        publish(world, Event(number, "note_received", PUBLIC, None, entity, 1, payload=payload, author="Stranger"))


def timer(world: World, act: Act) -> None:
    """A timer of the server announces something that no write caused."""
    if act.channel != PUBLIC:
        number = world.number("events")
        publish(world, Event(number, "typing_stopped", act.channel, payload={"user": act.who}, durable=False))
