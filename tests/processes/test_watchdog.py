"""The watchdog knows its parent's processes by mark, by session and as workers; workers come first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lockstep.processes.watchdog import MARK, SESSION, WORKER, Watched

MODULE = "lockstep.processes.watchdog"
WORKING = """
import signal, sys
from pathlib import Path
def end(*_):
    Path(sys.argv[1]).write_text("cleaned up")
    raise SystemExit
signal.signal(signal.SIGTERM, end)
print(flush=True)
while True: signal.pause()
"""


def begun(*command: str, environ: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.mark.process
def test_processes_are_known_in_three_ways_and_no_other_is(tmp_path: Path) -> None:
    program = (sys.executable, "-c", WORKING, str(tmp_path / "left"))
    plain = {name: value for name, value in os.environ.items() if name != MARK}
    watched = Watched("mine")
    marked = begun(*program, environ=plain | {MARK: "above/mine/below"})
    leader, worker, other = (begun(*program, environ=plain | {MARK: "above"}) for _ in range(3))
    try:
        assert [one.pid for one in watched.all()] == [marked.pid]
        watched.note(f"{SESSION} {leader.pid}")
        watched.note(f"{WORKER} {worker.pid}")
        watched.note(f"{WORKER} 999999999")
        assert {one.pid for one in watched.all()} == {marked.pid, leader.pid, worker.pid}
        assert [one.pid for one in watched.workers()] == [worker.pid]
    finally:
        for one in (marked, leader, worker, other):
            with one:
                one.kill()
    assert watched.all() == []


@pytest.mark.process
def test_a_worker_cleans_up_and_the_folder_is_removed(tmp_path: Path) -> None:
    scratch, left = tmp_path / "scratch", tmp_path / "left"
    (scratch / "nested").mkdir(parents=True)
    worker = begun(sys.executable, "-c", WORKING, str(left))
    with subprocess.Popen(
        [sys.executable, "-m", MODULE, "nobody's", str(scratch)], stdin=subprocess.PIPE
    ) as watchdog:
        assert watchdog.stdin is not None
        watchdog.stdin.write(f"{WORKER} {worker.pid}\n".encode())
        watchdog.stdin.close()
        assert watchdog.wait() == 0
    with worker:
        assert worker.wait() == 0
    assert left.read_text("utf-8") == "cleaned up"
    assert not scratch.exists()
