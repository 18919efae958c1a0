"""Records: what is entered is there, only legal changes are made, and of two changes at once one fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.executions.records import QueueFullError, Records

from tests.management.executions.office import COMPANY, database, execution, status


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    made = Records(database(tmp_path))
    yield made
    made.close()


def test_from_waiting_to_its_end(records: Records) -> None:
    one = records.add(execution(parameters={"seed": "7"}), most=5)
    assert records.get(one.id) == one
    running = records.take_next()
    assert running is not None
    assert (running.status, running.parameters) == ("RUNNING", {"seed": "7"})
    assert records.take_next() is None
    records.note_run(one.id, "r1")
    assert records.finish(running, "FAILED", {"errorDetails": "Ben heard nothing", "logs": ("a",)})
    assert not records.finish(running, "CANCELLED", {})
    done = records.get(one.id)
    assert done is not None
    assert (done.status, done.run_id, done.is_over) == ("FAILED", "r1", True)
    assert done.result == {"errorDetails": "Ben heard nothing", "logs": ["a"]}
    assert done.duration is not None


def test_the_longest_waiting_is_next(records: Records) -> None:
    late, early = execution(created=2.0), execution(created=1.0)
    records.add(late, most=5)
    records.add(early, most=5)
    taken = records.take_next()
    assert taken is not None
    assert taken.id == early.id


def test_no_illegal_change(records: Records) -> None:
    one = records.add(execution(), most=5)
    with pytest.raises(ValueError, match="PENDING to PASSED"):
        records.finish(one, "PASSED", {})
    assert records.finish(one, "CANCELLED", {})
    assert records.take_next() is None


def test_only_so_many_wait(records: Records) -> None:
    records.add(execution(), most=1)
    with pytest.raises(QueueFullError):
        records.add(execution(), most=1)
    records.take_next()
    records.add(execution(), most=1)


def test_lists(records: Records) -> None:
    some = [execution(created=float(number), scenario_id=f"{number % 2}" * 12) for number in range(4)]
    for one in some:
        records.add(one, most=5)
    records.take_next()
    found, total = records.find(limit=2, offset=1)
    assert ([one.id for one in found], total) == ([some[2].id, some[1].id], 4)
    assert records.find(status="RUNNING")[1] == 1
    assert records.find(scenario_id="1" * 12)[1] == 2
    assert [one.id for one in records.find(since=1.0, until=2.0)[0]] == [some[2].id, some[1].id]
    assert records.find(company_id=COMPANY)[1] == 4
    assert records.find(company_id="another")[1] == 0
    assert records.get(some[0].id, COMPANY) is not None
    assert records.get(some[0].id, "another") is None


def test_one_that_runs_elsewhere_is_not_interrupted(records: Records, tmp_path: Path) -> None:
    one = records.add(execution(), most=5)
    records.take_next()
    another = Records(records._database)
    assert another.interrupted() == []
    records.close()
    assert [found.id for found in another.interrupted()] == [one.id]
    another.close()


def test_durations_are_of_those_that_came_to_an_end(records: Records) -> None:
    for outcome in ("PASSED", "TIMEOUT", "FAILED"):
        records.add(execution(), most=5)
        running = records.take_next()
        assert running is not None
        records.finish(running, outcome, {})
        assert status(records, running.id) == outcome
    records.add(execution(parameters={"seed": "7", "plant": "drop"}), most=5)
    records.add(execution(parameters={"seed": '"plant":"drop"', "plant": ""}), most=5)
    for _ in range(2):
        planted = records.take_next()
        assert planted is not None
        records.finish(planted, "FAILED", {})
    assert len(records.durations("0123456789ab", 10)) == 3
    assert len(records.durations("0123456789ab", 1)) == 1
