"""One wheel and two environments for all tests of this folder, also where several workers run them."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.package.built import INSTALLED, Built, Environment, build, core_packages, install


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this session see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "package"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def once(folder: Path, make: Callable[[], object]) -> Iterator[None]:
    """Let the first one make it, while the others wait."""
    with folder.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        made = folder.with_suffix(".made")
        if not made.exists():
            make()
            made.touch()
        yield


@pytest.fixture(scope="session")
def built(shared: Path) -> Built:
    """The wheels."""
    folder = shared / "built"
    with once(folder, lambda: build(folder)):
        (wheel,), (again,) = (folder / "dist").glob("*.whl"), (folder / "again").glob("*.whl")
    return Built(wheel, again)


@pytest.fixture(scope="session")
def whole(shared: Path, built: Built) -> Environment:
    """An environment with every package there is; the wheel in it comes from the source distribution."""
    folder = shared / "whole"
    with once(folder, lambda: install(built.from_source, folder, INSTALLED)):
        return Environment(folder)


@pytest.fixture(scope="session")
def bare(shared: Path, built: Built) -> Environment:
    """An environment with the core dependencies, and no extra."""
    folder = shared / "bare"
    with once(folder, lambda: install(built.wheel, folder, core_packages(shared / "core"))):
        return Environment(folder)
