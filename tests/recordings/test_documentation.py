"""The examples of docs/python.md run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

from tests.quality.tree import ROOT
from tests.recordings.commands import pytest_in

EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


def test_the_script_prints_a_verdict_for_each_property(tmp_path: Path) -> None:
    (script,) = [example for example in EXAMPLES if "def test_" not in example]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^P1 no loss holds [1-9]", done.stdout, re.MULTILINE)


def test_the_pytest_example_passes(tmp_path: Path) -> None:
    (example,) = [example for example in EXAMPLES if "def test_" in example]
    done = pytest_in(tmp_path, example)
    assert done.returncode == 0, done.stdout
    assert list((tmp_path / "reports" / "history").glob("test-a-message-reaches-the-others-*.jsonl"))
