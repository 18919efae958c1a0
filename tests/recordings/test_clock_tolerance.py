"""The allowance is measured, and its echo ends with it."""

import asyncio

import pytest
from lockstep.recordings.clock_tolerance import ClockTolerance


def test_it_is_measured_from_the_start_on_and_leaves_nothing() -> None:
    async def measure() -> tuple[float, int | None]:
        allowance = ClockTolerance()
        await allowance.start()
        value = allowance.value_ms()
        await allowance.stop()
        assert allowance._process is not None
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
        return value, allowance._process.returncode

    value, code = asyncio.run(measure())
    assert value > 0
    assert code == 0


def test_asking_before_the_start_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="before its measurement started"):
        ClockTolerance().value_ms()


def test_it_is_the_99th_percentile() -> None:
    allowance = ClockTolerance()
    allowance._round_trips.extend(float(number) for number in range(1, 201))
    assert allowance.value_ms() == 199.0
    allowance._round_trips.clear()
    allowance._round_trips.extend([1.0, 7.0, 3.0])
    assert allowance.value_ms() == 7.0
