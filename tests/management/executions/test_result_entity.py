"""An execution as the entity, and how long one will take."""

from pathlib import Path

from lockstep.management.executions.evidence import Evidence
from lockstep.management.executions.result_entity import entity, estimated, moment, so_far
from lockstep.store import Store

from tests.management.executions.office import SCENARIO, execution
from tests.store.made import attempt, run


def test_an_entity() -> None:
    waiting = entity(execution(created=100.0))
    assert (waiting.status, waiting.start_time, waiting.end_time) == ("PENDING", moment(100.0), None)
    result = {"errorDetails": "Ben heard nothing", "logs": ["a"], "apiResponses": [{"status": "201"}]}
    done = execution(status="FAILED", created=100.0, started=101.0, ended=103.5, result=result)
    assert entity(done).duration == 2_500
    assert entity(done).logs == ("a",)
    brief = entity(done, brief=True)
    assert (brief.error_details, brief.logs, brief.api_responses) == ("Ben heard nothing", (), ())


def test_a_clock_that_went_back() -> None:
    done = entity(execution(status="PASSED", created=100.0, started=101.0, ended=99.0))
    assert (done.duration, done.end_time) == (0, done.start_time)


def test_one_that_runs() -> None:
    seen = Evidence(({"status": "201"},), ({"event": "message"},))
    told = so_far(execution(status="RUNNING", started=101.0, created=100.0), seen, ["a"])
    assert (told.api_responses, told.websocket_events, told.logs) == (*seen, ("a",))


def test_estimates(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'lockstep.db'}") as store:
        assert estimated([], store, SCENARIO) is None
        store.begin(run("planted", settings={"plant": "drop"}), keep=5)
        store.add(attempt(run_id="planted", duration=500.0))
        assert estimated([], store, SCENARIO) is None
        store.begin(run(), keep=5)
        store.add(attempt(attempt=1, final=False, duration=100.0))
        store.add(attempt(attempt=2, duration=1.5))
        assert estimated([], store, SCENARIO) == 1_500
        assert estimated([10.0, 30.0, 20.0], store, SCENARIO) == 20
