"""IntegrationEvent: one event that one session must receive for one cause; a view of the history files.

A FAILED one has a reason in `errorMessage`; `isProcessed` is whether status is PROCESSED; times in ms. Status:
PENDING → PROCESSING → PROCESSED, RETRYING or FAILED; RETRYING → PROCESSING or FAILED.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from lockstep.models.base import Entity, Moment

Side = Literal["API", "WEBSOCKET"]


class IntegrationEvent(Entity):
    """An event and its delivery."""

    transitions: ClassVar[Mapping[str, frozenset[str]]] = {
        "PENDING": frozenset({"PROCESSING"}),
        "PROCESSING": frozenset({"PROCESSED", "RETRYING", "FAILED"}),
        "RETRYING": frozenset({"PROCESSING", "FAILED"}),
        "PROCESSED": frozenset(),
        "FAILED": frozenset(),
    }

    id: Annotated[str, Field(min_length=1)]
    test_id: Annotated[str, Field(min_length=1)]
    event_type: Annotated[str, Field(min_length=1)]
    source: Side
    target: Side
    user_id: Annotated[str, Field(min_length=1)]
    resource_id: str = ""
    resource_type: str = ""
    event_data: Annotated[dict[str, Any], Field(default_factory=dict)]
    timestamp: Moment
    status: Literal["PENDING", "PROCESSING", "PROCESSED", "RETRYING", "FAILED"] = "PENDING"
    is_processed: bool = False
    processing_time: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    retry_count: Annotated[int, Field(ge=0)] = 0
    error_message: str = ""

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if self.is_processed != (self.status == "PROCESSED"):
            allowed = str(self.status == "PROCESSED").lower()
            given = str(self.is_processed).lower()
            raise ValueError(f"isProcessed = {given} is refused: allowed is {allowed} where status is {self.status}")
        if self.status == "FAILED" and not self.error_message.strip():
            raise ValueError("errorMessage = '' is refused: allowed is a text that states why it FAILED")
        return self
