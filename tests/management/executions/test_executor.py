"""The executor: each execution to its end, and nothing left of any."""

from pathlib import Path

import pytest
from lockstep.management.executions import executor as module
from lockstep.management.executions.child import scratch_of
from lockstep.management.executions.executor import Executor, NotRunnableError
from lockstep.management.executions.records import QueueFullError

from tests.management.executions.office import (
    DEAF,
    FAMILY,
    PASSES,
    SLEEPS,
    execution,
    executor,
    launch,
    nothing_left,
    says_ready,
    status,
    until,
)


def test_what_the_run_says_is_entered(tmp_path: Path) -> None:
    told = []
    with executor(tmp_path, PASSES, ended=lambda *args: told.append(args)) as (made, records):
        one = execution()
        made.add(one, {}, most=5)
        until(lambda: told)
        found = records.get(one.id)
    assert found is not None
    assert (found.status, found.run_id, found.result["errorDetails"]) == ("PASSED", "r1", "")
    assert found.duration is not None
    assert found.duration > 0
    assert told[0][1:] == ("PASSED", "")


@pytest.mark.parametrize("program", [FAMILY, DEAF])
def test_a_cancelled_one_leaves_nothing(tmp_path: Path, program: str) -> None:
    with executor(tmp_path, program) as (made, records):
        one = execution()
        made.add(one, {}, most=5)
        until(lambda: says_ready(made, one.id))
        assert not nothing_left(one.id)
        assert scratch_of(one.id).exists()
        running = records.get(one.id)
        assert running is not None
        assert made.cancel(running)
        until(lambda: status(records, one.id) != "RUNNING")
        assert status(records, one.id) == "CANCELLED"
        assert nothing_left(one.id)
        assert not scratch_of(one.id).exists()
        done = records.get(one.id)
        assert done is not None
        assert not made.cancel(done)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ('{"type": "integration_test_start"}\n', "it had not started a step"),
        ('{"type": "step_started", "step": "When Ana posts"}\n', "its last step was: When Ana posts"),
        ("garbage\n", "it had not started a step"),
    ],
)
def test_one_that_takes_too_long_is_ended(tmp_path: Path, events: str, says: str) -> None:
    with executor(tmp_path, SLEEPS) as (made, records):
        one = execution(timeout=1_000)
        made.folder(one.id).mkdir(parents=True)
        (made.folder(one.id) / "events.jsonl").write_text(events)
        made.add(one, {}, most=5)
        until(lambda: status(records, one.id) not in {"PENDING", "RUNNING"})
        found = records.get(one.id)
        assert found is not None
        assert found.status == "TIMEOUT"
        assert found.result["errorDetails"] == f"its time limit of 1,000 ms was over before it was; {says}"
        assert nothing_left(one.id)


def test_one_that_does_not_begin_is_an_error_however_much_time_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_UP_S", 0.5)
    with executor(tmp_path, SLEEPS) as (made, records):
        one = execution(timeout=300_000)
        made.add(one, {}, most=5)
        until(lambda: status(records, one.id) not in {"PENDING", "RUNNING"})
        found = records.get(one.id)
        assert found is not None
        assert found.status == "ERROR"
        assert found.result["errorDetails"] == "its run had not begun within 0.5 s"
        assert nothing_left(one.id)


def test_one_that_breaks_says_why(tmp_path: Path) -> None:
    with executor(tmp_path, "import sys; sys.exit('no such thing')") as (made, records):
        one = execution()
        made.add(one, {}, most=5)
        until(lambda: status(records, one.id) not in {"PENDING", "RUNNING"})
        found = records.get(one.id)
    assert found is not None
    assert found.status == "ERROR"
    assert found.result["errorDetails"].endswith("before it wrote its results: no such thing")


def test_one_that_cannot_be_begun_says_why(tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise NotRunnableError("the scenario was removed")

    with executor(tmp_path, "", launch=refuse) as (made, records):
        one = execution()
        made.add(one, {}, most=5)
        until(lambda: status(records, one.id) == "ERROR")
        found = records.get(one.id)
    assert found is not None
    assert found.result["errorDetails"] == "the scenario was removed"


def test_the_queue_is_bounded_and_keeps_its_order(tmp_path: Path) -> None:
    with executor(tmp_path, SLEEPS) as (made, records):
        first, second, third = execution(created=1.0), execution(created=2.0), execution(created=3.0)
        made.add(first, {}, most=2)
        until(lambda: says_ready(made, first.id))
        made.add(third, {}, most=2)
        made.add(second, {}, most=2)
        with pytest.raises(QueueFullError):
            made.add(execution(), {}, most=2)
        made.cancel(first)
        until(lambda: says_ready(made, second.id))
        assert status(records, third.id) == "PENDING"
        assert made.cancel(third)
        assert status(records, third.id) == "CANCELLED"


def test_so_many_run_at_a_time(tmp_path: Path) -> None:
    with executor(tmp_path, SLEEPS, at_once=2) as (made, records):
        some = [execution(created=float(number)) for number in range(3)]
        for one in some:
            made.add(one, {}, most=5)
        until(lambda: all(says_ready(made, one.id) for one in some[:2]))
        assert [status(records, one.id) for one in some] == ["RUNNING", "RUNNING", "PENDING"]


def test_a_service_that_stops_says_so_and_keeps_the_queue(tmp_path: Path) -> None:
    with executor(tmp_path, SLEEPS) as (made, records):
        first, second = execution(created=1.0), execution(created=2.0)
        made.add(first, {}, most=5)
        made.add(second, {}, most=5)
        until(lambda: says_ready(made, first.id))
        made.stop()
        found = records.get(first.id)
        assert found is not None
        assert found.status == "ERROR"
        assert "interrupted" in found.result["errorDetails"]
        assert status(records, second.id) == "PENDING"
        again = Executor(records, tmp_path / "executions", launch(PASSES))
        again.start()
        until(lambda: status(records, second.id) == "PASSED")
        again.stop()
