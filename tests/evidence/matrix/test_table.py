"""The matrix says what caught what, what nobody caught, and which scenarios are not missed."""

from typing import Any

import pytest

from evidence.matrix.faults import CONTROL, Fault, faults
from evidence.matrix.pages import data, full_page, short_page
from evidence.matrix.places import Place, places
from evidence.matrix.reasons import REASONS
from evidence.matrix.running import ROOT
from evidence.matrix.situations import SITUATIONS
from evidence.matrix.table import Matrix, Row, matrix
from evidence.mutants.mutant import STEP

FAULTS = (
    Fault(CONTROL, "control", ""),
    Fault("drop", "plant", "P1", ("P8",)),
    Fault("swap", "plant", "P7"),
    Fault("mutes", "mutant", STEP),
)
PLACES = {
    "2": Place("features/a.feature", 2, "one"),
    "6": Place("features/a.feature", 3, "two of <what>"),
    "7": Place("features/a.feature", 3, "two of <what>"),
    "8": Place("features/a.feature", 8, "three"),
}


def scenario(line: int, name: str, *violated: str, status: str = "") -> dict[str, Any]:
    return {
        "id": f"{line}",
        "file": "features/a.feature",
        "line": line,
        "name": name,
        "tags": ["FR-001"],
        "status": status or ("failed" if violated else "passed"),
        "verdicts": [{"property": one, "outcome": "violated"} for one in violated]
        + [{"property": "P2", "outcome": "holds"}],
    }


def summary(**changed: dict[str, Any]) -> dict[str, Any]:
    """Four scenarios that passed, but for those given."""
    usual = {
        "one": scenario(2, "one"),
        "x": scenario(6, "two of x"),
        "y": scenario(7, "two of y"),
        "three": scenario(8, "three"),
    }
    return {"scenarios": list((usual | changed).values())}


@pytest.fixture
def made() -> Matrix:
    """A run with each fault but one: `drop` is caught twice, once in a row of an outline, `swap` by a stranger."""
    drop = summary(one=scenario(2, "one", "P1"), y=scenario(7, "two of y", "P1", "P8"))
    swap = summary(one=scenario(2, "one", "P9"))
    return matrix(PLACES, FAULTS, {CONTROL: [summary()], "drop": [drop], "swap": [swap]})


def titles(rows: list[Row]) -> list[str]:
    return [row.title for row in rows]


def test_rows_of_an_outline_are_one_row(made: Matrix) -> None:
    assert [(row.title, row.size) for row in made.rows] == [("one", 1), ("two of <what>", 2), ("three", 1)]
    assert made.rows[1].fell["drop"] == {"P1", "P8"}
    assert made.requirements() == {"FR-001": 4}


def test_what_is_missing_is_found(made: Matrix) -> None:
    assert made.uncaught() == []
    assert [one.name for one in made.misnamed()] == ["swap"]
    assert [(one.name, names) for one, names in made.strangers()] == [("swap", ["P9"])]
    assert made.missing == ("mutes",)
    assert titles(made.blind()) == ["three"]


def test_own_catches_are_those_no_neighbour_has(made: Matrix) -> None:
    assert [made.own(row) for row in made.rows] == [{"swap"}, set(), set()]
    assert titles(made.covered()) == ["two of <what>"]


def test_what_falls_without_a_fault_is_no_catch() -> None:
    shaken = summary(one=scenario(2, "one", "P1"))
    table = matrix(PLACES, FAULTS, {CONTROL: [shaken], "drop": [shaken]})
    assert titles(table.shaken()) == ["one"]
    assert [one.name for one in table.uncaught()] == ["drop"]


@pytest.mark.parametrize(("status", "cell"), [("failed", {STEP}), ("unknown", {"unknown"}), ("skipped", set())])
def test_what_no_property_tells_is_told_by_the_status(status: str, cell: set[str]) -> None:
    told = summary(one=scenario(2, "one", status=status))
    assert matrix(PLACES, FAULTS, {"mutes": [told]}).rows[0].fell["mutes"] == cell


def test_the_pages_tell_it(made: Matrix) -> None:
    page = short_page(made, {"three": "it is a boundary"}, {"two of <what>": "the second"})
    assert "2 of 2 faults are caught, 1 of them by what they name." in page
    assert "| `drop` | plant | P1 | P1 2, P8 1 | 0 |" in page
    assert "Caught by nobody: none." in page
    assert "Scenarios that catch nothing of what was run:" in page
    assert "* three: it is a boundary\n" in page
    assert "| one | 1 | 2 | `swap` |" in page
    assert "| two of <what> | 2 | 1 | *only:* the second |" in page
    assert "| two of <what> | 2 | 1 | **none, and no reason is known** |" in short_page(made, {}, {})
    assert "* three: no reason is known\n" in short_page(made, {}, {})
    assert "| two of <what> | 2 |  | P1 P8 |  |" in full_page(made, {}, {})
    assert data(made)["misnamed"] == ["swap"]


def test_what_was_skipped_with_a_fault_counts_as_not_run() -> None:
    skipped = summary(three=scenario(8, "three", status="skipped"), x=scenario(6, "two of x", status="skipped"))
    table = matrix(PLACES, FAULTS, {CONTROL: [summary()], "mutes": [skipped]})
    assert titles(table.unrun(FAULTS[-1])) == ["three"]
    assert table.unrun(FAULTS[0]) == []
    assert "| three | 1 |  | not run |" in full_page(table, {}, {})


def test_what_was_not_executed_again_is_as_it_was() -> None:
    newer = {"scenarios": [scenario(2, "one", "P1"), scenario(8, "three", status="skipped")]}
    older = summary(x=scenario(6, "two of x", "P8"), three=scenario(8, "three", "P8"), one=scenario(2, "one", "P9"))
    table = matrix(PLACES, FAULTS, {CONTROL: [summary()], "drop": [newer, older]})
    assert [row.fell["drop"] for row in table.rows] == [{"P1"}, {"P8"}, {"P8"}]
    assert table.unrun(FAULTS[1]) == []


def test_what_is_no_longer_there_is_left_out() -> None:
    gone = {name: place for name, place in PLACES.items() if name != "8"}
    assert titles(matrix(gone, FAULTS, {CONTROL: [summary()]}).rows) == ["one", "two of <what>"]


def test_the_page_names_the_commits() -> None:
    told = {CONTROL: [summary()], "drop": [summary()]}
    one = matrix(PLACES, FAULTS, told, {CONTROL: "abc", "drop": "abc"})
    assert "Run on commit:\n\n* abc\n" in short_page(one, {}, {})
    two = matrix(PLACES, FAULTS, told, {CONTROL: "abc", "drop": "def"})
    assert "* abc: none\n* def: drop\n" in short_page(two, {}, {})


def test_reasons_are_of_scenarios_that_are_there() -> None:
    titles = [place.title for place in set(places(ROOT).values())]
    assert {*REASONS, *SITUATIONS} <= set(titles)
    assert [title for title in {*REASONS, *SITUATIONS} if titles.count(title) > 1] == []


def test_every_fault_names_what_it_breaks() -> None:
    control, *planted = faults()
    assert control.name == CONTROL
    assert all(one.breaks and one.does for one in planted)
    assert len({one.name for one in planted}) == len(planted)
