"""The page on programmed adapters: its blocks make the example, which the check and the scenarios accept."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

GUIDE = ROOT / "docs" / "programmed-adapters.md"
EXAMPLES = ROOT / "docs" / "examples"
MESSAGES = "features/sync/messages.feature"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The file that the guide's blocks make, beside the server."""
    blocks = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    path = tmp_path / "mine.py"
    path.write_text("\n".join(blocks), "utf-8")
    shutil.copy(EXAMPLES / "rooms_server.py", tmp_path)
    return path


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line]


def test_the_blocks_are_the_example(mine: Path) -> None:
    assert lines(mine) == lines(EXAMPLES / "rooms.py")


def test_following_it_leads_to_a_green_run_and_a_red_one(mine: Path, tmp_path: Path) -> None:
    tried = ran("lockstep", "target", "check", str(mine))
    assert tried.returncode == 0, tried.stdout + tried.stderr
    ask = ("-D", f"target={mine}", "-D", "budgets=report")
    green = ran("behave", f"{MESSAGES}:13", f"{MESSAGES}:19", *ask, "-D", f"reports={tmp_path / 'green'}")
    assert green.returncode == 0, green.stdout + green.stderr
    red = ran("behave", f"{MESSAGES}:13", *ask, "-D", "plant=drop", "-D", f"reports={tmp_path / 'red'}")
    assert red.returncode == 1, red.stdout + red.stderr
    assert "P1 no loss" in red.stdout
