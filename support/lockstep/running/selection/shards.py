"""Shards: the parts of a run that a pipeline runs on machines of their own, `-D shard=2/3`.

A scenario's id alone says which shard it is in, so that all shards together are everything exactly once, whatever the
order, the machine or the other scenarios, and a scenario stays where it is when others come and go.
"""


def is_in(scenario_id: str, shard: str) -> bool:
    """Whether the scenario belongs to shard "i/n"; an empty text is the whole."""
    if not shard:
        return True
    number, count = map(int, shard.split("/"))
    return int(scenario_id, 16) % count == number - 1
