"""Processes are found again and ended to the last one."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
from lockstep.processes import ending
from lockstep.processes.ending import LeftRunningError, end_all, lives, variable_of, wait_for

PROGRAM = [sys.executable, "-c", "print(flush=True)\nimport signal\nsignal.pause()"]


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, env={"MARK": "a"}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_one_is_ended_and_a_zombie_does_not_live(child: "subprocess.Popen[bytes]") -> None:
    process = psutil.Process(child.pid)
    assert lives(process)
    assert variable_of(process, "MARK") == "a"
    assert variable_of(process, "OTHER") == ""
    assert end_all(lambda: [process] if lives(process) else [], "a test") == 1
    assert not lives(process)
    assert child.wait() == -9
    assert variable_of(process, "MARK") == ""


def test_waiting_ends_with_its_time(child: "subprocess.Popen[bytes]") -> None:
    wait_for([psutil.Process(child.pid)], 0.0)
    assert child.poll() is None


def test_one_that_cannot_be_ended_is_named(child: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch) -> None:
    class Immortal(psutil.Process):
        def kill(self) -> None:
            """It stays."""

    monkeypatch.setattr(ending, "WAIT_S", 0.0)
    with pytest.raises(LeftRunningError, match=f"the processes {child.pid} of a test cannot be ended"):
        end_all(lambda: [Immortal(child.pid)], "a test")
