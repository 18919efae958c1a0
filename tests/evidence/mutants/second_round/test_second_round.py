"""Each mistake changes the backend and says what it violates and who makes it; the table tells what was found."""

import subprocess
import sys
from pathlib import Path

import pytest
from behave.parser import parse_file

from evidence.mutants.__main__ import NAMES
from evidence.mutants.second_round.__main__ import EVERY, FUNCTIONAL, main, rest, without
from evidence.mutants.second_round.page import page
from evidence.mutants.second_round.registry import FAMILIES, MISTAKES
from evidence.mutants.slipped.registry import SLIPS

_APPLIED = """
import sys
from lockstep.reference.backend import Backend
from lockstep.reference.http.api import application
from lockstep.reference.settings import Settings
from pathlib import Path
from evidence.mutants.second_round.registry import MISTAKES
for mistake in MISTAKES.values():
    mistake.apply()
backend = Backend(Settings(), Path(sys.argv[1]))
application(backend)
backend.close()
"""


def test_each_can_be_made_in_the_backend_as_it_is(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _APPLIED, str(tmp_path / "b.db")], check=True)


def test_there_are_thirty_in_the_order_in_which_they_were_written() -> None:
    assert [one.number for one in MISTAKES.values()] == list(range(1, 31))
    assert not set(MISTAKES) & {*NAMES, *SLIPS}
    assert {one.apply.__module__ for one in MISTAKES.values()} == {family.__name__ for family in FAMILIES.values()}


def test_each_says_what_it_violates_who_makes_it_and_where_it_is_found() -> None:
    files = [file for folder in EVERY for file in sorted(Path(folder).glob("*.feature"))]
    titles = [one.name for file in files for one in parse_file(str(file)).walk_scenarios()]
    for name, one in MISTAKES.items():
        assert one.does.endswith("."), name
        assert one.made_by.startswith("whoever "), name
        assert one.violates, name
        assert all(Path(feature).is_file() for feature in one.features), name
        assert one.now, name
        assert any(one.now in title for title in titles), name


def test_the_rest_are_the_functional_features_that_are_not_near() -> None:
    one = next(iter(MISTAKES.values()))
    files = {str(file) for folder in FUNCTIONAL for file in Path(folder).glob("*.feature")}
    assert {*one.features, *rest(one)} >= files
    assert not set(one.features) & set(rest(one))


def test_what_falls_without_a_mistake_is_no_catch() -> None:
    fell = {"P1": ["a", "b"], "step": ["b"]}
    assert without(fell, {"P24": ["b"]}) == {"P1": ["a"]}
    assert without(fell, {}) == fell


def test_the_table_has_a_row_for_each_and_counts_those_of_the_first_run() -> None:
    name, one = next(iter(MISTAKES.items()))
    text = page({name: {"P14": ["a scenario"]}})
    caught = sum(bool(one.first) for one in MISTAKES.values())
    assert all(f"## {title}" in text for title in FAMILIES)
    assert text.count("\n| ") == len(MISTAKES) + 2 * len(FAMILIES)
    assert f"**{caught} of 30**" in text
    assert f"| {one.number} | {one.does}" in text
    assert "P14 in 'a scenario'" in text


def test_a_name_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
