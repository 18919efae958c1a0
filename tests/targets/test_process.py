"""Starting and ending a backend's process."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest
from lockstep.processes.ending import lives, wait_for
from lockstep.targets import process as module
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import BackendProcess, free_ports, http_answer

READY = 'print(\'ready {"api": "x"}\', flush=True)\nimport signal\nsignal.pause()\n'


def with_process(code: str, log: Path, act: Callable[[BackendProcess], Awaitable[None]]) -> None:
    async def acted() -> None:
        process = BackendProcess([sys.executable, "-c", code], log)
        try:
            await act(process)
        finally:
            await process.stop()
            assert not process.alive()

    asyncio.run(acted())


def test_it_tells_what_the_ready_line_says_and_ends_when_asked(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        assert process.pid is None
        assert await process.start() == {"api": "x"}
        assert process.alive()
        assert process.pid is not None

    with_process(READY, tmp_path / "logs" / "backend.log", act)


def test_what_it_says_goes_to_its_log(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        await process.start()

    with_process("import sys\nprint('hello', file=sys.stderr, flush=True)\n" + READY, tmp_path / "b.log", act)
    assert (tmp_path / "b.log").read_text() == "hello\n"


PARENT = """
import asyncio, sys
from pathlib import Path
from lockstep.targets.process import BackendProcess, free_ports, http_answer

async def main():
    process = BackendProcess([sys.executable, "-c", sys.argv[1]], Path(sys.argv[2]))
    await process.start()
    print(process.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_program_on_a_leash_does_not_outlive_a_run_that_is_killed(tmp_path: Path) -> None:
    program = "import sys\nprint('ready {}', flush=True)\nsys.stdin.read()\n"
    command = [sys.executable, "-c", PARENT, program, str(tmp_path / "b.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
    gone, _ = psutil.wait_procs([child], timeout=60)
    assert gone == [child]


def test_what_it_started_is_killed_with_one_that_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STOP_S", 0.2)
    stubborn = (
        "import signal, subprocess, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], stdin=-3, stdout=-3)\n"
        "print('ready', child.pid, flush=True)\nwhile True: signal.pause()\n"
    )
    found: list[psutil.Process] = []

    async def act(process: BackendProcess) -> None:
        found.append(psutil.Process(await process.start()))

    with_process(stubborn, tmp_path / "b.log", act)
    wait_for(found, 60)
    assert not any(map(lives, found))


def test_ports_are_free_and_all_different() -> None:
    ports = free_ports(3)
    assert len(set(ports)) == 3
    assert asyncio.run(http_answer(ports[0], "/")) == b""


def test_one_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        with pytest.raises(TargetFaultError, match=r"the backend ended before it was ready; its log is .*b\.log"):
            await process.start()

    with_process("raise SystemExit(3)", tmp_path / "b.log", act)


def test_one_that_is_never_ready_is_told_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_READY_S", 0.2)

    async def act(process: BackendProcess) -> None:
        with pytest.raises(TargetFaultError, match=r"did not report that it was ready within 0\.2 s"):
            await process.start()

    with_process("import signal\nsignal.pause()\n", tmp_path / "b.log", act)


def test_one_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STOP_S", 0.2)
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready {}', flush=True)\n"
    stubborn += "while True: signal.pause()\n"

    async def act(process: BackendProcess) -> None:
        await process.start()

    with_process(stubborn, tmp_path / "b.log", act)


def test_one_that_died_by_itself_is_noticed(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        await process.start()
        assert process._process is not None
        process._process.kill()
        await process._process.wait()
        assert not process.alive()
        assert process.pid is None

    with_process(READY, tmp_path / "b.log", act)
