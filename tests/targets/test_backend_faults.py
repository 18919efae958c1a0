"""Each fault on a real process: it takes effect, says so, and is over when it ends."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest
from lockstep.targets.backend_faults import BACKEND_FAULTS
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import BackendProcess

READY = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print('ready {"api": "x"}', flush=True)
while True: signal.pause()
"""


def with_process(folder: Path, act: Callable[[BackendProcess], Awaitable[None]], *, data: bool = True) -> None:
    database = folder / "data.db"
    if data:
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE things (id)")
        connection.commit()
        connection.close()

    async def acted() -> None:
        process = BackendProcess([sys.executable, "-c", READY], folder / "log", database if data else None)
        await process.start()
        try:
            await act(process)
        finally:
            await process.stop()

    asyncio.run(acted())


@pytest.mark.parametrize(("name", "told"), [("terminated", "after SIGTERM with 0"), ("killed", "by SIGKILL")])
def test_one_that_was_ended_is_started_again(tmp_path: Path, name: str, told: str) -> None:
    async def act(process: BackendProcess) -> None:
        before, fault = process.pid, BACKEND_FAULTS[name](process)
        await fault.begin()
        assert not process.alive()
        with pytest.raises(TargetFaultError, match="is not running"):
            await fault.begin()
        assert told in await fault.end()
        assert process.alive()
        assert process.pid != before

    with_process(tmp_path, act)


def test_one_that_is_frozen_stands_still_until_it_goes_on(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        fault = BACKEND_FAULTS["frozen"](process)
        await fault.begin()
        assert psutil.Process(process.pid).status() == psutil.STATUS_STOPPED
        assert "stood still for" in await fault.end()
        assert await process.end(signal.SIGTERM) == 0

    with_process(tmp_path, act)


def test_a_locked_database_takes_no_write_until_it_is_free(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        fault = BACKEND_FAULTS["locked"](process)
        await fault.begin()
        other = sqlite3.connect(tmp_path / "data.db", timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO things VALUES (1)")
        assert "was held for" in await fault.end()
        other.execute("INSERT INTO things VALUES (1)")
        other.close()

    with_process(tmp_path, act)


@pytest.mark.skipif(sys.platform != "linux", reason="a full disk can be simulated on Linux only")
def test_the_files_of_one_whose_disk_is_full_cannot_grow(tmp_path: Path) -> None:
    async def act(process: BackendProcess) -> None:
        fault, before = BACKEND_FAULTS["full"](process), psutil.Process(process.pid).rlimit(psutil.RLIMIT_FSIZE)
        await fault.begin()
        size = (tmp_path / "data.db").stat().st_size
        assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_FSIZE)[0] == size
        assert await fault.end() == f"no file could grow beyond {size} bytes"
        assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_FSIZE) == before

    with_process(tmp_path, act)


@pytest.mark.parametrize("name", ["locked", "full"])
def test_without_a_database_file_it_is_told(tmp_path: Path, name: str) -> None:
    async def act(process: BackendProcess) -> None:
        with pytest.raises(TargetFaultError, match="no database file"):
            await BACKEND_FAULTS[name](process).begin()

    with_process(tmp_path, act, data=False)
