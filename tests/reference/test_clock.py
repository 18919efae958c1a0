"""Time that leaps, and how it is told."""

from lockstep.reference.clock import LeapingClock, timestamp

from tests.reference.conftest import Time


def test_a_clock_that_leapt_goes_on_from_there() -> None:
    time = Time()
    clock = LeapingClock(time)
    before = clock()
    clock.leap(600)
    clock.leap(1)
    time.now += 2
    assert clock() == before + 603


def test_a_time_is_told_in_utc_with_milliseconds() -> None:
    assert timestamp(0.1234) == "1970-01-01T00:00:00.123Z"
