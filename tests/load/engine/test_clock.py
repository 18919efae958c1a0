"""The alarm: rings when its time has come, not before, and as often as it is set."""

import asyncio
import time

import pytest
from lockstep.load.engine.clock import Alarm


@pytest.mark.parametrize("ahead_ms", [-10, 0, 3])
def test_it_rings_and_not_before_its_time(ahead_ms: int) -> None:
    async def story() -> int:
        rung: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        alarm = Alarm(asyncio.get_running_loop(), lambda: rung.set_result(time.monotonic_ns()))
        due = time.monotonic_ns() + ahead_ms * 1_000_000
        alarm.set(due)
        t = await rung
        alarm.close()
        return t - due

    assert asyncio.run(story()) >= 0


def test_it_rings_again_when_it_is_set_again() -> None:
    async def story() -> int:
        loop, count, done = asyncio.get_running_loop(), 0, asyncio.Event()

        def ring() -> None:
            nonlocal count
            count += 1
            if count == 5:
                done.set()
            else:
                alarm.set(time.monotonic_ns() + 100_000)

        alarm = Alarm(loop, ring)
        alarm.set(time.monotonic_ns())
        await done.wait()
        alarm.close()
        return count

    assert asyncio.run(story()) == 5
