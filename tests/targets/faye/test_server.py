"""A Faye of our own: what is missing is named, it is installed once, it is ended."""

import asyncio
from pathlib import Path

import pytest
from lockstep.targets.base import TargetFaultError
from lockstep.targets.faye import server
from lockstep.targets.faye.server import FayeProcess, installed, missing


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_what_is_missing_is_named_with_the_way_out(bin_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TargetFaultError, match=r"install nodejs npm\); node and npm cannot be found"):
        asyncio.run(FayeProcess(tmp_path / "log", tmp_path / "cache").start())
    program(bin_folder, "node", "exit 0")
    assert missing() == "npm"
    program(bin_folder, "npm", "exit 0")
    assert missing() == ""


def test_faye_is_installed_once_from_its_lock(bin_folder: Path, tmp_path: Path) -> None:
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
    monkeypatch.setattr(server, "_INSTALL_S", 0.05)
    program(bin_folder, "npm", "exec /bin/sleep 60")
    with pytest.raises(TargetFaultError, match="npm did not install Faye within"):
        asyncio.run(installed(tmp_path / "cache"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    with pytest.raises(TargetFaultError, match="Faye cannot be installed in"):
        asyncio.run(installed(tmp_path / "cache"))


def test_it_is_started_on_the_port_it_says_and_ended(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "npm", "exit 0")
    program(bin_folder, "node", """echo 'ready {"port": 4321}'; exec /bin/sleep 60""")

    async def scenario() -> None:
        faye = FayeProcess(tmp_path / "log", tmp_path / "cache")
        assert not faye.alive()
        assert await faye.start() == 4321
        assert faye.alive()
        assert faye.pid is not None
        await faye.stop()
        assert faye.pid is None

    asyncio.run(scenario())
