"""TestResult: the result of one execution of a scenario.

It starts before it ends, its duration is in ms; FAILED, ERROR and TIMEOUT have a reason in `errorDetails`. Status:
PENDING → RUNNING, CANCELLED, SKIPPED or ERROR; RUNNING → any but PENDING; the rest is final. Only a final one has an
end.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from lockstep.models.base import Entity, Moment

Status = Literal["PENDING", "RUNNING", "PASSED", "FAILED", "FLAKY", "SKIPPED", "ERROR", "TIMEOUT", "CANCELLED"]

OVER = frozenset({"PASSED", "FAILED", "FLAKY", "SKIPPED", "ERROR", "TIMEOUT", "CANCELLED"})
NEEDS_DETAILS = frozenset({"FAILED", "ERROR", "TIMEOUT"})


class TestResult(Entity):
    """A result."""

    transitions: ClassVar[Mapping[str, frozenset[str]]] = {
        "PENDING": frozenset({"RUNNING", "CANCELLED", "SKIPPED", "ERROR"}),
        "RUNNING": OVER,
        **dict.fromkeys(OVER, frozenset()),
    }

    id: Annotated[str, Field(min_length=1)]
    scenario_id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    user_id: Annotated[str, Field(min_length=1)]
    status: Status = "PENDING"
    start_time: Moment
    end_time: Moment | None = None
    duration: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    api_responses: tuple[dict[str, Any], ...] = ()
    websocket_events: tuple[dict[str, Any], ...] = ()
    performance_metrics: tuple[dict[str, Any], ...] = ()
    validation_results: tuple[dict[str, Any], ...] = ()
    error_details: str = ""
    logs: tuple[str, ...] = ()
    created_at: Moment

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if self.end_time is not None and self.end_time < self.start_time:
            raise ValueError(f"endTime = {self.end_time} is refused: allowed is startTime {self.start_time} or later")
        if (self.end_time is not None) != (self.status in OVER):
            given = "none" if self.end_time is None else str(self.end_time)
            allowed = "one" if self.status in OVER else "none"
            raise ValueError(f"endTime = {given} is refused: allowed is {allowed} where status is {self.status}")
        if self.status in NEEDS_DETAILS and not self.error_details.strip():
            raise ValueError(f"errorDetails = '' is refused: allowed is a text that states why it is {self.status}")
        return self
