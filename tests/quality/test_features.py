"""The features: every step is defined, and they speak of people and promises, not of the transport."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lockstep.running.selection.stages import STAGES

from tests.quality.tree import FEATURES, ROOT, name

TRANSPORT = re.compile(
    r"https?://|wss?://|/api/|\b(?:status|code) \d{3}|[\"']\{|\b(?:JSON|HTTP|URL|REST|payload|endpoint)\b",
    re.IGNORECASE,
)
SYNONYMS = re.compile(r"\b(?:tenants?|organi[sz]ations?|users?|clients?|subscribers?|actors?)\b", re.IGNORECASE)
MAY_SPEAK_OF_TRANSPORT = ("management", "security")
SPEC = [path for path in sorted(FEATURES.rglob("*.feature")) if path.parent.name not in MAY_SPEAK_OF_TRANSPORT]


def spoken(path: Path) -> list[tuple[int, str]]:
    """The lines of a feature that are Gherkin: no comments, no tags."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, line) for number, line in lines if not line.strip().startswith(("#", "@"))]


def found(words: re.Pattern[str]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in SPEC
        for number, line in spoken(path)
        if words.search(line)
    ]


def test_there_are_features() -> None:
    assert {path.parent.name for path in SPEC} >= {"connection", "sync"}


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_scenarios(stage: str) -> None:
    wanted = set(re.findall(r"@\w+", STAGES[stage]))
    carried = {tag for path in FEATURES.rglob("*.feature") for tag in path.read_text(encoding="utf-8").split()}
    assert not wanted or wanted & carried


def test_no_feature_speaks_of_the_transport() -> None:
    assert found(TRANSPORT) == []


def test_no_feature_uses_another_word_for_person_company_or_session() -> None:
    assert found(SYNONYMS) == []


@pytest.mark.parametrize(
    "line",
    ['Then the answer is {"a": 1}', "When Ana posts to /api/v1", "Then she gets status 404", "Then the payload is x"],
)
def test_a_word_of_the_transport_would_be_noticed(line: str) -> None:
    assert TRANSPORT.search(line.replace("{", '"{'))


def dry_run(folder: Path, reports: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "behave",
        "--dry-run",
        "--format=null",
        "--no-summary",
        "-D",
        f"reports={reports}",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=500)


def test_every_step_is_defined(tmp_path: Path) -> None:
    done = dry_run(ROOT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_step_that_is_not_defined_would_be_noticed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "features").mkdir()
    for part in ("environment.py", "steps"):
        (tmp_path / "features" / part).symlink_to(FEATURES / part)
    feature = tmp_path / "features" / "a.feature"
    feature.write_text("Feature: a\n\n  Scenario: b\n    Given nobody ever wrote this step\n", encoding="utf-8")
    done = dry_run(tmp_path, tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "nobody ever wrote this step" in done.stdout
