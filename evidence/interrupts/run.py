"""One run, interrupted, and what it left.

It leads a session and process group of its own. Whatever it starts inherits a mark in its environment and a folder
for temporary files, so what is left is found without asking it: processes in /proc, files in the folder. It is
interrupted once its handlers stand, which /proc says, too.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import psutil
from lockstep.reporting.folders import Folders
from lockstep.reporting.stream import tail

from evidence.interrupts.plan import Case

MARK = "INTERRUPTED_RUN"
LONGEST_S = 180.0
"""How long a run may take to its end on a busy machine."""
GONE_S = 60.0
"""How long after a SIGKILL processes may take to be gone: workers clean up first."""
_LOOK_S = 0.005


class Interrupted(NamedTuple):
    """What one run came to. `over`: it had ended before its moment came. `seconds`: from the signal to the end of all
    of its processes."""

    case: Case
    code: int
    over: bool
    seconds: float
    processes: list[str]
    files: list[str]
    output: str
    turns: list[str]
    reports: Path


def interrupted(case: Case, project: Path, results: Path) -> Interrupted:
    """Run, interrupt, wait. Raises TimeoutError where it does not end."""
    folder = results / f"run-{case.number}"
    temporary, reports, turns = folder / "tmp", folder / "reports", folder / "turns.txt"
    temporary.mkdir(parents=True)
    turns.touch()
    mark = uuid.uuid4().hex
    environ = os.environ | {MARK: mark, "TMPDIR": str(temporary), "TURNS": str(turns)}
    command = [sys.executable, "-P", "-m", "lockstep", "run", *case.place.features, "-D", f"reports={reports}"]
    command += ["-D", f"seed={case.number}", "-D", "budgets=report", "--jobs", str(case.jobs)]
    output = folder / "output.txt"
    with output.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=project,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        reached = _until(lambda: process.poll() is not None or _is_there(case, process.pid, reports), LONGEST_S)
        time.sleep(case.wait_s if reached and process.poll() is None else 0)  # the random moment itself
        over = process.poll() is not None
        begun = time.monotonic()
        if not over:
            _send(case, process, mark)
        code = process.wait(LONGEST_S)
        killed = case.way.number == signal.SIGKILL and not over
        _until(lambda: not marked(mark), GONE_S if killed else 0.0)
        seconds = time.monotonic() - begun
        return Interrupted(
            case,
            code,
            over,
            seconds,
            [_told(one) for one in marked(mark)],
            sorted(str(path.relative_to(temporary)) for path in temporary.rglob("*")),
            output.read_text("utf-8"),
            turns.read_text("utf-8").split(),
            reports,
        )
    finally:
        for one in marked(mark):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


def marked(mark: str) -> list[psutil.Process]:
    """The living processes with this mark."""
    return [one for one in psutil.process_iter() if _has(one, mark)]


def _send(case: Case, process: "subprocess.Popen[bytes]", mark: str) -> None:
    way = case.way
    if way.frozen:
        for one in marked(mark):
            with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
                if one.pid != process.pid:
                    one.suspend()
    act: Callable[[int, int], None] = os.killpg if way.to_group else os.kill
    act(process.pid, way.number)
    if case.again_s is not None:
        try:
            process.wait(case.again_s)
        except subprocess.TimeoutExpired:
            act(process.pid, way.number)


def _is_there(case: Case, pid: int, reports: Path) -> bool:
    """Whether the place is reached."""
    place = case.place
    if not place.event:
        return _catches(pid, signal.SIGHUP)
    events = [event for event in _events(reports) if event["type"] == place.event]
    found = [event for event in events if place.step in event.get("step", "")]
    return len(found) >= case.nth


def _events(reports: Path) -> list[Mapping[str, Any]]:
    try:
        return list(tail(Folders(reports).events)[0])
    except msgspec.DecodeError:  # half a line, as yet
        return []


def _catches(pid: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return False
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) >> (number - 1) & 1)


def _until(ready: Callable[[], bool], limit_s: float) -> bool:
    """Look until it is so; false when the time is over."""
    waiting, until = threading.Event(), time.monotonic() + limit_s
    while not (found := ready()) and time.monotonic() < until:
        waiting.wait(_LOOK_S)
    return found


def _has(one: psutil.Process, mark: str) -> bool:
    try:
        return one.environ().get(MARK) == mark and one.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def _told(one: psutil.Process) -> str:
    try:
        return f"{one.pid} {' '.join(one.cmdline())} ({one.status()})"
    except psutil.Error:
        return str(one.pid)
