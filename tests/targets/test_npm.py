"""Packages of npm: what is missing is named, they are installed once, what npm says is told."""

import asyncio
import sys
from pathlib import Path

import pytest
from lockstep.targets import npm
from lockstep.targets.base import TargetFaultError
from lockstep.targets.npm import cache_of, missing

from tests.targets.programs import program


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


async def installed(cache: Path) -> Path:
    """Faye, installed there."""
    lock = Path(npm.__file__).with_name("faye") / "package-lock.json"
    return await npm.installed(lock, cache, "Faye")


def test_what_is_missing_is_named(bin_folder: Path) -> None:
    assert missing() == "node and npm"
    program(bin_folder, "node", "exit 0")
    assert missing() == "npm"
    program(bin_folder, "npm", "exit 0")
    assert missing() == ""


def test_each_environment_has_its_own() -> None:
    assert cache_of("faye") == Path(sys.prefix) / "lockstep-faye"


def test_packages_are_installed_once_from_their_lock(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "npm", 'echo "$@" > asked')
    folder = asyncio.run(installed(tmp_path / "cache"))
    assert (folder / "asked").read_text(encoding="utf-8").startswith("ci ")
    assert (folder / "package-lock.json").exists()
    program(bin_folder, "npm", "exit 1")
    assert asyncio.run(installed(tmp_path / "cache")) == folder
    assert list((tmp_path / "cache").iterdir()) == [folder]


def test_several_may_install_at_once(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "npm", "exit 0")

    async def several() -> list[Path]:
        return await asyncio.gather(*(installed(tmp_path / "cache") for _ in range(3)))

    assert set(asyncio.run(several())) == set((tmp_path / "cache").iterdir())


def test_what_npm_says_is_told_and_nothing_is_left(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "npm", 'echo "npm error code EAI_AGAIN" >&2; exit 7')
    with pytest.raises(TargetFaultError, match=r"npm could not install Faye \(code EAI_AGAIN\)"):
        asyncio.run(installed(tmp_path / "cache"))
    assert list((tmp_path / "cache").iterdir()) == []
    program(bin_folder, "npm", "exit 7")
    with pytest.raises(TargetFaultError, match=r"\(exit code 7\)"):
        asyncio.run(installed(tmp_path / "cache"))


def test_a_hanging_npm_is_ended(bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "_INSTALL_S", 0.05)
    program(bin_folder, "npm", "exec /bin/sleep 60")
    with pytest.raises(TargetFaultError, match="npm did not install Faye within"):
        asyncio.run(installed(tmp_path / "cache"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    with pytest.raises(TargetFaultError, match="Faye cannot be installed in"):
        asyncio.run(installed(tmp_path / "cache"))
