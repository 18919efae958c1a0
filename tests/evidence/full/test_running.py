"""A command's output, times and code are kept; whatever was started is gone at the end, and so are the burners."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from evidence.full.running import burning, call, group
from tests.quality.tree import ROOT

FAMILY = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "input()"])
print("up", flush=True)
input()
"""
PARENT = """
import sys
from pathlib import Path
from evidence.full.running import burning
with burning(Path.cwd(), 1) as pids:
    print(pids[0], flush=True)
    sys.stdin.readline()
"""


def test_what_a_command_came_to_is_kept(tmp_path: Path) -> None:
    code = "import os, sys; print('one'); print(os.environ['WHAT']); sys.exit(3)"
    ran = call([sys.executable, "-c", code], tmp_path, tmp_path / "new" / "out.txt", {"WHAT": "two"})
    assert (ran.code, ran.lines, ran.last) == (3, ["one", "two"], "two")
    assert (tmp_path / "new" / "out.txt").read_text("utf-8") == "one\ntwo\n"
    assert min(ran.seconds, ran.cpu) > 0


def test_an_interrupted_command_is_gone_with_all_it_started(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FAMILY]
    with ExitStack() as stack:
        process = stack.enter_context(group(command, tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"up\n"
        stack.close()
        with process.stdin, process.stdout as output:
            assert output.read() == b""  # the end of the output: nobody holds it open any more
        assert process.returncode == -signal.SIGTERM


def test_burners_burn_as_long_as_asked(tmp_path: Path) -> None:
    with burning(tmp_path, 2) as pids:
        assert len(set(pids)) == 2
        assert all(os.waitpid(pid, os.WNOHANG) == (0, 0) for pid in pids)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_burners_end_when_the_run_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdin is not None
    with parent.stdin, parent.stdout as output:
        assert int(output.readline()) > 0
        parent.kill()
        parent.wait()
        assert output.read() == b""  # the burner held it open too
