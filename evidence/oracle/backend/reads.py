"""Reads and snapshots: what a channel shows at one moment between request and answer."""

from lockstep.history.digest import digest
from lockstep.history.rows import Position, Read, Shown, Snapshot

from evidence.oracle.backend.world import World
from evidence.oracle.plan import Act


def read(world: World, act: Act) -> None:
    """A person reads the messages of a channel, all or a page of the newest."""
    _look(world, act, False)


def snapshot(world: World, act: Act) -> None:
    """A person reads the messages of a channel together with its position."""
    _look(world, act, world.promises.numbers)


def _look(world: World, act: Act, placed: bool) -> None:
    if not world.setting.ids:
        return
    since = world.moment

    def arrived() -> None:
        allowed = world.may(act.who, act.channel)
        there = [
            Shown(
                entity=name,
                version=one.version if world.promises.versions else None,
                digest=digest(one.payload),
                payload=one.payload,
            )
            for name, one in world.entities.items()
            if one.alive and one.channel == act.channel and name.startswith("message:")
        ]
        page = act.options["page"]
        position = world.position(act.channel)
        shows = tuple(there[-page:] if page else there) if allowed else ()
        complete = allowed and len(shows) == len(there)
        answer = ("200" if allowed else "403", shows, complete, position)
        world.clock.after(1 + 30 * world.chance("read", act.number), answered, *answer)

    def answered(status: str, shows: tuple[Shown, ...], complete: bool, position: Position | None) -> None:
        if placed and position is not None and status == "200":
            world.row(
                Snapshot(
                    person=act.who,
                    operation="page",
                    since=since,
                    status=status,
                    channel=act.channel,
                    shows=shows,
                    complete=complete,
                    position=position,
                )
            )
        else:
            world.row(
                Read(
                    person=act.who,
                    operation="messages",
                    since=since,
                    status=status,
                    channel=act.channel,
                    shows=shows,
                    complete=complete,
                )
            )

    world.clock.after(1 + 30 * world.chance("reads", act.number), arrived)
