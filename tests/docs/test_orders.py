"""The example of a backend that is not a chat: an adapter of at most eighty lines, green, and red under a plant."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.docs.pages import blocks
from tests.quality.tree import ROOT

ADAPTER = ROOT / "docs" / "examples" / "orders.py"
ORDERED = "features/resources/changes.feature:69"
"""Ten changes in order."""


def ran(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "behave", *arguments, "-D", f"target={ADAPTER}", "-D", "budgets=report"]
    return subprocess.run(
        [*command, "-D", f"reports={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_adapter_is_short_and_imports_documented_blocks_only() -> None:
    lines = ADAPTER.read_text("utf-8").splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 100
    imported = [line.split()[1] for line in lines if line.startswith("from lockstep")]
    assert imported == ["lockstep.history.rows", "lockstep.targets.resources", "lockstep.targets.rest"]


def made_by_the_guide() -> str:
    """The file to which the guide's blocks lead."""
    text = ""
    for block in blocks(ROOT / "docs" / "adapters.md"):
        text = block.added_to(text) if block.file else text
    return text


def test_the_guide_makes_the_adapter() -> None:
    written, example = (
        [line for line in text.splitlines() if line] for text in (made_by_the_guide(), ADAPTER.read_text("utf-8"))
    )
    assert written == example


def test_its_resources_do_what_they_promise(tmp_path: Path) -> None:
    green = ran(tmp_path, "--stage", "resources", "--tags", "@smoke")
    assert green.returncode == 0, green.stdout + green.stderr
    assert "acceptance: 5 passed, 0 failed, 1 skipped" in green.stdout
    assert "courier declares no event of its deletion" in green.stdout


@pytest.mark.parametrize(
    ("plant", "broken"),
    [("drop", "P1 +no loss"), ("duplicate", "P2 +no duplicate"), ("alter", "P12 +payload agreement")],
)
def test_a_plant_is_found(tmp_path: Path, plant: str, broken: str) -> None:
    red = ran(tmp_path, ORDERED, "-D", f"plant={plant}", "-D", "resource=order")
    assert red.returncode == 1, red.stdout + red.stderr
    assert re.search(rf"{broken} .* violated", red.stdout)
    assert "-D resource=order" in red.stdout
