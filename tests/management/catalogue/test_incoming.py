"""What is sent: names that are too long or not printable, limits that are too high, and one reading too many."""

import threading
from pathlib import Path

import pytest
from lockstep.management.answers import RefusedError
from lockstep.management.catalogue import incoming
from lockstep.management.catalogue.incoming import Sent, understood
from lockstep.running.definitions.feature_reader import read_here
from lockstep.running.selection.feature_index import Reading, ReadingError
from pydantic import ValidationError

from tests.management.project import GOOD, make_project


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(root: Path, *, steps: bool, limit_s: float) -> Reading:
        return read_here(root, steps=False)

    monkeypatch.setattr(incoming, "read", read)


def refused(project: Path, sent: Sent) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        understood(sent, project, "c1")
    return error.value


@pytest.mark.parametrize(
    ("gherkin", "reason"),
    [
        (GOOD.replace("Eve is heard", "E" * 201), "the scenario's name may have 200 printable characters at most"),
        (GOOD.replace("added ones", "a\u200bb"), "the feature's name may have 200 printable characters at most"),
        (GOOD.replace("Eve is heard", ""), "the scenario has no name"),
        ("@timeout.301\n" + GOOD, "a time limit may be 300 s at most"),
    ],
)
def test_names_and_limits_are_bounded(tmp_path: Path, gherkin: str, reason: str) -> None:
    assert reason in refused(make_project(tmp_path), Sent(gherkin=gherkin, category="a")).message


def test_a_name_in_the_field_is_that_of_the_gherkin(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    assert understood(Sent(gherkin=GOOD, category="a", name="Eve is heard"), project, "c1").title == "Eve is heard"
    assert "field name" in refused(project, Sent(gherkin=GOOD, category="a", name="Other")).message


def test_an_outline_with_one_row_is_one_scenario(tmp_path: Path) -> None:
    row = "Feature: a\n\n  Scenario Outline: <x> comes\n    Given <x> is there\n\n    Examples:\n      | x |\n"
    row += "      | Eve |\n"
    project = make_project(tmp_path)
    assert understood(Sent(gherkin=row, category="a"), project, "c1").title == "Eve comes"
    assert "there are 2 scenarios" in refused(project, Sent(gherkin=f"{row}      | Ida |\n", category="a")).message


def test_lines_of_other_systems_are_lines(tmp_path: Path) -> None:
    sent = Sent(gherkin=GOOD.replace("\n", "\r\n"), category="a")
    assert sent.gherkin == GOOD
    with pytest.raises(ValidationError):
        Sent(gherkin=GOOD + "\u2028", category="a")


def test_a_reading_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(root: Path, *, steps: bool, limit_s: float) -> Reading:
        raise ReadingError("reading the features took longer than 1 s")

    monkeypatch.setattr(incoming, "read", fails)
    error = refused(make_project(tmp_path), Sent(gherkin=GOOD, category="a"))
    assert (error.status, "longer than 1 s" in error.message) == (400, True)


def test_only_so_many_are_read_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "_reading", threading.BoundedSemaphore(1))
    monkeypatch.setattr(incoming, "LIMIT_S", 0.01)
    project = make_project(tmp_path)
    with incoming._reading:
        assert refused(project, Sent(gherkin=GOOD, category="a")).status == 429
    assert understood(Sent(gherkin=GOOD, category="a"), project, "c1").title == "Eve is heard"
