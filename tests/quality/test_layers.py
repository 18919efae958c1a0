"""The layers: the contracts in pyproject.toml hold, cover every package, and would notice a break."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.quality.tree import FEATURES, PACKAGE, ROOT, name

LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PACKAGES = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
MAY_KNOW_BEHAVE = {"running", "reporting", "steps"}
OVER_RUNNING = {"cli"}  # it reaches behave through them, and has a contract of its own


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "support")},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )


def contract(identifier: str) -> dict[str, list[str]]:
    return next(found for found in CONTRACTS if found["id"] == identifier)


def listed(modules: list[str]) -> set[str]:
    return {module.removeprefix("lockstep.") for module in modules if module.startswith("lockstep.")}


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_package_is_in_the_contracts_it_belongs_to() -> None:
    others = PACKAGES - {"reference"}
    assert listed(contract("reference-knows-nobody")["forbidden_modules"]) == others - {"serving"}
    assert listed(contract("nobody-knows-reference")["source_modules"]) == others
    assert listed(contract("behave")["source_modules"]) == PACKAGES - MAY_KNOW_BEHAVE - OVER_RUNNING
    assert listed(contract("command-and-behave")["source_modules"]) == OVER_RUNNING


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("settings/model.py", "import lockstep.running", "lower layers never import higher ones"),
        ("checks/verdicts.py", "import lockstep.targets.base", "lower layers never import higher ones"),
        (
            "checks/verdicts.py",
            "import behave.model",
            "only features, running and reporting know of behave and Allure",
        ),
        (
            "reference/__init__.py",
            "import lockstep.history.rows",
            "the reference backend imports nothing of the suite but serving",
        ),
        ("targets/base.py", "import lockstep.reference", "nothing of the suite imports the reference backend"),
        ("running/command.py", "import lockstep.cli.main", "lower layers never import higher ones"),
        ("cli/backend.py", "import lockstep.reference", "nothing of the suite imports the reference backend"),
        (
            "cli/run.py",
            "import behave.model",
            "the command reaches behave and Allure through running and reporting only",
        ),
    ],
)
def test_a_broken_layer_would_be_noticed(tmp_path: Path, module: str, line: str, broken: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "support" / "lockstep", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "support" / "lockstep" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{broken} BROKEN" in done.stdout


def test_features_do_not_reach_into_the_reference_backend() -> None:
    for path in FEATURES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [found for found in names if found.startswith("lockstep.reference")], name(path)
