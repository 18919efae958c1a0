"""Making the environment: what is done anew after which change, in which way, and what is said when it fails."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.scripts.loading import script

UV, PIP = "uv", "pip"


class Machine:
    """A project in a folder of its own, and commands that are noted instead of run."""

    def __init__(self, folder: Path, module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.module = module
        self.lock, self.project = folder / "requirements.lock", folder / "pyproject.toml"
        self.lock.write_text("a==1\n", encoding="utf-8")
        self.project.write_text("[project]\n", encoding="utf-8")
        venv = folder / ".venv"
        monkeypatch.setattr(module, "ROOT", folder)
        monkeypatch.setattr(module, "VENV", venv)
        monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
        monkeypatch.setattr(module, "STAMP", venv / "lockstep.stamp")
        monkeypatch.setattr(module, "LOCK", self.lock)
        monkeypatch.setattr(module, "PROJECT", self.project)
        monkeypatch.setattr(module, "run", self.run)
        self.ways(PIP)(monkeypatch)

    def ways(self, *names: str) -> Callable[[pytest.MonkeyPatch], None]:
        """Only these ways to make an environment are there."""
        made = [self.module.Way((name, "create"), (name, "install")) for name in names]
        return lambda monkeypatch: monkeypatch.setattr(self.module, "ways", lambda: iter(made))

    def run(self, *command: str) -> bool:
        """Note a command; it fails where it is broken."""
        what = "project" if "--editable" in command else "packages" if "--requirement" in command else command[1]
        self.done.append(f"{command[0]} {what}")
        if what == "create":
            self.module.PYTHON.parent.mkdir(parents=True)
            self.module.PYTHON.touch()
        return f"{command[0]} {what}" not in self.broken

    def again(self) -> list[str]:
        """Make the environment; what was done for it."""
        self.done.clear()
        self.code = self.module.main()
        return self.done


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, script("make_environment"), monkeypatch)


def test_it_is_made_once(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert machine.again() == ["pip create", "pip packages", "pip project"]
    assert machine.code == 0
    assert "Making .venv" in capsys.readouterr().err
    assert machine.again() == []
    assert machine.code == 0
    assert capsys.readouterr().err == ""


def test_another_lock_makes_it_anew(machine: Machine) -> None:
    machine.again()
    stale = machine.module.VENV / "stale"
    stale.touch()
    machine.lock.write_text("a==2\n", encoding="utf-8")
    assert machine.again() == ["pip create", "pip packages", "pip project"]
    assert not stale.exists()


def test_another_project_file_installs_the_project_only(machine: Machine) -> None:
    machine.again()
    machine.project.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert machine.again() == ["pip project"]
    assert machine.again() == []


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.again()
    machine.module.PYTHON.unlink()
    assert machine.again() == ["pip create", "pip packages", "pip project"]


@pytest.mark.parametrize("broken", ["pip create", "pip packages", "pip project"])
def test_what_failed_is_done_again_next_time(machine: Machine, broken: str) -> None:
    machine.broken.add(broken)
    machine.again()
    assert machine.code == 2
    machine.broken.clear()
    assert machine.again() == ["pip create", "pip packages", "pip project"]
    assert machine.code == 0


def test_where_uv_fails_pip_makes_it(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.ways(UV, PIP)(monkeypatch)
    machine.broken.add("uv packages")
    assert machine.again() == ["uv create", "uv packages", "pip create", "pip packages", "pip project"]
    assert machine.code == 0


def test_where_uv_works_pip_is_not_asked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.ways(UV, PIP)(monkeypatch)
    assert machine.again() == ["uv create", "uv packages", "uv project"]


def test_without_any_way_one_sentence_says_what_to_install(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.ways()(monkeypatch)
    assert machine.again() == []
    assert machine.code == 2
    told = capsys.readouterr().err
    assert "has no ensurepip: install python3-venv" in told
    assert len(told.splitlines()) == 1


def test_a_command_that_fails_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    module = script("make_environment")
    assert module.run("true")
    assert not module.run("false")
    assert capfd.readouterr().err == "This ended with 1: false\n"


def test_this_machine_has_a_way() -> None:
    assert [way.install[-1] for way in script("make_environment").ways()] != []
