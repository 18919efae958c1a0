"""Executions whose command is a tiny program, in a database and a folder of their own."""

import os
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lockstep.management.database import Database
from lockstep.management.executions.child import Launch
from lockstep.management.executions.executor import Executor
from lockstep.management.executions.processes import processes_of
from lockstep.management.executions.records import Execution, Records, new_id
from lockstep.management.tables import companies

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
    made = Executor(with_records, folder / "executions", **({"grace_s": 0.5, "launch": launch(program)} | options))
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


def says_ready(executor: Any, name: str) -> bool:
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
