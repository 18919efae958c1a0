"""Routes of executions.

    POST test/scenarios/ID/execute     MEMBER  200 {testId, status, message, estimatedDuration}; 400, 403, 404, 429
    POST test/executions/ID/cancel     MEMBER  200; 403 another's; 404; 409 if it is over
    GET  test/results/ID, test/results GUEST   one, also while it runs; filters scenario, status, startTime, endTime
    GET  test/performance/metrics      GUEST   filters startTime, endTime, metricType, testId
    GET  test/integration/events       GUEST   filters startTime, endTime, eventType, source, testId
    WebSocket test/live                GUEST   `sockets.py`

Everybody sees the executions of their own company. Each execution belongs to a person: the caller or, if an ADMIN
requests it, another member of the company. Lists begin with the newest; metrics and events are those of the company's
newest `NEWEST` executions.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from lockstep.management.access import Caller, needs
from lockstep.management.answers import LISTED, Paged, fails, paged, tell_total
from lockstep.management.executions.records import Execution
from lockstep.management.executions.result_entity import entity
from lockstep.management.executions.service import Executions
from lockstep.management.executions.sockets import LiveSockets
from lockstep.models.event import IntegrationEvent, Side
from lockstep.models.metric import PerformanceMetric
from lockstep.models.result import Status, TestResult

NEWEST = 500

MetricType = Literal["API_RESPONSE", "WEBSOCKET_DELIVERY", "MEMORY_USAGE", "CPU_USAGE", "RECOVERY_TIME"]
Reads = Annotated[Caller, needs("GUEST")]
Executes = Annotated[Caller, needs("MEMBER")]


def _no_number(text: object) -> object:
    if isinstance(text, str) and re.fullmatch(r"[-+]?[0-9.]*", text):
        raise ValueError("allowed is a date and time with its zone, such as 2026-01-31T12:00:00Z")
    return text


_At = Annotated[AwareDatetime, BeforeValidator(_no_number)]
From = Annotated[_At | None, Query(alias="startTime", description="from this time on, with its zone")]
Until = Annotated[_At | None, Query(alias="endTime", description="until this time")]
TestId = Annotated[str | None, Query(alias="testId", max_length=100, description="of this execution only")]


class _Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Asked(_Camel):
    """How to execute a scenario; the defaults come from the scenario. `timeout`, in ms, limits the whole execution:
    the start of its process, every attempt, and the clean-up."""

    parameters: Annotated[
        dict[str, Annotated[str, Field(max_length=1_000)] | bool | int | float],
        Field(max_length=50, description="settings of the suite, such as seed, target, plant"),
    ] = {}
    timeout: Annotated[int, Field(ge=1_000, le=300_000)] | None = None
    retry_count: Annotated[int, Field(ge=0, le=5)] | None = None
    user_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class Accepted(_Camel):
    """An execution that was requested or is being cancelled. `estimatedDuration` is in ms, and null if the scenario
    never ran."""

    test_id: str
    status: Status
    message: str
    estimated_duration: float | None = None


class ExecutionRoutes:
    """Executions as a part of the service."""

    def __init__(self, executions: Executions) -> None:
        """Creates the router."""
        self._executions = executions
        self._sockets = LiveSockets(executions.live, executions.records)
        self.router = router = APIRouter(prefix="/test", tags=["executions"])
        post = ["POST"]
        refused = fails(401, 403, 404)
        router.add_api_route(
            "/scenarios/{scenario_id}/execute", self.execute_scenario, methods=post, responses=refused
        )
        router.add_api_route(
            "/executions/{test_id}/cancel", self.cancel_execution, methods=post, responses=fails(401, 403, 404, 409)
        )
        router.add_api_route("/results/{test_id}", self.get_result, responses=refused)
        router.add_api_route("/results", self.list_results, responses=LISTED | fails(401, 403))
        router.add_api_route("/performance/metrics", self.list_metrics, responses=LISTED | fails(401, 403))
        router.add_api_route("/integration/events", self.list_events, responses=LISTED | fails(401, 403))
        router.add_api_websocket_route("/live", self._sockets.serve)

    async def start(self) -> None:
        """Start executing."""
        await self._executions.start()

    async def stop(self) -> None:
        """End running executions."""
        await self._executions.stop()

    def health(self) -> Mapping[str, str]:
        """Whether the executor works."""
        return {"executions": self._executions.trouble()}

    def execute_scenario(self, scenario_id: str, caller: Executes, asked: Asked) -> Accepted:
        """Execute a scenario: it joins the queue and is then run with behave."""
        found = self._executions.ask(
            caller,
            scenario_id,
            parameters=asked.parameters,
            timeout=asked.timeout,
            retry_count=asked.retry_count,
            user_id=asked.user_id,
        )
        return Accepted(
            test_id=found.id,
            status="PENDING",
            message="It is in the queue; follow its progress in its result.",
            estimated_duration=self._executions.estimate(scenario_id),
        )

    def cancel_execution(self, test_id: str, caller: Executes) -> Accepted:
        """Cancel an execution of the caller, or for an ADMIN anybody's, with everything it started. A running one is
        CANCELLED once none of its processes is left."""
        found = self._executions.cancel(caller, test_id)
        message = "It is cancelled." if found.is_over else "It is being ended; its result shows when that is done."
        return Accepted(test_id=found.id, status=TypeAdapter(Status).validate_python(found.status), message=message)

    def get_result(self, test_id: str, caller: Reads) -> TestResult:
        """The result of an execution or, while it runs, the observations so far."""
        return self._executions.result(caller.company_id, test_id)

    def list_results(
        self,
        *,
        caller: Reads,
        page: Paged,
        response: Response,
        scenario: Annotated[str | None, Query(max_length=100, description="of this scenario, by its id")] = None,
        status: Annotated[Status | None, Query()] = None,
        start_time: From = None,
        end_time: Until = None,
    ) -> list[TestResult]:
        """Executions, the newest first, without answers, events and console lines."""
        found, total = self._executions.records.find(
            company_id=caller.company_id,
            scenario_id=scenario,
            status=status,
            since=_seconds(start_time),
            until=_seconds(end_time),
            limit=page.limit,
            offset=page.offset,
        )
        tell_total(response, total)
        return [entity(one, brief=True) for one in found]

    def list_metrics(
        self,
        *,
        caller: Reads,
        page: Paged,
        response: Response,
        test_id: TestId = None,
        metric_type: Annotated[MetricType | None, Query(alias="metricType")] = None,
        start_time: From = None,
        end_time: Until = None,
    ) -> list[PerformanceMetric]:
        """Measurements of executions, those of the newest first."""
        measured = (
            PerformanceMetric.model_validate(metric)
            for one in self._newest(caller, test_id)
            for metric in one.result.get("performanceMetrics", ())
        )
        fitting = (one for one in measured if metric_type in {None, one.metric_type})
        return paged([one for one in fitting if _between(one.timestamp, start_time, end_time)], page, response)

    def list_events(
        self,
        *,
        caller: Reads,
        page: Paged,
        response: Response,
        test_id: TestId = None,
        event_type: Annotated[str | None, Query(alias="eventType", max_length=100)] = None,
        source: Annotated[Side | None, Query()] = None,
        start_time: From = None,
        end_time: Until = None,
    ) -> list[IntegrationEvent]:
        """The events that people had to receive in executions, and whether they did: those of the newest execution
        first."""
        found = (event for one in self._newest(caller, test_id) for event in self._executions.events(one))
        fitting = (one for one in found if event_type in {None, one.event_type} and source in {None, one.source})
        return paged([one for one in fitting if _between(one.timestamp, start_time, end_time)], page, response)

    def _newest(self, caller: Caller, test_id: str | None) -> list[Execution]:
        if test_id is None:
            return self._executions.records.find(company_id=caller.company_id, limit=NEWEST)[0]
        found = self._executions.records.get(test_id, caller.company_id)
        return [] if found is None else [found]


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _between(at: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or at >= start) and (end is None or at <= end)
