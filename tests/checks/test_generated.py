"""Histories played by chance: a healthy one never alarms, and one planted fault always does, by its own property."""

from collections import Counter
from collections.abc import Callable
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lockstep.checks.judge import judge
from lockstep.history.digest import digest
from lockstep.history.rows import AnyRow, Invoke, Ok, Promises, Recv

from tests.checks.builder import BARE, NUMBERED, Post
from tests.checks.office import OUTSIDER, Office

VERSIONED = Promises(versions=True, cause=True, order="channel", across_kinds=True)
PROMISES = {"numbered": NUMBERED, "versioned": VERSIONED, "bare": BARE}

chance = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
randoms = st.randoms(use_true_random=False)
lengths = st.integers(10, 70)

Rows = list[AnyRow]
Owed = list[tuple[Recv, Post]]


def played(promises: Promises, random: Random, steps: int) -> tuple[Rows, Owed]:
    """A healthy history, and the deliveries that had to happen and that nothing but their count could hide."""
    office = Office(promises, random.choice, random.choice)
    office.play(steps)
    office.meet()
    rows = office.finish().rows
    said = Counter(
        (row.person, row.channel, row.sent) for row in rows if isinstance(row, Invoke) and row.attempt == 1
    )
    owed = [(recv, post) for recv, post in office.owed() if said[post.person, post.channel, post.sent] == 1]
    return rows, owed if promises is BARE else office.owed()


def outcomes(rows: Rows) -> dict[str, str]:
    """Verdicts that are neither holds nor not applicable, on the rows counted anew."""
    counted = [msgspec.structs.replace(row, i=number) for number, row in enumerate(rows)]
    return {v.property: v.outcome for v in judge(counted) if v.outcome in {"violated", "unknown"}}


@pytest.mark.parametrize("promises", PROMISES.values(), ids=PROMISES.keys())
@given(random=randoms, steps=lengths)
@chance
def test_a_healthy_history_never_alarms(promises: Promises, random: Random, steps: int) -> None:
    rows, _ = played(promises, random, steps)
    assert outcomes(rows) == {}


# faults: each changes a healthy history and names the properties of which at least the first must alarm


def drop(rows: Rows, owed: Owed, random: Random) -> Rows:
    recv, _ = random.choice(owed)
    return [row for row in rows if row is not recv]


def duplicate(rows: Rows, owed: Owed, random: Random) -> Rows:
    recv, _ = random.choice(owed)
    at = rows.index(recv) + 1
    return [*rows[:at], msgspec.structs.replace(recv, t=recv.t + 1, n=recv.n), *rows[at:]]


def swap(rows: Rows, owed: Owed, random: Random) -> Rows:
    """Hold one event back until another of its channel, written after it was acknowledged, has passed."""
    answered = {row.w: row.t for row in rows if isinstance(row, Ok)}
    invoked = {row.w: row.t for row in rows if isinstance(row, Invoke)}
    held, passes = random.choice(
        [
            (one, other)
            for one, first in owed
            for other, second in owed
            if (one.session, one.channel) == (other.session, other.channel) and answered[first.w] < invoked[second.w]
        ]
    )
    kept = [row for row in rows if row is not held]
    at = kept.index(passes) + 1
    return [*kept[:at], msgspec.structs.replace(held, t=passes.t + 1, n=passes.n), *kept[at:]]


def alter(rows: Rows, owed: Owed, random: Random) -> Rows:
    recv, _ = random.choice(owed)
    payload = {**recv.payload, "content": "altered"}
    altered = msgspec.structs.replace(
        recv, payload=payload, digest=digest(payload), sent=digest({"content": "altered"})
    )
    return [altered if row is recv else row for row in rows]


def leak(rows: Rows, owed: Owed, random: Random) -> Rows:
    recv, _ = random.choice(owed)
    at = rows.index(recv) + 1
    where = {"person": OUTSIDER, "session": f"{OUTSIDER}/laptop", "conn": f"{OUTSIDER}/laptop#1"}
    return [*rows[:at], msgspec.structs.replace(recv, t=recv.t + 1, n=1, **where), *rows[at:]]


Plant = Callable[[Rows, Owed, Random], Rows]

PLANTS: list[tuple[str, Plant, str, frozenset[str]]] = [
    ("numbered", drop, "P1", frozenset({"P8", "P18"})),
    ("numbered", duplicate, "P2", frozenset()),
    ("numbered", swap, "P7", frozenset({"P8", "P9", "P10", "P11"})),
    ("numbered", alter, "P12", frozenset({"P18"})),
    ("numbered", leak, "P19", frozenset()),
    ("versioned", drop, "P1", frozenset({"P18"})),
    ("versioned", duplicate, "P2", frozenset()),
    ("versioned", swap, "P7", frozenset({"P9", "P10", "P11"})),
    ("versioned", alter, "P12", frozenset({"P18"})),
    ("versioned", leak, "P19", frozenset()),
    ("bare", drop, "P1", frozenset()),
    ("bare", duplicate, "P2", frozenset()),
    ("bare", swap, "P7", frozenset({"P9", "P10", "P11"})),
    ("bare", alter, "P1", frozenset({"P3"})),  # without ids an altered event is another event
    ("bare", leak, "P19", frozenset()),
]


@pytest.mark.parametrize("fault", PLANTS, ids=[f"{where}-{plant.__name__}" for where, plant, _, _ in PLANTS])
@given(random=randoms, steps=lengths)
@chance
def test_one_fault_alarms_with_its_property(
    fault: tuple[str, Plant, str, frozenset[str]], random: Random, steps: int
) -> None:
    promises, plant, named, beside = fault
    rows, owed = played(PROMISES[promises], random, steps)
    found = outcomes(plant(rows, owed, random))
    assert found.get(named) == "violated"
    assert found.keys() <= {named} | beside
