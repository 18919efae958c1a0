"""Each slip changes the backend and says what it should break and who makes it; the table tells what was found."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from behave.parser import parse_file

from evidence.matrix.table import fallen
from evidence.mutants.__main__ import NAMES
from evidence.mutants.slipped.__main__ import ADDED, main
from evidence.mutants.slipped.page import page
from evidence.mutants.slipped.registry import FAMILIES, SLIPS

_APPLIED = """
import sys
from lockstep.reference.backend import Backend
from lockstep.reference.settings import Settings
from pathlib import Path
from evidence.mutants.slipped.registry import SLIPS
for slip in SLIPS.values():
    slip.apply()
Backend(Settings(), Path(sys.argv[1])).close()
"""


def test_each_can_be_made_in_the_backend_as_it_is(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _APPLIED, str(tmp_path / "b.db")], check=True)


def test_each_says_what_it_should_break_who_makes_it_and_where_it_is_found() -> None:
    titles = [one.name for feature in ADDED for one in parse_file(feature).walk_scenarios()]
    assert not set(SLIPS) & set(NAMES)
    for name, one in SLIPS.items():
        assert re.match(r"step: |P\d", one.expected), name
        assert one.does.endswith("."), name
        assert one.made_by.startswith("whoever "), name
        assert all(Path(feature).is_file() for feature in one.features), name
        assert any(one.now in title for title in titles), name


def test_the_table_has_a_row_for_each_and_counts_those_of_the_first_run() -> None:
    [name] = [one for one in SLIPS if one == "blank_text_over_the_socket"]
    text = page({name: {"step": ["a scenario"]}})
    assert all(f"## {title}" in text for title in FAMILIES)
    assert text.count("\n| ") == len(SLIPS) + 2 * len(FAMILIES)
    assert "step in 'a scenario'" in text


def test_what_fell_is_told_by_property() -> None:
    violated = [{"property": "P4", "outcome": "violated"}]
    scenarios = [
        {"name": "a", "status": "failed", "verdicts": violated},
        {"name": "b", "status": "failed", "verdicts": []},
        {"name": "c", "status": "passed", "verdicts": []},
    ]
    assert fallen({"scenarios": scenarios}) == {"P4": ["a"], "step": ["b"]}


def test_a_name_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
