"""Percentiles and their judging: exact, infinite where something is missing, invalid where the generator was slow."""

import math

import numpy as np
import pytest
from lockstep.load.results.result import Judgement, LoadResult, Usage, generator_bound, percentile, spread

USAGE = Usage(1.0, 0.1, 1, 1, 1, 1, 1, 1)


def result(delivery: list[float], lag: list[float] | None = None, **changes: object) -> LoadResult:
    samples = {"delivery": np.array(delivery), "lag": np.array(lag or [0.1] * 2_000)}
    spreads = {name: spread(values) for name, values in samples.items()}
    values: dict[str, object] = {
        "run": "r", "seed": 1, "model": "open", "users": 1, "rooms": 1, "warmup_s": 0.0, "seconds": 1.0, "writes": 1,
        "measured": 1, "deliveries_owed": 1, "deliveries_received": 1, "error_share": 0.0, "errors": {},
        "troubles": [], "spreads": spreads, "generator": USAGE, "backend": None, "series": [],
        "verdicts": [], "invalid": generator_bound(samples["lag"], 0.1), "history": "", "samples": samples,
    }  # fmt: skip
    return LoadResult(**(values | changes))  # type: ignore[arg-type]  # fields by their names


def judged(share: float, limit: float, *args: object, **changes: object) -> Judgement:
    return result(*args, **changes).percentile("delivery", share, limit)  # type: ignore[arg-type]  # likewise


def test_a_percentile_is_the_value_not_exceeded_by_its_share() -> None:
    values = np.arange(1.0, 2_001.0)
    np.random.default_rng(1).shuffle(values)
    assert percentile(values, 50) == 1_000
    assert percentile(values, 99) == 1_980
    assert percentile(values, 99.5) == 1_990


def test_ten_samples_are_needed_beyond() -> None:
    assert percentile(np.arange(1_000.0), 99) == 989
    assert percentile(np.arange(999.0), 99) is None
    assert percentile(np.empty(0), 50) is None


@pytest.mark.parametrize(("limit", "outcome"), [(5.0, "holds"), (4.9, "violated")])
def test_a_limit_is_inclusive(limit: float, outcome: str) -> None:
    assert judged(99, limit, [5.0] * 2_000, [0.1] * 2_000).outcome == outcome


def test_enough_missing_deliveries_fail_the_percentile() -> None:
    fine = judged(99, 100, [1.0] * 1_985 + [math.inf] * 15)
    assert fine.outcome == "holds"
    lost = judged(99, 100, [1.0] * 1_979 + [math.inf] * 21)
    assert lost.outcome == "violated"
    assert lost.value_ms is None
    assert "more than the loss deadline" in lost.text


def test_too_few_samples_are_unknown() -> None:
    assert judged(99, 100, [1.0] * 500).outcome == "unknown"


def test_a_closed_model_has_no_verdict() -> None:
    assert judged(99, 100, [1.0] * 2_000, model="closed").outcome == "unknown"


def test_a_late_generator_is_invalid_not_failed() -> None:
    late = judged(99, 0.5, [1.0] * 2_000, [6.0] * 2_000)
    assert late.outcome == "invalid"
    assert "generator-bound" in late.text


def test_lag_over_a_tenth_of_the_limit_is_invalid() -> None:
    assert judged(99, 20, [1.0] * 2_000, [2.1] * 2_000).outcome == "invalid"
    assert judged(99, 100, [1.0] * 2_000, [2.1] * 2_000).outcome == "holds"


def test_a_busy_generator_is_invalid() -> None:
    assert "71%" in generator_bound(np.zeros(10), 0.71)
    assert generator_bound(np.zeros(10), 0.69) == ""
    assert generator_bound(np.empty(0), 0.69) == ""


def test_a_late_generator_is_seen_in_few_samples_too() -> None:
    assert judged(50, 100, [1.0] * 100, [0.1] * 98 + [200.0] * 2).outcome == "invalid"


def test_a_spread_counts_what_never_came() -> None:
    told = spread(np.array([1.0] * 100 + [math.inf]))
    assert (told.samples, told.never, told.p50, told.longest) == (101, 1, 1.0, None)
