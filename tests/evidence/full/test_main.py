"""The selection of parts, the page, the last line and the exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.full.__main__ import main, page, selected, worst
from evidence.full.parts import BURNS, NOT_HERE, PARTS, Done, Parts

LINE = "acceptance: 3 passed, 0 failed, 0 skipped"


def replace(monkeypatch: pytest.MonkeyPatch, name: str, *done: Done) -> None:
    def part(parts: Parts) -> Iterator[Done]:
        del parts
        yield from done

    monkeypatch.setitem(PARTS, name, part)


def test_parts_are_chosen_by_name_and_keep_their_order() -> None:
    assert selected([]) == (list(PARTS), BURNS)
    assert selected(["targets", "burning=3", "main"]) == (["main", "burning", "targets"], 3)
    assert selected(["burning"]) == (["burning"], 20)


@pytest.mark.parametrize("argument", ["flood", "main=2", "burning=", "burning=0", "burning=some", "--help"])
def test_what_cannot_be_chosen_is_told(argument: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([argument], tmp_path) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"scripts/full: {argument}: ")
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("codes", "code"), [([], 0), ([0, 0], 0), ([0, 3], 3), ([3, 2], 2), ([2, 1, 3], 1)])
def test_the_exit_code_is_the_worst(codes: list[int], code: int) -> None:
    assert worst(codes) == code


def test_the_page_has_time_figures_and_verdict() -> None:
    absent = Done("target nchan", 1.0, 0.5, "", 0, NOT_HERE)
    told = page([Done("main", 61.4, 30.6, LINE, 0), Done("late", 2.0, 1.0, "", 1, "exit code 2"), absent], "Here.")
    assert "\nHere.\n" in told
    assert "1 of 3 came out as expected, 1 could not be run here." in told
    assert f"| main | as expected | 61 | 31 | {LINE} |" in told
    assert "| late | exit code 2 | 2 | 1 |  |" in told


def test_the_last_line_is_that_of_the_main_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(monkeypatch, "main", Done("main", 1.0, 1.0, LINE, 0))
    replace(monkeypatch, "late", Done("late", 1.0, 1.0, "other", 3, "exit code 3"))
    assert main(["main", "late"], tmp_path) == 3
    assert capsys.readouterr().out.splitlines()[-1] == LINE
    assert "| late | exit code 3 |" in (tmp_path / "reports" / "full.md").read_text("utf-8")
    told = json.loads((tmp_path / "reports" / "full.json").read_text("utf-8"))
    assert [one["verdict"] for one in told["parts"]] == ["as expected", "exit code 3"]
    assert main(["late"], tmp_path) == 3
    assert capsys.readouterr().out.splitlines()[-1] == "full: 0 of 1 came out as expected"


def test_an_interrupted_run_leaves_what_it_had_come_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(parts: Parts) -> Iterator[Done]:
        del parts
        yield Done("late", 1.0, 1.0, "", 0)
        raise KeyboardInterrupt

    monkeypatch.setitem(PARTS, "late", interrupted)
    assert main(["late", "matrix"], tmp_path) == 130
    told = (tmp_path / "reports" / "full.md").read_text("utf-8")
    assert "Interrupted" in told
    assert "| late | as expected |" in told
