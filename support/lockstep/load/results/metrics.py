"""The measurements of a load run as metrics with thresholds, for the store and for trends.

Every percentile of the answers, deliveries, connections and reconnects with enough samples, the growth of the
backend's memory, and its share of a core. A percentile that exceeds the loss deadline is reported as that deadline.
Times of an invalid run, or of a closed model, are not metrics, as they prove nothing. The threshold of a time is the
sum of its budget and the machine's tolerance; that of the CPU is the machine's capacity.
"""

import math
import os
from typing import Literal

import msgspec

from lockstep.history.rows import Budgets
from lockstep.load.results.result import LoadResult, Measure, percentile

MB = 1_000_000
SHARES = (50.0, 95.0, 99.0)
Kind = Literal["API_RESPONSE", "WEBSOCKET_DELIVERY", "MEMORY_USAGE", "CPU_USAGE", "RECOVERY_TIME"]
Unit = Literal["ms", "MB", "%"]
_TIMES: tuple[tuple[Kind, Measure, str], ...] = (
    ("API_RESPONSE", "api", "answer"),
    ("API_RESPONSE", "connect", "connection"),
    ("WEBSOCKET_DELIVERY", "delivery", "delivery"),
    ("RECOVERY_TIME", "recovery", "return"),
)


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement; `samples` is the number of values it is based on."""

    kind: Kind
    operation: str
    value: float
    unit: Unit
    threshold: float
    within: bool
    samples: int = 1


def metrics(result: LoadResult, budgets: Budgets, memory_mb: float, tolerance_ms: float) -> list[Metric]:
    """All measurements, in the order of their kinds."""
    found = [] if result.invalid or result.model == "closed" else _times(result, budgets, tolerance_ms)
    if result.backend is not None:
        used = result.backend
        grown = (used.memory_last - used.memory_first) / MB
        found.append(_metric("MEMORY_USAGE", "growth of the backend", (grown, "MB"), memory_mb))
        cores = float(os.cpu_count() or 1)
        found.append(_metric("CPU_USAGE", "backend, of one core", (used.core_share * 100, "%"), 100 * cores))
    return found


def budget_of(measure: Measure, budgets: Budgets) -> float:
    """The budget (ms) of a measure."""
    by_measure = {"delivery": budgets.delivery_budget_ms, "recovery": budgets.recovery_ms, "lag": 0.0}
    both = budgets.api_ms + budgets.delivery_budget_ms
    return both if measure == "end_to_end" else by_measure.get(measure, budgets.api_ms)


def _times(result: LoadResult, budgets: Budgets, tolerance_ms: float) -> list[Metric]:
    found = []
    for kind, measure, word in _TIMES:
        values, limit = result.samples[measure], round(budget_of(measure, budgets) + tolerance_ms, 3)
        for share in SHARES:
            value = percentile(values, share)
            if value is not None:
                shown = budgets.loss_ms if math.isinf(value) else round(value, 3)
                found.append(_metric(kind, f"{word} p{share:g}", (shown, "ms"), limit, len(values)))
    return found


def _metric(kind: Kind, operation: str, measured: tuple[float, Unit], threshold: float, samples: int = 1) -> Metric:
    value = round(measured[0], 3)
    return Metric(
        kind=kind, operation=operation, value=value, unit=measured[1], threshold=threshold, within=value <= threshold,
        samples=samples,
    )  # fmt: skip
