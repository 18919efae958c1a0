"""Children end with the process that started them, however it ends and whatever they did meanwhile."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from lockstep.processes.children import CHILDREN, Children
from lockstep.processes.ending import lives, wait_for
from lockstep.processes.watchdog import MARK

from tests.management.executions.office import until
from tests.processes.family import LONGEST_S, family

STUBBORN = """
import signal
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
print(flush=True)
while True: signal.pause()
"""
FORKING_TWICE = """
import os, subprocess, sys
first = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(first.pid, os.getpid(), flush=True)
        while True: __import__("signal").pause()
    os._exit(0)
while True: __import__("signal").pause()
"""
WITHOUT_ENVIRONMENT = """
import subprocess, sys
other = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], env={})
print(other.pid, flush=True)
"""
"""Its own child has no mark and loses its parent, as a worker of nginx does whose master dies."""


@pytest.mark.process
@pytest.mark.parametrize("program", [STUBBORN, FORKING_TWICE, WITHOUT_ENVIRONMENT])
def test_none_outlives_a_parent_that_is_killed(program: str) -> None:
    with family(program) as made:
        made.parent.kill()
        made.parent.wait()
        assert made.are_gone()


def ignores(pid: int, number: int) -> bool:
    """Whether a process ignores a signal, as the watchdog does once it has set itself up."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    ignored = next(line.split()[1] for line in lines if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) >> (number - 1) & 1)


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux wakes a watchdog that stands still")
def test_not_even_where_everything_stands_still() -> None:
    with family(FORKING_TWICE) as made:
        until(lambda: ignores(made.watchdog.pid, signal.SIGTERM))
        for one in (made.watchdog, made.child, *made.told):
            one.suspend()
        made.parent.kill()
        made.parent.wait()
        assert made.are_gone()


@pytest.mark.process
def test_a_signal_to_the_group_reaches_the_parent_alone() -> None:
    program = "print(flush=True)\nimport signal\nsignal.pause()"
    with family(program) as made:
        assert os.getpgid(made.child.pid) == made.child.pid != os.getpgid(made.parent.pid)
        made.parent.send_signal(signal.SIGTERM)
        made.parent.wait()
        assert made.are_gone()


@pytest.mark.process
def test_the_end_leaves_nothing_and_may_come_twice() -> None:
    children = Children()
    child = children.popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    scratch = children.scratch()
    (scratch / "file").touch()
    assert scratch.is_dir()
    child.send_signal(signal.SIGKILL)
    children.end()
    children.end()
    assert child.wait() == -signal.SIGKILL
    assert not scratch.exists()
    child.stdout.close()


def environment_of(children: Children, environ: dict[str, str] | None = None) -> dict[str, str]:
    told = "import os\nfor name in ('SUITE_PROCESSES', 'TMPDIR', 'A'): print(name, os.environ.get(name, ''))"
    child = children.popen([sys.executable, "-c", told], environ, stdout=subprocess.PIPE)
    out, _ = child.communicate()
    return dict(line.split(" ", 1) for line in out.decode().splitlines())


@pytest.mark.process
def test_a_child_has_the_mark_and_a_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, "above")
    children = Children()
    try:
        told = environment_of(children)
        assert told[MARK] == f"above/{children._own}"
        assert told["TMPDIR"] == str(children.scratch())
        other = environment_of(children, {**os.environ, "A": "b", "TMPDIR": "/somewhere"})
        assert (other["A"], other["TMPDIR"], other[MARK]) == ("b", "/somewhere", told[MARK])
    finally:
        children.end()


@pytest.mark.process
def test_what_was_spawned_on_a_loop_is_ended_before_it_closes() -> None:
    children = Children()

    async def left() -> psutil.Process:
        pipe = asyncio.subprocess.PIPE
        process = await children.spawn(sys.executable, "-c", STUBBORN, stdin=pipe, stdout=pipe)
        assert process.stdout is not None
        await process.stdout.readline()
        ended = await children.spawn(sys.executable, "-c", "")
        await ended.wait()
        await children.end_spawned()
        return psutil.Process(process.pid) if psutil.pid_exists(process.pid) else psutil.Process()

    try:
        found = asyncio.run(left())
        assert found.pid == os.getpid()
    finally:
        children.end()


def worker(told: "multiprocessing.connection.Connection") -> None:
    child = CHILDREN.popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    told.send((child.pid, str(CHILDREN.scratch()), CHILDREN._mark()))
    signal.pause()


@pytest.mark.process
def test_a_forked_copy_has_children_of_its_own_which_end_with_it() -> None:
    above = CHILDREN.scratch()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=worker, args=(theirs,))
    process.start()
    theirs.close()
    pid, scratch, mark = ours.recv()
    child = psutil.Process(pid)
    assert Path(scratch).parent == above
    assert mark.split("/")[-2] == CHILDREN._own
    process.kill()
    process.join()
    wait_for([child], LONGEST_S)
    assert not lives(child)


def test_a_watchdog_that_was_killed_is_started_again() -> None:
    children = Children()
    folder = children.scratch()
    first = children._watchdog
    assert first is not None
    first.kill()
    first.wait()
    child = children.popen([sys.executable, "-c", "import time; time.sleep(600)"])
    assert children._watchdog is not first
    assert children.scratch() == folder
    children.end()
    assert child.wait() != 0
    assert not folder.exists()
