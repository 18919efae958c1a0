"""The table of growth: a line for each shape, and the exit code says whether all stayed below the limits."""

import pytest

from evidence.growth.__main__ import line, main
from evidence.growth.measurement import Cost


def test_a_small_history_stays_below_the_limits(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--rows", "400", "--shape", "one channel", "--shape", "rights", "--seconds", "60"]
    assert main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [one.split("|")[1].strip() for one in lines[2:]] == ["one channel", "rights"]


def test_a_shape_is_measured_broken_in_the_ways_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--rows", "200", "--shape", "rights", "--broken", "not", "--broken", "lost", "--seconds", "60"]
    assert main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [one.split("|")[1].strip() for one in lines[2:]] == ["rights", "rights, lost"]


def test_a_history_above_a_limit_is_told_by_the_exit_code() -> None:
    assert main(["--rows", "400", "--shape", "rights", "--megabytes", "1"]) == 1


def test_a_line_tells_how_the_slowest_parts_grew() -> None:
    half = Cost(10, {"read": 1.0, "P1": 1.0}, 5, ())
    whole = Cost(20, {"read": 2.0, "P1": 4.0}, 9, ())
    assert line("one", half, whole) == "| one | 20 | 6.00 | 3.0 | P1 4.00 (x4.0), read 2.00 (x2.0) | 9 |"
    assert "more than the limit" in line("one", half, None)
