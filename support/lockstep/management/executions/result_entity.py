"""An execution as the entity TestResult, and the answer to its request.

While it waits, `startTime` is when it was requested. In a list the entity omits answers, events and console lines,
which may be many: a single result has them.
"""

from datetime import UTC, datetime
from statistics import median

from lockstep.management.executions.evidence import Evidence
from lockstep.management.executions.records import Execution
from lockstep.models.result import TestResult
from lockstep.store import Store, StoreError

NEWEST = 10
_NOT_EXECUTED = ("skipped", "not run")


def entity(one: Execution, *, brief: bool = False) -> TestResult:
    """The entity. Raises EntityError."""
    start = one.created if one.started is None else one.started
    result = {name: value for name, value in one.result.items() if not (brief and name in _LONG)}
    fields = {
        "id": one.id,
        "scenarioId": one.scenario_id,
        "userId": one.user_id,
        "status": one.status,
        "startTime": moment(start),
        "endTime": None if one.ended is None else moment(max(one.ended, start)),
        "duration": one.duration,
        "createdAt": moment(one.created),
    }
    return TestResult.make(**fields, **result)


def so_far(one: Execution, seen: Evidence, logs: list[str]) -> TestResult:
    """The entity of a running execution, with the observations so far. Raises EntityError."""
    result = {"apiResponses": seen.answers, "websocketEvents": seen.events, "logs": tuple(logs)}
    return entity(Execution(**{name: getattr(one, name) for name in one.__struct_fields__} | {"result": result}))


def estimated(durations: list[float], store: Store, scenario_id: str) -> float | None:
    """The estimated duration of an execution, in ms: the median of the newest ones, otherwise of the scenario's
    newest runs in the store, those with a plant left out; None if it never ran."""
    if not durations:
        try:
            found = store.attempts(scenario_id=scenario_id)
            planted = {one.id for one in store.runs() if one.plant}
        except StoreError:
            return None
        counted = [one for one in found if one.final and one.run_id not in planted]
        executed = [one.duration for one in counted if one.status not in _NOT_EXECUTED]
        durations = [one * 1_000 for one in executed[-NEWEST:]]
    return round(median(durations), 3) if durations else None


def moment(seconds: float) -> datetime:
    """A time with its zone."""
    return datetime.fromtimestamp(seconds, UTC)


_LONG = frozenset({"apiResponses", "websocketEvents", "logs"})
