"""A measured history: every part has its seconds, and the verdicts are those of the judge."""

from pathlib import Path

from lockstep.checks.properties.registry import PROPERTIES

from evidence.growth.measurement import measured, measured_apart, written
from evidence.growth.shapes import SHAPES


def test_each_part_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    rows = SHAPES["lost"](300)
    written(rows, path)
    cost = measured(path)
    assert list(cost.seconds) == ["read", "facts", "pairing", *PROPERTIES]
    assert (cost.rows, "P1" in cost.violated) == (len(rows), True)
    assert cost.megabytes > 1


def test_a_process_of_its_own_measures_the_same(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    written(SHAPES["one channel"](300), path)
    apart = measured_apart(path, 60)
    assert apart is not None
    assert (apart.rows, apart.violated) == (measured(path).rows, ())
