"""The leash ends what it holds when the pipe ends, and whatever it left behind."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from lockstep.management.executions.processes import LEASH, MARK, leashes_of, processes_of

from tests.management.executions.office import until


def leash(tmp_path: Path, mark: str, program: str, grace_s: float = 60) -> subprocess.Popen[bytes]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", LEASH, str(scratch), str(grace_s), sys.executable, "-c", program]
    environ = {**os.environ, MARK: mark}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, start_new_session=True
    )


@pytest.mark.parametrize(
    ("program", "grace_s", "code"),
    [
        ("import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))", 60, 7),
        ("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)", 0.3, 137),
        ("import time", 60, 143),
    ],
)
def test_the_end_of_the_pipe_ends_it(tmp_path: Path, program: str, grace_s: float, code: int) -> None:
    mark = f"test-leash-{code}"
    with leash(tmp_path, mark, f"{program}; print('ready', flush=True); time.sleep(600)", grace_s) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert [one.pid for one in leashes_of(mark)] == [process.pid]
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == code
    assert processes_of(mark) == []
    assert not (tmp_path / "scratch").exists()


def test_what_the_command_leaves_behind_is_ended(tmp_path: Path) -> None:
    program = "import subprocess; subprocess.Popen(['sleep', '600'], stdout=-3, start_new_session=True); exit(3)"
    with leash(tmp_path, "test-leash-left", program) as process:
        assert process.wait() == 3
    assert processes_of("test-leash-left") == []


UNMARKED = """
import subprocess, time
subprocess.run(["/bin/sh", "-c", "sleep 600 >&2 & echo $!"], env={"PATH": "/usr/bin:/bin"}, start_new_session=True)
time.sleep(600)
"""


def test_an_orphan_without_the_mark_is_ended_where_the_system_knows_whose_it_is(tmp_path: Path) -> None:
    with leash(tmp_path, "test-leash-orphan", UNMARKED) as process:
        assert process.stdout is not None
        orphan = psutil.Process(int(process.stdout.readline()))
        assert orphan.is_running()
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
    if sys.platform == "linux":
        until(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)
    else:
        orphan.kill()
