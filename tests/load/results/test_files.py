"""The files of a load run: what is needed to repeat it, and no token."""

import csv
from pathlib import Path

import msgspec
from lockstep.load.plan import Plan, Room, Shape
from lockstep.load.results import files
from lockstep.load.results.result import PerSecond
from lockstep.targets.load_profile import Caller

from tests.load.results.test_result import result

PLAN = Plan(
    load_profile="a:B", api="http://127.0.0.1:1", ws="ws://127.0.0.1:1", run="r", seed=7,
    users=(Caller("User 1", "user:1", "a secret"),), rooms=(Room("chatroom:1", (0,), (0,)),),
    shapes=(Shape(seconds=2, rate=5),),
)  # fmt: skip


def test_a_run_can_be_repeated_from_its_files(tmp_path: Path) -> None:
    series = [PerSecond(0, 5, 5, 0, 20, None, 3.5, 0.1), PerSecond(1, 5, 4, 1, 16, None, None, 0.1)]
    written = files.write(result([1.0] * 2_000, series=series), PLAN, tmp_path)
    assert [path.name for path in written] == ["result.json", "plan.json", "seconds.csv"]
    told, asked, seconds = (path.read_text(encoding="utf-8") for path in written)
    again = msgspec.json.decode(asked, type=Plan)
    assert (again.seed, again.shapes, again.rooms) == (PLAN.seed, PLAN.shapes, PLAN.rooms)
    assert "a secret" not in asked + told
    assert msgspec.json.decode(told)["spreads"]["delivery"]["samples"] == 2_000
    rows = list(csv.DictReader(seconds.splitlines()))
    assert [(row["second"], row["failed"], row["delivery_p99_ms"]) for row in rows] == [
        ("0", "0", "3.5"),
        ("1", "1", ""),
    ]


def test_only_what_was_written_is_removed(tmp_path: Path) -> None:
    for name, file in (("one", "result.json"), ("two", "mine.txt")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).touch()
    (tmp_path / "two" / "load.npz").touch()
    files.clear(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["two", "two/mine.txt"]


def test_nothing_to_remove_is_no_error(tmp_path: Path) -> None:
    files.clear(tmp_path / "none")
