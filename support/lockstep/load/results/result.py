"""The result of a load run: figures, verdicts, and the judgement of a percentile against a limit. All of it is JSON.

Percentiles are exact: the smallest value that is not exceeded by the requested share of *all* samples, where a
delivery that had not arrived by the loss deadline counts as infinite. One is *unknown* with fewer than 10 samples
beyond it, and *invalid* if the generator was the bottleneck: send lag p99 over 5 ms or over 10 % of the limit, or
more than 70 % of a core. A closed model has no verdict on budgets. Times are milliseconds.
"""

import math
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from lockstep.checks.verdicts import Verdict

if TYPE_CHECKING:  # not needed by a run without load
    import numpy as np
    from numpy.typing import NDArray

BEYOND = 10
LAG_MS, LAG_SHARE, CORE_SHARE = 5.0, 0.1, 0.7
Measure = Literal["api", "delivery", "end_to_end", "lag", "connect", "recovery"]
_WORDS = {
    "api": "API answers", "delivery": "deliveries", "end_to_end": "deliveries end to end", "lag": "sends",
    "connect": "connections", "recovery": "returns",
}  # fmt: skip
Millis: TypeAlias = "NDArray[np.float64]"


class LoadError(Exception):
    """A load run could not be executed; the text states why."""


class Spread(msgspec.Struct, frozen=True):
    """A distribution: the number of samples, how many of them are infinite, and percentiles in ms (None: infinite, or
    fewer than 10 samples beyond)."""

    samples: int
    never: int
    p50: float | None
    p95: float | None
    p99: float | None
    p999: float | None
    longest: float | None


class Judgement(msgspec.Struct, frozen=True):
    """One percentile against one limit; `value_ms` is None if it is infinite or unknown."""

    outcome: Literal["holds", "violated", "unknown", "invalid"]
    value_ms: float | None
    text: str


class Usage(msgspec.Struct, frozen=True):
    """The resources a process used: CPU seconds and the share of one core, memory (bytes) and handles at the start
    and end, and the maximum of both."""

    cpu_s: float
    core_share: float
    memory_first: int
    memory_last: int
    memory_most: int
    handles_first: int
    handles_last: int
    handles_most: int


class PerSecond(msgspec.Struct, frozen=True):
    """One second of the schedule (counted from its start, by due time)."""

    second: int
    due: int
    answered: int
    failed: int
    delivered: int
    api_p99_ms: float | None
    delivery_p99_ms: float | None
    lag_p99_ms: float | None


class Since(msgspec.Struct, frozen=True):
    """Requests due after the last declared fault had ended: how many, and how many of them failed."""

    due: int
    failed: int


class LoadResult(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one run; `history` is the file with its columns, `spreads` by measure, `errors` counts by
    class, `since_outages` is None without an outage, `troubles` are problems with users' connections, `invalid` is
    why the times prove nothing (empty: they are valid)."""

    run: str
    seed: int
    model: Literal["open", "closed"]
    users: int
    rooms: int
    warmup_s: float
    seconds: float
    writes: int
    measured: int
    deliveries_owed: int
    deliveries_received: int
    error_share: float
    errors: dict[str, int]
    spreads: dict[str, Spread]
    generator: Usage
    backend: Usage | None
    series: list[PerSecond]
    verdicts: list[Verdict]
    troubles: list[str]
    invalid: str
    history: str
    since_outages: Since | None = None
    samples: dict[str, Millis] = {}

    def percentile(self, measure: Measure, share: float, limit_ms: float) -> Judgement:
        """Judge one percentile, `share` in percent, against a limit."""
        values = self.samples[measure]
        what = f"{share:g} % of {_WORDS[measure]}"
        if self.model == "closed":
            return Judgement(
                "unknown", None, f"{what}: a closed model cannot tell, for it waits while others would not"
            )
        reason = self.invalid or self._lags(limit_ms)
        value = percentile(values, share)
        told = "more than the loss deadline" if value is not None and math.isinf(value) else f"{value or 0:.2f} ms"
        if reason:
            return Judgement("invalid", value if value is None or math.isfinite(value) else None, f"{what}: {reason}")
        if value is None:
            needed = math.ceil(BEYOND * 100 / (100 - share) - 1e-9)
            few = f"{len(values)} samples are too few: {needed:,} are needed, from a longer or larger load"
            return Judgement("unknown", None, f"{what}: {few}")
        outcome: Literal["holds", "violated"] = "holds" if value <= limit_ms else "violated"
        shown = value if math.isfinite(value) else None
        return Judgement(outcome, shown, f"{what}: {told}, the limit is {limit_ms:g} ms, {len(values)} samples")

    def _lags(self, limit_ms: float) -> str:
        lag = lag_of(self.samples["lag"])
        if lag > LAG_SHARE * limit_ms:
            return f"generator-bound: writes left {lag:.2f} ms late (p99), more than a tenth of the limit"
        return ""


def percentile(values: Millis, share: float) -> float | None:
    """The exact percentile; infinite if that value never arrived; None with fewer than 10 samples beyond."""
    rank = math.ceil(len(values) * share / 100 - 1e-9)
    if len(values) - rank < BEYOND or rank < 1:
        return None
    return _ranked(values, rank)


def spread(values: Millis) -> Spread:
    """Describe a distribution."""

    def told(share: float) -> float | None:
        value = percentile(values, share)
        return None if value is None or math.isinf(value) else round(value, 3)

    longest = float(values.max()) if len(values) else math.inf
    return Spread(
        len(values), int((values == math.inf).sum()), told(50), told(95), told(99), told(99.9),
        None if math.isinf(longest) else round(longest, 3),
    )  # fmt: skip


def lag_of(lags: Millis) -> float:
    """The send lag's p99, with any number of samples: a doubt about the generator needs no proof."""
    rank = math.ceil(len(lags) * 0.99 - 1e-9)
    return _ranked(lags, rank) if rank else 0.0


def _ranked(values: Millis, rank: int) -> float:
    """The value with this rank, from 1, in ascending order."""
    parted = values.copy()
    parted.partition(rank - 1)
    return float(parted[rank - 1])


def generator_bound(lags: Millis, core_share: float) -> str:
    """Why the generator was the bottleneck; empty if it was not."""
    lag = lag_of(lags)
    if lag > LAG_MS:
        return f"generator-bound: writes left {lag:.2f} ms late (p99), more than {LAG_MS:g} ms"
    if core_share > CORE_SHARE:
        return f"generator-bound: it used {core_share:.0%} of a core, more than {CORE_SHARE:.0%}"
    return ""


def as_json(result: LoadResult) -> bytes:
    """A result for a file: everything except the samples, which are in the history."""
    told: dict[str, Any] = {name: getattr(result, name) for name in LoadResult.__struct_fields__ if name != "samples"}
    return msgspec.json.format(msgspec.json.encode(told))
