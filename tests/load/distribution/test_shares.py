"""Two generators for one plan: their run is the sum of theirs, and what goes wrong in one is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lockstep.load.columnar.columns import load
from lockstep.load.distribution.run import run
from lockstep.load.distribution.shares import Progress, shares, together
from lockstep.load.engine.generator import Second
from lockstep.load.plan import PlanError
from lockstep.load.results.result import LoadError

from tests.load.shared import ROOMS, backend, is_the_sum_of_its_parts


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with backend(tmp_path_factory.mktemp("backend") / "backend.log") as made:
        yield made


def test_two_workers_do_what_one_would_and_nothing_of_it_is_rounded(plan: Any, tmp_path: Path) -> None:
    asked, lines = plan(), list[str]()
    result = run(asked, tmp_path, workers=2, tell=lines.append)
    is_the_sum_of_its_parts(result, asked, tmp_path)
    assert "on 2 workers" in lines[0]
    parts = [load(tmp_path / f"share-{number}" / "load.npz") for number in (1, 2)]
    rooms = [{part.texts[place] for place in part.w_channel[part.w_sent >= 0]} for part in parts]
    assert [len(its) for its in rooms] == [1, 1]
    assert rooms[0] != rooms[1]
    starts = {(tmp_path / f"share-{number}" / "load.json").read_bytes().partition(b",")[0] for number in (1, 2)}
    assert len(starts) == 1  # they have one clock, so they begin at one time
    assert not list(tmp_path.rglob("plan.json"))  # it holds tokens


def test_more_workers_than_rooms_are_not_started_and_one_is_an_ordinary_run(plan: Any, tmp_path: Path) -> None:
    assert [one.share for one in shares(plan(), 9)] == [(0, ROOMS), (1, ROOMS)]
    result = run(plan(rooms=plan().rooms[:1]), tmp_path, workers=2)
    assert result.deliveries_received == result.deliveries_owed > 0
    assert not list(tmp_path.glob("share-*"))


def test_a_generator_that_cannot_do_its_share_ends_the_run(plan: Any, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"a load generator ended with 2: .*dance cannot be loaded"):
        run(plan(mix={"dance": 1.0}), tmp_path, workers=2)


def test_a_closed_model_is_not_shared(plan: Any) -> None:
    with pytest.raises(PlanError, match="closed model"):
        shares(plan(think_s=1.0), 2)


def test_a_line_of_progress_is_the_sum_once_everybody_has_told_his(plan: Any) -> None:
    one = Second(1.01, 10, 9, 40, 1, 0.5, 0.2, 1_000, 30)
    other = msgspec.structs.replace(one, at_s=1.02, sent=5, failed=0, lag_ms=0.1)
    whole = together([one, other])
    assert (whole.at_s, whole.sent, whole.received, whole.failed, whole.lag_ms, whole.rss) == (
        1.02,
        15,
        80,
        1,
        0.5,
        2_000,
    )
    lines = list[str]()
    progress = Progress(plan(), 2, lines.append)
    progress.add(0, one)
    progress.add(0, one)
    assert lines == []
    progress.add(1, other)
    assert lines == ["load: 1 of 1 s on 2 workers, 15 sent, 18 answered, 80 received, 1 failed"]
    progress.add(0, None)
    assert progress.running == 1
