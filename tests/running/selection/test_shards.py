import pytest
from lockstep.running.selection.scenario_id import make_id
from lockstep.running.selection.shards import is_in

IDS = [make_id("features/a.feature", "", f"number {number}", {}) for number in range(60)]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_all_shards_together_are_everything_exactly_once(count: int) -> None:
    shards = [[one for one in IDS if is_in(one, f"{number}/{count}")] for number in range(1, count + 1)]
    assert sorted(one for shard in shards for one in shard) == sorted(IDS)
    assert all(shards)


def test_without_a_shard_everything_is_in() -> None:
    assert all(is_in(one, "") for one in IDS)


def test_a_scenario_stays_where_it_is() -> None:
    assert [is_in("00000000000a", f"{number}/4") for number in (1, 2, 3, 4)] == [False, False, True, False]
