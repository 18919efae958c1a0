"""Whatever is sent to the service, it answers as its documentation says."""

from pathlib import Path

import pytest

from evidence.fuzz.documentation.__main__ import fuzz

FEW = ["--phases", "fuzzing", "--max-examples", "1", "--seed", "7"]


@pytest.mark.timeout(600)
def test_whatever_is_sent_the_answer_is_as_documented(tmp_path: Path) -> None:
    done = fuzz(tmp_path, FEW)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
