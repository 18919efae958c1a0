"""Generates the page of needs (docs/needs.md) from the table and the features, so that all always agree."""

import sys
from collections import Counter
from collections.abc import Sequence

from lockstep.running.selection.reach import suite_needs
from lockstep.targets.needs import TABLE, Need


def markdown() -> str:
    """The table: each need with what it calls for, and the number of scenarios that need it."""
    return table(suite_needs())


def table(scenarios: Sequence[Sequence[str]]) -> str:
    """The table for these scenarios, each given by its needs."""
    counts = Counter(need for needs in scenarios for need in set(needs))
    head = ("need", "the backend", "operations", "reads", "adapter", "scenarios")
    lines = [head, tuple("---" for _ in head), *(_row(need, counts[need.name]) for need in TABLE)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(need: Need, count: int) -> tuple[str, ...]:
    members = list(need.members)
    if need.by_suite:
        members = ["the suite decides"]
    return (
        f"`{need.name}`" + (" (declared)" if need.declared else ""),
        need.what,
        _code(need.operations),
        _code(need.reads),
        ", ".join(members) if need.by_suite else _code(members),
        str(count),
    )


def _code(parts: Sequence[str]) -> str:
    return ", ".join(f"`{part}`" for part in parts)


if __name__ == "__main__":
    sys.stdout.write(markdown())
