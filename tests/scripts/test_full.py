"""The long form: a plant that is not caught by what it states is amiss, and the page says so."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from support.relay.plants.registry import PLANTS
from tests.scripts.loading import script

PLANT = "drop"


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = script("full")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PARTS", tmp_path / "reports" / "full")
    return module


def told(full: ModuleType, monkeypatch: pytest.MonkeyPatch, amiss: str, *violated: str, stopped: str = "") -> str:
    """What is said of a run with a plant that ended so and violated these."""

    def acceptance(name: str, *arguments: str, expected: int = 0) -> object:
        folder = full.PARTS / full.slug(name)
        folder.mkdir(parents=True)
        properties = [{"property": one, "outcome": "violated"} for one in violated]
        properties.append({"property": "P13", "outcome": "holds"})
        (folder / "summary.json").write_text(
            json.dumps({"properties": properties, "stopped": stopped}), encoding="utf-8"
        )
        assert expected == 1
        return full.Part(name, 1.0, "", amiss)

    monkeypatch.setattr(full, "acceptance", acceptance)
    return full.planted(PLANT).amiss


def test_a_plant_caught_by_what_it_states_is_as_expected(full: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(full, monkeypatch, "", PLANTS[PLANT].breaks, *PLANTS[PLANT].may_fall) == ""


def test_a_plant_caught_by_something_else_is_amiss(full: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(full, monkeypatch, "", "P13") == "P1 was not violated; P13 fell, which it should not break"


def test_a_run_that_was_stopped_is_amiss(full: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(full, monkeypatch, "", "P1", stopped="the backend died") == "the backend died"


def test_a_plant_that_is_not_caught_is_amiss(full: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(full, monkeypatch, "exit code 0, expected 1") == "exit code 0, expected 1"


def test_an_exit_code_that_is_not_expected_is_amiss(full: ModuleType) -> None:
    code = "import sys; print('one'); print('two'); sys.exit(3)"
    part = full.run("a part, of two", sys.executable, "-c", code)
    assert (part.amiss, part.last_line) == ("exit code 3, expected 0", "two")
    assert (full.PARTS / "a-part-of-two.txt").read_text(encoding="utf-8") == "one\ntwo\n"
    assert full.run("again", sys.executable, "-c", code, expected=3).amiss == ""


def test_a_part_sees_the_variables_it_is_given(full: ModuleType) -> None:
    code = "import os; print(os.environ['API_BASE_URL'])"
    assert full.run("x", sys.executable, "-c", code, environ={"API_BASE_URL": "http://a"}).last_line == "http://a"


def test_the_page_counts_what_came_out_as_expected(full: ModuleType) -> None:
    page = full.page([full.Part("lint", 2.4, "fine", ""), full.Part("tests", 3.0, "no", "exit code 1, expected 0")])
    assert "1 of 2 parts came out as expected." in page
    assert "| lint | as expected | 2 | fine |" in page
    assert "| tests | exit code 1, expected 0 | 3 | no |" in page


def test_one_part_amiss_makes_it_end_with_1(full: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    page = full.ROOT / "full.md"
    monkeypatch.setattr(full, "PAGE", page)
    for amiss, code in (("", 0), ("exit code 1, expected 0", 1)):
        monkeypatch.setattr(full, "run_all", lambda amiss=amiss: iter([full.Part("lint", 1.0, "", amiss)]))
        assert full.main() == code
        assert "| lint |" in page.read_text(encoding="utf-8")
