"""What an encoding cannot hold is shown as its escape."""

import io
import sys
from pathlib import Path

import pytest
from lockstep.reporting.console.encoding import escape_unencodable

from tests.running.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose scenarios have names in several scripts."""
    made = Project(tmp_path)
    made.feature(TEXT)
    return made


TEXT = """
Feature: Ænima — 東京
  Scenario: a café in Łódź → 東京
    When it fails
  Scenario: passes
    When nothing happens
"""


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", b"caf\\xe9 \\u2192"), ("latin-1", b"caf\xe9 \\u2192")])
def test_it_is_escaped(encoding: str, shown: bytes) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    escape_unencodable(stream, io.StringIO())
    stream.write("café →")
    stream.flush()
    assert raw.getvalue() == shown
    assert stream.encoding == encoding


def test_another_way_of_dealing_with_it_stays() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    escape_unencodable(stream)
    assert stream.errors == "replace"


@pytest.mark.process
@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_goes_on(project: Project, encoding: str, jobs: str) -> None:
    command = ("-m", "lockstep", "run", "--jobs", jobs)
    ran = project.run_command(sys.executable, *command, PYTHONIOENCODING=encoding)
    ran.came_to(1, passed=1, failed=1)
    assert "\\u6771\\u4eac" in ran.out
    assert "UnicodeEncodeError" not in ran.out + ran.err + ran.log


@pytest.mark.process
def test_other_commands_go_on(project: Project) -> None:
    found = project.run().summary["scenarios"][0]["id"]
    command = (sys.executable, "-m", "lockstep", "runs")
    listed = project.run_command(*command, "list", PYTHONIOENCODING="latin-1")
    assert (listed.code, listed.err) == (0, "")
    shown = project.run_command(*command, "scenario", found, PYTHONIOENCODING="latin-1")
    assert (shown.code, shown.err) == (0, "")
    refused = project.run_command(*command, "scenario", "東京", PYTHONIOENCODING="latin-1")
    assert refused.code == 2
    assert "\\u6771" in refused.err
    assert "Traceback" not in refused.err
