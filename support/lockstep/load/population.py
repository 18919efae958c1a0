"""A population: many people with accounts and rooms, created before a load run by the target's adapter, unmeasured.

The first person founds the company and the rooms, and neither listens nor writes. People are "User 1", "User 2" and
so on; `assemble` distributes them over the rooms in turn. Errors: TargetFaultError.
"""

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

from lockstep.data.people import People
from lockstep.load.plan import Room
from lockstep.targets.base import Answer, Identity, Target, Write
from lockstep.targets.load_profile import Caller

_AT_ONCE = 8


@dataclass(slots=True)
class Crowd:
    """All people and their rooms. `identities` begins with the founder; `callers` are the users alone."""

    identities: list[Identity] = field(default_factory=list)
    callers: tuple[Caller, ...] = ()
    rooms: tuple[Room, ...] = ()


async def assemble(target: Target, users: int, rooms: int, *, seed: int, name: str, each: int = 1) -> Crowd:
    """Create accounts for `users` people and `rooms` rooms, and add each person to `each` of them. `name`
    distinguishes this population from others. Raises TargetFaultError."""
    people, numbers = People(seed, f"load {name}"), itertools.count()

    async def act(identity: Identity, operation: str, /, **fields: Any) -> Answer:
        write = Write(f"{name}.set-up.{next(numbers)}", identity.person, operation, fields)
        answer = await target.perform(write, identity)
        target.rights(write, answer)
        return answer

    async def enrol(person: str, colleagues: list[Identity]) -> Identity:
        made = people.person(person)
        identity = Identity(person, email=made.email, password=made.password, extra={"full_name": made.full_name})
        await target.enrol(identity, colleagues, act)
        return identity

    founder = await enrol("Founder", [])
    crowd = Crowd([founder])
    limit = asyncio.Semaphore(_AT_ONCE)

    async def join(number: int) -> Identity:
        async with limit:
            return await enrol(f"User {number + 1}", [founder])

    try:
        crowd.identities += await asyncio.gather(*(join(number) for number in range(users)))
        found = []
        for number in range(rooms):
            seats = tuple(user for user in range(users) if (number - user) % rooms < min(each, rooms))
            members = [crowd.identities[user + 1] for user in seats]
            channel = await target.open_chatroom(f"room {number + 1}", founder, members, act)
            found.append(Room(channel, seats, seats))
    except BaseException:
        await target.clean_up(crowd.identities)
        raise
    crowd.callers = tuple(
        Caller(one.person, one.id, one.access_token, (one.company, one.id)) for one in crowd.identities[1:]
    )
    crowd.rooms = tuple(found)
    return crowd
