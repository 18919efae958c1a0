"""The table, and its place in the page."""

from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import page
from benchmarks.measure import Row
from benchmarks.suite import Cost


def report() -> benchmarks.Report:
    rows = [Row("W3", "tool", 0.4, 2.0, 0.25, None, 5, 0.3, 0.5, 2, None)]
    return benchmarks.Report("x86_64", 2, (0.1, 1.5), 5, 1.0, rows, Cost(500, 12.5, 0.31, 5), ["k6 is not here"])


def test_the_table_has_every_figure_and_says_what_was_left_out() -> None:
    told = page.table(report())
    assert "load average 0.1 before, 1.5 after" in told
    assert "| W3 | tool | 0.400 | 0.300–0.500 | 2.00 | +0.25 | – | 2 | – |" in told
    assert "12.5 ms of CPU a scenario, 0.31 ms a step, 0.5 s for a run" in told
    assert told.endswith("Left out: k6 is not here")


def test_the_table_is_put_between_its_marks_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        page.put(path, "new")
    assert path.read_text(encoding="utf-8") == f"before\n{page.BEGIN}\nnew\n{page.END}\nafter\n"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        page.put(path, "new")


def test_the_projects_page_has_a_place_for_it() -> None:
    text = (benchmarks.ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert text.index(page.BEGIN) < text.index(page.END)


def test_an_unknown_work_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        benchmarks.main(["W9"])
    assert ended.value.code == 2
    assert "no such work: W9" in capsys.readouterr().err
