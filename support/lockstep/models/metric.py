"""PerformanceMetric: one measurement.

The value is finite, the threshold not negative, the unit known; a percentile (an `operation` such as "delivery p99")
carries its number of samples in `context.samples`. `isWithinThreshold` must state whether value is at most threshold.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from lockstep.models.base import Entity, Moment

_PERCENTILE = re.compile(r"\bp\d{1,2}(\.\d+)?\b")


class PerformanceMetric(Entity):
    """A measurement."""

    id: Annotated[str, Field(min_length=1)]
    test_id: Annotated[str, Field(min_length=1)]
    metric_type: Literal["API_RESPONSE", "WEBSOCKET_DELIVERY", "MEMORY_USAGE", "CPU_USAGE", "RECOVERY_TIME"]
    operation: Annotated[str, Field(min_length=1)]
    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: Literal["ms", "s", "MB", "bytes", "%", "count"]
    threshold: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    is_within_threshold: bool
    timestamp: Moment
    context: Annotated[dict[str, Any], Field(default_factory=dict)]

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        within = self.value <= self.threshold
        if self.is_within_threshold != within:
            given, allowed = str(self.is_within_threshold).lower(), str(within).lower()
            raise ValueError(
                f"isWithinThreshold = {given} is refused: allowed is {allowed} for {self.value:g} against"
                f" {self.threshold:g}"
            )
        samples = self.context.get("samples")
        counted = isinstance(samples, int) and not isinstance(samples, bool) and samples >= 1
        if _PERCENTILE.search(self.operation) and not counted:
            raise ValueError(
                f"context.samples = {samples!r} is refused: allowed is a whole number of at least 1, for"
                f" {self.operation!r} is a percentile"
            )
        return self
