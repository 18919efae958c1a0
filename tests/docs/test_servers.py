"""The page about real servers and tools: each row says by what it is shown, and that is there."""

import re

import pytest

from tests.quality.tree import ROOT

PAGE = (ROOT / "docs/servers.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| what it does"))
]
SHOWN = re.compile(r"\]\((\.\./[^)]+)\)")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_row_says_by_what_it_is_shown(row: list[str]) -> None:
    assert len(row) == 4
    assert all(row)
    shown = SHOWN.findall(row[3])
    assert shown or row[3] == "not tested" or row[3].startswith("each run on")
    for path in shown:
        assert (ROOT / "docs" / path).resolve().is_file()


def test_findings_about_servers_are_on_the_page() -> None:
    linked = {path.rpartition("/")[2] for row in ROWS for path in SHOWN.findall(row[3]) if "findings" in path}
    assert linked == {path.name for path in (ROOT / "findings").glob("*.sh") if not path.name.startswith("behave-")}


def test_more_is_shown_than_only_told() -> None:
    assert len([row for row in ROWS if row[3] != "not tested"]) > len(ROWS) / 2
