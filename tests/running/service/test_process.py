"""The suite's own service as a process: what it leaves is found, and it comes back with what it had kept."""

import os
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from lockstep.processes.children import CHILDREN
from lockstep.running.service import process as module
from lockstep.running.service.process import Service
from lockstep.targets.base import TargetFaultError

from tests.quality.tree import ROOT


def folders() -> set[Path]:
    """The folders of services that there are."""
    return set(CHILDREN.scratch().glob("lockstep-service-*"))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A small program in the place of the service, and a folder for temporary files."""
    monkeypatch.setattr(module, "MODULE", "tests.running.small_service")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before = folders()
    yield tmp_path
    assert folders() == before


def test_it_is_started_with_a_folder_of_its_own_that_goes_with_it(small: Path) -> None:
    async def act() -> None:
        service = Service(small / "service.log")
        await service.start()
        assert service.api.startswith("http://127.0.0.1:")
        assert service.live.endswith("/live")
        folder = service._folder
        assert folder.parent == CHILDREN.scratch()
        assert (folder / "kept").exists()
        assert (service.children(), service.lying_about()) == ([], [])
        assert await service.stop() == []
        assert await service.stop() == []

    anyio.run(act)


def test_what_it_leaves_is_told_and_ended(small: Path) -> None:
    async def act() -> None:
        service = Service(small / "service.log", leaves="1")
        await service.start()
        [child] = service.children()
        assert "time.sleep" in child
        [name] = service.lying_about()
        left = await service.stop()
        assert len(left) == 2
        assert "running" in left[0]
        assert name in left[1]
        assert service._running() == []

    anyio.run(act)


def test_one_that_is_lost_comes_back_with_what_it_had_kept(small: Path) -> None:
    async def act() -> None:
        service = Service(small / "service.log")
        await service.start()
        before = service.api
        folder = service._folder
        (folder / "more").touch()
        await service.kill()
        await service.again()
        assert service.api != before
        assert (folder / "more").exists()
        await service.stop()

    anyio.run(act)


def test_one_that_cannot_be_started_leaves_nothing(small: Path) -> None:
    async def act() -> None:
        with pytest.raises(TargetFaultError, match="ended before it was ready"):
            await Service(small / "service.log", breaks="1").start()

    anyio.run(act)


def test_a_start_that_is_given_up_leaves_nothing(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act() -> None:
        monkeypatch.setattr(module, "MODULE", "tests.running.nobody")
        with anyio.CancelScope() as scope:
            scope.cancel()
            await Service(small / "service.log").start()

    anyio.run(act)


def test_settings_of_the_run_are_not_the_service_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKSTEP_TARGET", "nchan")
    monkeypatch.setenv("API_BASE_URL", "http://127.0.0.1:1/api")
    environ = module._environ()
    assert "LOCKSTEP_TARGET" not in environ
    assert "API_BASE_URL" not in environ
    assert environ["LOCKSTEP_BUDGETS"] == "report"
    assert environ["PATH"] == os.environ["PATH"]
