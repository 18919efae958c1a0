"""The monitor's pages in the service: whoever has an account sees the executions of the own company."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from lockstep.management.accounts import Accounts
from lockstep.management.database import Database
from lockstep.management.monitor.monitor import COOKIE, monitor_router
from lockstep.management.monitor.monitor_data import MonitorData
from lockstep.settings import Settings

from tests.management.people import CHEAP, PASSWORD
from tests.management.serving import served

EVENTS = [{"seq": 0, "type": "run_started", "at": 1.0, "target": "reference", "seed": "7", "scenarios": 1}]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/a.db")
    yield found
    found.close()


def pages(accounts: Accounts, database: Database, running: dict[str, str]) -> FastAPI:
    def newest(company: str) -> list[str]:
        return [running[company]] if company in running else []

    source = MonitorData(accounts, database, newest, lambda _, start: EVENTS[start:])
    app = FastAPI()
    app.include_router(monitor_router(source), prefix="/api/v1")
    return app


def logged_in(http: httpx.Client, email: str) -> httpx.Cookies:
    answer = http.post("/monitor/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303
    return httpx.Cookies({COOKIE: answer.cookies[COOKIE]})


def test_everybody_sees_the_executions_of_the_own_company(database: Database) -> None:
    accounts = Accounts(database, Settings(**CHEAP))
    ana = accounts.register("ana@example.com", PASSWORD, "Ana", "A")
    accounts.register("ben@example.com", PASSWORD, "Ben", "B")
    with served(pages(accounts, database, {ana.company.id: "execution-1"})) as http:
        http.cookies = logged_in(http, "ana@example.com")
        assert "execution-1" in http.get("/monitor").text
        run = http.get("/monitor/runs/execution-1")
        assert run.status_code == 200
        assert "/api/v1/test/live?testId=execution-1" in run.text
        http.cookies = logged_in(http, "ben@example.com")
        assert "execution-1" not in http.get("/monitor").text
        assert http.get("/monitor/runs/execution-1").status_code == 404


def test_without_an_account_nothing_is_shown(database: Database) -> None:
    accounts = Accounts(database, Settings(**CHEAP))
    with served(pages(accounts, database, {})) as http:
        assert http.get("/monitor").status_code == 401
        assert http.post("/monitor/login", data={"email": "x@example.com", "password": "x"}).status_code == 401
        http.cookies = httpx.Cookies({COOKIE: "nonsense"})
        assert http.get("/monitor/runs/execution-1").status_code == 401


def test_an_execution_of_nobody_has_no_events(database: Database) -> None:
    watching = MonitorData(Accounts(database, Settings(**CHEAP)), database, lambda _: ["a"], lambda *_: EVENTS)
    assert watching.past("a", 0) == EVENTS
    assert watching.past("b", 0) is None
    with watching.store() as store:
        assert store.runs() == []
