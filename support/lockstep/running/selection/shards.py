"""Shards: the parts of a run that a pipeline runs on separate machines, `-D shard=2/3`.

A scenario's id alone determines its shard, so that all shards together contain every scenario exactly once,
regardless of order, machine or other scenarios, and a scenario keeps its shard when others are added or removed.
"""


def is_in(scenario_id: str, shard: str) -> bool:
    """Whether the scenario belongs to shard "i/n"; an empty text means the whole run."""
    if not shard:
        return True
    number, count = map(int, shard.split("/"))
    return int(scenario_id, 16) % count == number - 1
