"""Kills: a backend is killed (SIGKILL) at random moments while three people write, and started again each time.

People write without a pause, each by himself, and listen to what all write. Their clients come back by themselves.
A write of unknown outcome is tried again under its key, or, as the seed decides, left alone. Three kills of four
strike when everybody is back, the fourth while they may still be returning. When all are over the scene comes to
rest and every property is judged on its history, as at the end of any scenario.
"""

import asyncio
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal
from lockstep.checks.verdicts import Verdict
from lockstep.clients.api import tls_context
from lockstep.data.content import Texts
from lockstep.data.people import People
from lockstep.history.rows import Budgets, Fault, Header, Recovery
from lockstep.recordings.clock_tolerance import ClockTolerance
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import reconnection, setup
from lockstep.targets.reference.adapter import ReferenceTarget

PEOPLE = ("Ana", "Ben", "Cleo")
ROOM = "design"
PAGE = 100

_LONGEST_S = 0.4
_BACK_S = 120.0
"""A backend that a busy machine starts slowly is waited for: by the clients, too, who give up no sooner."""
_WHILE_RETURNING = 0.25
_TRIED_AGAIN = 0.5


@contextmanager
def scene(folder: Path, number: int, seed: int) -> Iterator[Scene]:
    """A scene whose people have a backend of their own, are in one chatroom and come back by themselves."""
    target = ReferenceTarget("", "", tls=tls_context(), log=folder / f"backend-{number}.log")
    header = Header(
        scenario=f"kills-{number}",
        title="killed at random moments",
        seed=seed,
        target=target.name,
        promises=target.promises,
        budgets=Budgets(recovery_ms=_BACK_S * 1000),
    )
    tolerance = ClockTolerance()
    with start_blocking_portal("asyncio") as portal:
        portal.call(tolerance.start)
        made = Scene(
            portal,
            target,
            header,
            path=folder / f"kills-{number}.jsonl",
            people=People(seed, header.scenario),
            texts=Texts(seed, header.scenario),
            tolerance_ms=tolerance.value_ms,
        )
        try:
            made.use_variant()
            setup.gather(made, ROOM, PEOPLE)
            for person in PEOPLE:
                reconnection.watch(made, person)
            yield made
        finally:
            made.close(clean_up=False)
            portal.call(tolerance.stop)


def killed(made: Scene, times: int, seed: int) -> list[Verdict]:
    """Kill the scene's backend so often, come to rest, and judge. Raises AssertionError when somebody does not come
    back, TargetFaultError when the backend does not."""
    chance = random.Random(seed)
    writers = _Writers(made, seed)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(made.call, writers.write)
        try:
            for _ in range(times):
                if chance.random() >= _WHILE_RETURNING:
                    everybody_back(made)
                time.sleep(chance.uniform(0, _LONGEST_S))  # the random moment itself: nothing is waited for
                made.break_backend("killed")
                made.call(writers.hold)
                made.faults.end(backend=True)
                made.call(writers.go_on)
            everybody_back(made)
        finally:
            made.call(writers.finish)
        writing.result()
    _read_all(made)
    made.settle()
    made.end("passed")
    return made.judge()


def everybody_back(made: Scene) -> None:
    """Wait until every client has recovered from the last kill. Raises AssertionError."""
    last = max((row.i for row in made.history.of(Fault, phase="start")), default=-1)

    def missing() -> list[str]:
        back = {row.person for row in made.history.of(Recovery, last + 1, stage="recovered")}
        return [] if last < 0 else [person for person in PEOPLE if person not in back]

    if not made.history.wait(lambda: not missing(), _BACK_S):
        raise AssertionError(f"{', '.join(missing())} did not come back within {_BACK_S:g} s of the last kill")


def _read_all(made: Scene) -> None:
    """Read the whole chatroom, page by page."""
    cursor = None
    while True:
        look = made.read(PEOPLE[0], "page", room=ROOM, limit=PAGE, cursor=cursor)
        if look.status != "200":
            raise AssertionError(f"the chatroom could not be read: the answer was {look.status}")
        cursor = look.body["nextCursor"]
        if cursor is None:
            return


class _Writers:
    """Everybody, writing one message after the other until told to finish."""

    def __init__(self, made: Scene, seed: int) -> None:
        self._made = made
        self._channel = made.ref(ROOM)
        self._seed = seed
        self._may = asyncio.Event()
        self._over = False

    async def write(self) -> None:
        """Write, everybody at once, until `finish`."""
        self._may.set()
        async with asyncio.TaskGroup() as group:
            for person in PEOPLE:
                group.create_task(self._one(person), name=f"writes of {person}")

    async def hold(self) -> None:
        """Begin no further write."""
        self._may.clear()

    async def go_on(self) -> None:
        """Write on."""
        self._may.set()

    async def finish(self) -> None:
        """Write no more than what is under way."""
        self._over = True
        self._may.set()

    async def _one(self, person: str) -> None:
        actor, chance = self._made.person(person), random.Random(f"{self._seed} {person}")
        number = 0
        while not self._over:
            await self._may.wait()
            number += 1
            w, attempt = f"{person}-{number}", 1
            fields: dict[str, Any] = {
                "channel": self._channel,
                "content": f"{person}'s message {number}",
                "key": w,
                "w": w,
            }
            answer = await actor.perform("post_message", **fields)
            again = chance.random() < _TRIED_AGAIN
            while answer.outcome == "info" and again:
                await asyncio.sleep(0.05)  # a pause between attempts, as any client makes
                await self._may.wait()
                attempt += 1
                answer = await actor.perform("post_message", **fields, attempt=attempt)
