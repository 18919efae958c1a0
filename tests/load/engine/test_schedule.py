"""Schedules: fixed, seeded, and exactly as many writes as the rate says."""

import numpy as np
import pytest
from lockstep.load.engine.schedule import due_times
from lockstep.load.plan import Shape


def test_a_constant_rate_is_evenly_spaced() -> None:
    due = due_times([Shape(seconds=2, rate=50)], 1)
    assert np.allclose(due, np.arange(100) / 50)


def test_parts_follow_one_another() -> None:
    due = due_times([Shape(seconds=1, rate=10), Shape(seconds=1, rate=20)], 1)
    assert len(due) == 30
    assert np.count_nonzero(due < 1) == 10


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (Shape(kind="ramp", seconds=10, rate=10, to=30), 200),
        (Shape(kind="ramp", seconds=10, rate=30, to=10), 200),
        (Shape(kind="steps", seconds=10, rate=10, to=50, steps=5), 300),
        (Shape(kind="spike", seconds=10, rate=10, to=110), 300),
    ],
)
def test_a_changing_rate_gives_its_integral(shape: Shape, count: int) -> None:
    due = due_times([shape], 1)
    assert len(due) == count
    assert np.all(np.diff(due) > 0)
    assert due[0] == 0
    assert due[-1] < shape.seconds


def test_a_ramp_grows_evenly() -> None:
    due = due_times([Shape(kind="ramp", seconds=10, rate=10, to=30)], 1)
    per_second = np.histogram(due, bins=np.arange(11))[0]
    assert np.all(np.abs(per_second - np.arange(11, 31, 2)) <= 1)


def test_a_spike_is_in_the_middle_fifth() -> None:
    due = due_times([Shape(kind="spike", seconds=10, rate=10, to=110)], 1)
    per_second = np.histogram(due, bins=np.arange(11))[0]
    assert per_second.tolist() == [10, 10, 10, 10, 110, 110, 10, 10, 10, 10]


def test_steps_are_equally_long_and_high() -> None:
    due = due_times([Shape(kind="steps", seconds=10, rate=10, to=50, steps=5)], 1)
    per_step = np.histogram(due, bins=np.arange(0, 11, 2))[0]
    assert per_step.tolist() == [20, 40, 60, 80, 100]


def test_independent_arrivals_are_seeded_and_of_the_right_rate() -> None:
    shape = Shape(kind="poisson", seconds=100, rate=100)
    due = due_times([shape], 7)
    assert np.array_equal(due, due_times([shape], 7))
    assert not np.array_equal(due[:50], due_times([shape], 8)[:50])
    assert abs(len(due) - 10_000) < 500
    gaps = np.diff(due)
    assert abs(gaps.std() / gaps.mean() - 1) < 0.1
    assert np.all(due < 100)


def test_no_shape_is_no_write() -> None:
    assert len(due_times([], 1)) == 0
