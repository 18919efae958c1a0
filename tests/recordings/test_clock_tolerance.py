"""The tolerance is measured, and its echo ends with it."""

import asyncio

import pytest
from lockstep.recordings.clock_tolerance import ClockTolerance


def test_it_is_measured_from_the_start_on_and_leaves_nothing() -> None:
    async def measure() -> tuple[float, int | None]:
        tolerance = ClockTolerance()
        await tolerance.start()
        value = tolerance.value_ms()
        await tolerance.stop()
        assert tolerance._process is not None
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
        return value, tolerance._process.returncode

    value, code = asyncio.run(measure())
    assert value > 0
    assert code == 0


def test_asking_before_the_start_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="before its measurement started"):
        ClockTolerance().value_ms()


def test_it_is_the_99th_percentile() -> None:
    tolerance = ClockTolerance()
    tolerance._round_trips.extend(float(number) for number in range(1, 201))
    assert tolerance.value_ms() == 199.0
    tolerance._round_trips.clear()
    tolerance._round_trips.extend([1.0, 7.0, 3.0])
    assert tolerance.value_ms() == 7.0
