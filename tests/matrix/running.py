"""The suite, once with a fault: in a folder of its own, which is kept, so that an interrupted table goes on.

A folder counts as done once it holds the summary of a run that was not stopped and in which something was executed.
Deliveries are lost after 1,500 ms, times are only measured, the seed is always the same, two scenarios run at a time.
Whatever is started here is ended here, by its own process, also when this one is interrupted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.matrix.faults import Fault

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ("-D", "loss_deadline=1500", "-D", "seed=1", "-D", "budgets=report", "--jobs", "2")
_END_S = 60


class FaultError(Exception):
    """The run with a fault proves nothing; one sentence for people."""


def done(folder: Path) -> dict[str, Any] | None:
    """The summary of a run that went to its end; None if there is none. Raises ValueError for what is no JSON."""
    path = folder / "summary.json"
    summary: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    if summary is None or summary["stopped"]:
        return None
    executed = [one for one in summary["scenarios"] if one["status"] not in {"skipped", "not run"}]
    return summary if executed else None


def run(fault: Fault, folder: Path, selection: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run what is selected (behave's arguments) with this fault; its summary. Raises FaultError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "behave", *OPTIONS, "-D", f"reports={folder}", *selection]
    if fault.plant:
        command += ["-D", f"plant={fault.plant}"]
    with _backend(fault, folder) as addresses, (folder / "output.txt").open("w", encoding="utf-8") as output:
        environment = {**os.environ, **addresses}
        with ended(
            subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment)
        ) as process:
            code = process.wait()
    summary = done(folder)
    if summary is None:
        raise FaultError(f"The run with {fault.name} proved nothing, exit code {code}: see {folder / 'output.txt'}.")
    return summary


@contextmanager
def ended(process: "subprocess.Popen[Any]") -> Iterator["subprocess.Popen[Any]"]:
    """A process that is gone at the end: asked to end if it still runs, killed if it does not listen."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def _backend(fault: Fault, folder: Path) -> Iterator[dict[str, str]]:
    """The mutant, where the fault is one, and the environment variables that point to it."""
    if fault.kind != "mutant":
        yield {}
        return
    command = [sys.executable, "-m", "tests.mutants", fault.name, "--port", "0", "--set", "password_cost=8"]
    with (
        (folder / "backend.txt").open("w", encoding="utf-8") as log,
        ended(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)) as process,
        process.stdout or log as told,
    ):
        line = told.readline()
        if not line.startswith("ready "):
            raise FaultError(f"The mutant {fault.name} did not start: {folder / 'backend.txt'} tells why.")
        ready = json.loads(line.removeprefix("ready "))
        yield {"API_BASE_URL": ready["api"], "WEBSOCKET_URL": ready["ws"]}
