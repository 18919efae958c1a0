"""Schedules of an open model: when each write is due, fixed before the run.

Due times are seconds after the start, ascending, as a float64 array. The same shapes and seed yield the same times.
With a changing rate, a write is due where the integral of the rate reaches the next whole number, so that a ramp has
no steps; a Poisson part draws independent gaps. docs/performance.md gives the reasons.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lockstep.load.plan import Shape

Seconds = NDArray[np.float64]


def due_times(shapes: Sequence[Shape], seed: int) -> Seconds:
    """When every write is due."""
    random = np.random.default_rng(seed)
    begin, parts = 0.0, []
    for shape in shapes:
        parts.append(begin + _part(shape, random))
        begin += shape.seconds
    return np.concatenate(parts) if parts else np.empty(0)


def _part(shape: Shape, random: np.random.Generator) -> Seconds:
    if shape.kind == "poisson":
        return _poisson(shape, random)
    times, rates = _corners(shape)
    reached = np.concatenate(([0.0], np.cumsum((rates[:-1] + rates[1:]) / 2 * np.diff(times))))
    total = int(reached[-1] + 1e-9)
    wanted = np.arange(total, dtype=np.float64)
    at = np.clip(np.searchsorted(reached, wanted, side="right") - 1, 0, len(times) - 2)
    rest, rate = wanted - reached[at], rates[at]
    slope = (rates[at + 1] - rate) / np.maximum(times[at + 1] - times[at], 1e-12)
    root = np.sqrt(np.maximum(rate * rate + 2 * slope * rest, 0.0))
    return times[at] + 2 * rest / np.maximum(rate + root, 1e-12)


def _corners(shape: Shape) -> tuple[Seconds, Seconds]:
    """The rate as a line through these points; a jump is two points at one time."""
    to = shape.rate if shape.to is None else shape.to
    match shape.kind:
        case "ramp":
            return np.array([0.0, shape.seconds]), np.array([shape.rate, to])
        case "steps":
            levels = np.linspace(shape.rate, to, max(1, shape.steps))
            edges = np.linspace(0.0, shape.seconds, len(levels) + 1)
            return np.repeat(edges, 2)[1:-1], np.repeat(levels, 2)
        case "spike":
            edges = np.array([0.0, 0.4, 0.4, 0.6, 0.6, 1.0]) * shape.seconds
            return edges, np.array([shape.rate, shape.rate, to, to, shape.rate, shape.rate])
        case _:
            return np.array([0.0, shape.seconds]), np.array([shape.rate, shape.rate])


def _poisson(shape: Shape, random: np.random.Generator) -> Seconds:
    times: list[Seconds] = []
    now = 0.0
    while now < shape.seconds:
        drawn = now + np.cumsum(random.exponential(1 / shape.rate, max(16, int(shape.rate * shape.seconds))))
        times.append(drawn)
        now = float(drawn[-1])
    every = np.concatenate(times)
    return every[every < shape.seconds]
