"""TestScenario: a scenario that can be executed.

Its endpoints and events exist in the target (`known_to`); time limit 1,000 to 300,000 ms, 0 to 5 retries. Status:
DRAFT → ACTIVE → EXECUTING → COMPLETED, TIMEOUT, ERROR or FAILED; an executed scenario becomes ACTIVE again before its
next execution.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from lockstep.models.base import Entity, EntityError, Moment

Status = Literal["DRAFT", "ACTIVE", "EXECUTING", "COMPLETED", "TIMEOUT", "ERROR", "FAILED"]


class TestScenario(Entity):
    """A scenario."""

    transitions: ClassVar[Mapping[str, frozenset[str]]] = {
        "DRAFT": frozenset({"ACTIVE"}),
        "ACTIVE": frozenset({"EXECUTING"}),
        "EXECUTING": frozenset({"COMPLETED", "TIMEOUT", "ERROR", "FAILED"}),
        **dict.fromkeys(("COMPLETED", "TIMEOUT", "ERROR", "FAILED"), frozenset({"ACTIVE"})),
    }

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    name: Annotated[str, Field(min_length=1)]
    description: str = ""
    type: Literal["API_ONLY", "WEBSOCKET_ONLY", "INTEGRATION"]
    priority: Literal["HIGH", "MEDIUM", "LOW"] = "MEDIUM"
    category: Annotated[str, Field(min_length=1)]
    tags: tuple[str, ...] = ()
    gherkin: Annotated[str, Field(min_length=1)]
    api_endpoints: tuple[str, ...] = ()
    websocket_events: tuple[str, ...] = ()
    expected_results: tuple[dict[str, Any], ...] = ()
    timeout: Annotated[int, Field(ge=1_000, le=300_000)] = 30_000
    retry_count: Annotated[int, Field(ge=0, le=5)] = 0
    is_active: bool = True
    status: Status = "DRAFT"
    created_at: Moment


def known_to(scenario: TestScenario, endpoints: Collection[str], events: Collection[str]) -> None:
    """Reject endpoints and events that the target does not have. Raises EntityError."""
    asked = (
        ("apiEndpoints", scenario.api_endpoints, endpoints),
        ("websocketEvents", scenario.websocket_events, events),
    )
    problems = [
        f"TestScenario.{field} = {name!r} is refused: allowed are {', '.join(sorted(known)) or 'none'}"
        for field, names, known in asked
        for name in names
        if name not in known
    ]
    if problems:
        raise EntityError(problems)
