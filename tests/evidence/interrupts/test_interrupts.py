"""Interrupted runs leave nothing, everything can be read, and the account of them would tell when not."""

from pathlib import Path

import pytest

from evidence.interrupts.account import LINE, amiss, table
from evidence.interrupts.plan import PLACES, WAYS, Case, cases
from evidence.interrupts.project import make
from evidence.interrupts.run import Interrupted, interrupted

CHOSEN = (
    Case(1, WAYS[0], PLACES[1], 2, 1, 0.1, None),
    Case(2, WAYS[3], PLACES[3], 1, 1, 0.0, 0.0),
    Case(3, WAYS[5], PLACES[1], 2, 1, 0.1, None),
    Case(4, WAYS[6], PLACES[1], 1, 1, 0.1, None),
)
"""SIGINT with workers, SIGTERM twice at once in a clean-up, SIGKILL with workers, SIGKILL with frozen children."""


def test_every_way_and_place_is_drawn_and_a_seed_decides() -> None:
    drawn = cases(70, 7)
    assert {(one.way.name, one.place.name) for one in drawn} == {(a.name, b.name) for a in WAYS for b in PLACES}
    assert {one.jobs for one in drawn} == {1, 2}
    assert drawn == cases(70, 7) != cases(70, 8)
    assert all(0 <= one.wait_s <= one.place.longest_s and 1 <= one.nth <= one.place.times for one in drawn)
    assert all(one.again_s is None or one.again_s in {0.0, one.again_s} for one in drawn)


@pytest.mark.process
@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: f"{case.way.name}, jobs {case.jobs}")
def test_nothing_is_left_and_all_can_be_read(case: Case, tmp_path: Path) -> None:
    one = interrupted(case, make(tmp_path / "project"), tmp_path)
    assert amiss(one) == []
    assert not one.over
    assert "| all | 1 | 0 |" in table([one])
    assert "nothing is amiss" in table([one])


def made(tmp_path: Path, code: int = 2, output: str = f"{LINE}\n", **more: object) -> Interrupted:
    """A run without reports, which is amiss in itself."""
    values: dict[str, object] = {"processes": [], "files": [], "turns": []} | more
    return Interrupted(CHOSEN[0], code, False, 1.0, output=output, reports=tmp_path, **values)  # type: ignore[arg-type]


def test_what_is_left_is_told(tmp_path: Path) -> None:
    told = amiss(made(tmp_path, processes=["7 sleep (stopped)"], files=["lockstep-a"]))
    assert told == ["left running: 7 sleep (stopped)", "left lying about: lockstep-a", "no summary, exit code 2"]
    assert amiss(made(tmp_path, output="lockstep run: the run was interrupted before it began")) == []
    assert "a traceback in the output" in amiss(made(tmp_path, output="Traceback (most recent call last):"))


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ('{"exit_code": 2, "stopped": "", "scenarios": [], "problems": []}', "nothing says that the run was interr"),
        (
            '{"exit_code": 0, "stopped": "the run was interrupted", "scenarios": [], "problems": []}',
            "but 0 in the su",
        ),
        (
            '{"exit_code": 2, "stopped": "it died", "scenarios": [], "problems": []}',
            "the run stopped because it died",
        ),
        (
            '{"exit_code": 2, "stopped": "x", "problems": [{"message": "x"}], "scenarios": [{"status": "failed"}]}',
            "a scenario failed; 1 before_all, 0 after_all; the run broke: x",
        ),
        ("{", "summary.json cannot be read"),
    ],
)
def test_what_the_reports_say_is_held_against_the_run(tmp_path: Path, summary: str, told: str) -> None:
    (tmp_path / "summary.json").write_text(summary, "utf-8")
    (tmp_path / "lockstep.db").write_text("", "utf-8")
    assert told in "; ".join(amiss(made(tmp_path, turns=["before_all"])))
