"""With the core dependencies alone: features can be read and steps listed, and what needs an extra names it."""

from pathlib import Path

import pytest

from tests.package.built import Environment, run

NEEDS = 'needs the extra: pip install "lockstep-acceptance[{}]"'


def test_every_scenario_is_read_without_any_extra(bare: Environment, tmp_path: Path) -> None:
    ran = bare.lockstep(tmp_path, "run", "--dry-run")
    ran.came_to(0)
    assert "undefined: 0 steps" in ran.out


def test_the_embedded_backend_names_its_extra(bare: Environment, tmp_path: Path) -> None:
    ran = bare.lockstep(tmp_path, "run", "--tags=@smoke")
    ran.came_to(2)
    assert f"target reference {NEEDS.format('reference')}" in ran.out + ran.err


@pytest.mark.parametrize(("command", "extra"), [("serve", "service"), ("backend", "reference")])
def test_a_command_names_its_extra(bare: Environment, tmp_path: Path, command: str, extra: str) -> None:
    ran = bare.lockstep(tmp_path, command)
    ran.came_to(2)
    assert ran.err.splitlines() == [f"lockstep {command} {NEEDS.format(extra)}"]


@pytest.mark.parametrize(
    ("module", "extra"),
    [("lockstep.load", "load"), ("lockstep.reference", "reference"), ("lockstep.management", "service")],
)
def test_a_module_names_its_extra(bare: Environment, tmp_path: Path, module: str, extra: str) -> None:
    ran = run(bare.folder / "bin" / "python", "-m", module, folder=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines() == [f"python -m {module} {NEEDS.format(extra)}"]


@pytest.mark.parametrize("command", ["steps", "settings", "target list"])
def test_other_commands_need_none(bare: Environment, tmp_path: Path, command: str) -> None:
    bare.lockstep(tmp_path, *command.split()).came_to(0)
