"""The executions of a service, put together: what is kept of runs, and what the parts tell each other."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.answers import RefusedError
from lockstep.management.executions.executor import NotRunnableError
from lockstep.management.executions.launch import Where
from lockstep.management.executions.service import Executions
from lockstep.store import Store

from tests.management.executions.company import ENTRY, PEOPLE, executions
from tests.management.executions.office import COMPANY, PASSES, SCENARIO, execution, status, until
from tests.management.executions.test_events import posted
from tests.management.executions.test_evidence import written
from tests.management.executions.test_live import END, START, STEP, write
from tests.store.made import attempt, run


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Executions]:
    found = executions(tmp_path, PASSES, keep_runs=2)
    yield found
    found.records.close()


def over(made: Executions, created: float, run_id: str = "") -> str:
    """An execution that has passed."""
    one = execution(created=created)
    made.records.add(one, 5)
    running = made.records.take_next()
    assert running is not None
    if run_id:
        made.records.note_run(one.id, run_id)
    made.records.finish(running, "PASSED", {})
    return one.id


def test_where_a_scenario_stands(made: Executions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made._find(execution(), tmp_path) == Where("features/a.feature:3", tmp_path)
    assert made._find(execution(scenario_id="f" * 12), tmp_path) is None

    def unreadable(*_: str) -> None:
        raise RefusedError(503, "unavailable", "The features cannot be read.")

    monkeypatch.setattr(made._catalogue, "find", unreadable)
    with pytest.raises(NotRunnableError, match="cannot be read"):
        made._find(execution(), tmp_path)


def test_a_scenario_that_is_not_active_is_refused(made: Executions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENTRY.scenario, "is_active", False)
    with pytest.raises(RefusedError, match="not active") as refused:
        made.ask(PEOPLE["mia"], SCENARIO, parameters={})
    assert refused.value.status == 400


def test_what_is_not_said_is_the_scenarios(made: Executions) -> None:
    asked = made.ask(PEOPLE["mia"], SCENARIO, parameters={})
    assert (asked.timeout, asked.retry_count) == (30_000, 1)
    asked = made.ask(PEOPLE["mia"], SCENARIO, parameters={}, timeout=2_000, retry_count=0)
    assert (asked.timeout, asked.retry_count) == (2_000, 0)


def test_secrets_are_not_kept(made: Executions) -> None:
    urls = {"api_base_url": "http://ana:hidden@127.0.0.1:1/", "websocket_url": "ws://127.0.0.1:1/"}
    asked = made.ask(PEOPLE["mia"], SCENARIO, parameters=urls)
    kept = made.records.get(asked.id)
    assert kept is not None
    assert kept.parameters["api_base_url"] == "http://[redacted]@127.0.0.1:1/"


def test_events_at_the_times_of_the_attempt(made: Executions, tmp_path: Path) -> None:
    with Store(made._database.address) as store:
        store.begin(run(), keep=5)
        store.add(attempt(started=500.0))
    story, posts = posted()
    for who in ("Ana", "Ben", "Cleo"):
        story.hear(who, posts["post"])
    name = over(made, 1.0, "r1")
    written(made.folder(name), story.rest(at=10).rows)
    one = made.find(COMPANY, name)
    found = made.events(one)
    assert [round(event.timestamp.timestamp(), 3) for event in found] == [500.022] * 3
    assert made.events(one) is found


def test_what_pages_ask_for(made: Executions) -> None:
    names = [over(made, float(number)) for number in range(2)]
    write(made.folder(names[1]), START, STEP, END)
    assert made.newest(COMPANY) == names[::-1]
    assert made.newest("c2") == []
    assert made.told(names[1], 1) == [STEP, END]
    assert made.told(names[0], 0) == []


def test_only_the_newest_folders_are_kept(made: Executions) -> None:
    names = [over(made, float(number)) for number in range(4)]
    for name in names:
        made._ended(made.find(COMPANY, name), "PASSED", "")
    assert {one.name for one in made._home.iterdir()} == set(names[-2:])
    assert made.result(COMPANY, names[0]).status == "PASSED"


def test_it_begins_and_ends(made: Executions) -> None:
    async def act() -> str:
        await made.start()
        asked = made.ask(PEOPLE["mia"], SCENARIO, parameters={})
        await asyncio.to_thread(until, lambda: status(made.records, asked.id) == "PASSED")
        assert made.trouble() == ""
        await made.stop()
        return made.trouble()

    assert "executor 0" in asyncio.run(act())
