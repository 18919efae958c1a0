"""The fixture judges: a test that asserts nothing fails when a property is violated; its own failure stands."""

import tomllib
from pathlib import Path

from tests.quality.tree import ROOT
from tests.recordings.commands import pytest_in

MESSAGES = """
import pytest

@pytest.mark.parametrize("count", [4])
def test_messages(lockstep_people, count):
    ana, ben = lockstep_people.enrol("Ana"), lockstep_people.enrol("Ben")
    lockstep_people.open_chatroom("Planning", ana, ben)
    assert ben.connect() and ben.subscribe("Planning")
    for n in range(count):
        ana.perform("post_message", room="Planning", content=str(n))
"""


def test_a_violated_property_fails_a_test_that_asserts_nothing(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, MESSAGES, LOCKSTEP_PLANT="drop:every=2,who=Ben", LOCKSTEP_LOSS_DEADLINE="1000")
    assert done.returncode == 1, done.stdout
    assert "P1 no loss is violated" in done.stdout
    assert "The history is in reports/history/test-messages-4-" in done.stdout
    assert "1 failed" in done.stdout
    assert "error" not in done.stdout.splitlines()[-1]


def test_a_failing_test_is_told_and_not_judged(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "def test_it(lockstep_people):\n    lockstep_people.enrol('Ana')\n    assert 1 == 2\n")
    assert done.returncode == 1, done.stdout
    assert "assert 1 == 2" in done.stdout
    assert "is violated" not in done.stdout
    assert "1 failed" in done.stdout.splitlines()[-1]


def test_the_target_is_chosen_by_option_and_by_ini(tmp_path: Path) -> None:
    test = "def test_it(lockstep_people):\n    pass\n"
    for chosen in (("--lockstep-target", "nowhere"), ("-o", "lockstep_target=nowhere")):
        done = pytest_in(tmp_path, test, *chosen)
        assert done.returncode == 1, done.stdout
        assert "unknown target 'nowhere'; the targets are: reference" in done.stdout
        assert "Traceback" not in done.stdout


def test_a_test_without_the_fixture_imports_nothing_of_the_suite(tmp_path: Path) -> None:
    test = (
        "import sys\n\ndef test_it():\n    loaded = {name for name in sys.modules if name.startswith('lockstep')}\n"
        "    assert loaded == {'lockstep', 'lockstep.recordings', 'lockstep.recordings.pytest_plugin'}\n"
    )
    done = pytest_in(tmp_path, test)
    assert done.returncode == 0, done.stdout


def test_the_plugin_is_an_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"lockstep": "lockstep.recordings.pytest_plugin"}
