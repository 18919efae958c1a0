"""Executions whose command is a tiny program, in a database and a folder of their own."""

import os
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx

from support.management.access import Caller
from support.management.answers import RefusedError
from support.management.app import State, make_app
from support.management.database import Database
from support.management.executions.child import Launch
from support.management.executions.executor import Executor
from support.management.executions.processes import processes_of
from support.management.executions.records import Execution, Records, new_id
from support.management.executions.routes import ExecutionRoutes
from support.management.executions.service import Executions
from support.management.tables import companies
from support.settings import Settings
from tests.management.serving import served

SCENARIO = "0123456789ab"
COMPANY = "c1"

SAYS_READY = "print('ready', flush=True); import time\n"
SLEEPS = SAYS_READY + "time.sleep(600)\n"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPS
PASSES = """
import json, pathlib, sys
pathlib.Path(sys.argv[1], "summary.json").write_text(json.dumps({
    "run": "r1", "problems": [], "scenarios": [{
        "final": True, "status": "passed", "problems": [], "reason": "", "verdicts": []}]}))
"""
FAMILY = (
    """
import subprocess, sys, tempfile
tempfile.mkdtemp()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
subprocess.Popen(["sh", "-c", "sleep 600 & sleep 600 &"], start_new_session=True, env={})
"""
    + SLEEPS
)


def launch(program: str) -> Callable[[Execution, Mapping[str, str], Path], Launch]:
    """Every execution is this program, with its folder as the argument."""

    def of(execution: Execution, parameters: Mapping[str, str], folder: Path) -> Launch:
        return Launch([sys.executable, "-c", textwrap.dedent(program), str(folder)], dict(os.environ), Path.cwd())

    return of


def execution(**changes: Any) -> Execution:
    """One that waits."""
    fields = {"id": new_id(), "company_id": COMPANY, "user_id": "u1", "scenario_id": SCENARIO, "created": time.time(),
              "timeout": 60_000}  # fmt: skip
    return Execution(**(fields | changes))


def database(folder: Path, *, make_company: bool = True) -> Database:
    """A database with one company."""
    made = Database(f"sqlite:///{folder / 'lockstep.db'}")
    if make_company:
        with made.writing() as connection:
            connection.execute(companies.insert().values(id=COMPANY, name="Acme", created=1.0))
    return made


@contextmanager
def executor(folder: Path, program: str, **options: Any) -> Iterator[tuple[Executor, Records]]:
    """An executor that runs, with its records."""
    with_records = Records(database(folder))
    made = Executor(with_records, folder / "executions", launch(program), **({"grace_s": 0.5} | options))
    made.start()
    try:
        yield made, with_records
    finally:
        made.stop()
        with_records.close()


def until(holds: Callable[[], Any]) -> None:
    """Wait until it holds; the test's own time limit ends it."""
    waiting = threading.Event()
    while not holds():
        waiting.wait(0.02)


def says_ready(executor: Executor | Executions, name: str) -> bool:
    """Whether the program has begun."""
    console = executor.folder(name) / "console.txt"
    return console.exists() and b"ready" in console.read_bytes()


def status(records: Records, name: str) -> str:
    """The status of an execution."""
    found = records.get(name)
    assert found is not None
    return found.status


def nothing_left(name: str) -> bool:
    """Whether no process of the execution is there."""
    return not processes_of(name)


ENTRY = SimpleNamespace(
    place="features/a.feature:3",
    scenario=SimpleNamespace(id=SCENARIO, timeout=30_000, retry_count=1, is_active=True),
)
PEOPLE = {
    "gina": Caller(id="g1", email="gina@example.com", role="GUEST", company_id=COMPANY),
    "mia": Caller(id="m1", email="mia@example.com", role="MEMBER", company_id=COMPANY),
    "adam": Caller(id="a1", email="adam@example.com", role="ADMIN", company_id=COMPANY),
    "zoe": Caller(id="z1", email="zoe@example.com", role="OWNER", company_id="c2"),
}


class OneScenario:
    """A catalogue with one scenario, which the company sees."""

    def find(self, scenario_id: str, company_id: str) -> Any:
        if scenario_id != SCENARIO:
            raise RefusedError(404, "not_found", "There is no such scenario here.")
        return ENTRY

    def lay(self, entry: Any, folder: Path) -> Path:
        return folder


class Names:
    """A doorkeeper whose tokens are names."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def caller(self, token: str) -> Caller:
        if token not in PEOPLE or token in self.gone:
            raise RefusedError(401, "unauthenticated", "There is no such login.")
        return PEOPLE[token]

    def count(self, who: str) -> None:
        """Everybody may ask as often as he likes."""


def account(company_id: str, account_id: str) -> Caller:
    """The account of somebody of the company."""
    for one in PEOPLE.values():
        if (one.company_id, one.id) == (company_id, account_id):
            return one
    raise RefusedError(404, "not_found", "There is no such account.")


def executions(folder: Path, program: str, **settings: Any) -> Executions:
    """The executions of a service, whose runs are this program; as many tests need, two companies."""
    data = database(folder)
    with data.writing() as connection:
        connection.execute(companies.insert().values(id="c2", name="Other", created=1.0))
    made = Executions(data, OneScenario(), Settings(**settings), folder, account)
    made._executor._launch = launch(program)
    made._executor._grace_s = 0.3
    return made


@contextmanager
def service(made: Executions, names: Names | None = None) -> Iterator[httpx.Client]:
    """The service with these executions; a client without a token."""
    app = make_app(State(doorkeeper=names or Names(), parts=(ExecutionRoutes(made),)))
    with served(app) as client:
        yield client


def shows(name: str) -> dict[str, str]:
    """The header that shows who asks."""
    return {"Authorization": f"Bearer {name}"}
