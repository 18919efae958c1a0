"""Every mutation breaks what it names in some history, and leaves the healthy history as it was."""

import copy
from itertools import count

import pytest

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.mutations import MUTATIONS, mutated
from evidence.oracle.mutations.registry import Draft, other_payload
from evidence.oracle.opinion import RULES, broken
from evidence.oracle.plan import planned


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_it_breaks_what_it_names(name: str) -> None:
    for seed in count():
        healthy = simulate(planned(seed))
        before = copy.deepcopy(healthy)
        changed = mutated(name, healthy, seed)
        assert healthy == before
        if changed is not None and broken(changed) & set(MUTATIONS[name].breaks):
            assert [row.i for row in changed] == list(range(len(changed)))
            return


def test_every_property_with_a_rule_is_named_by_a_mutation() -> None:
    assert {name for name, _ in RULES} <= {name for one in MUTATIONS.values() for name in one.breaks}


def test_a_mutation_is_decided_by_its_seed() -> None:
    rows = simulate(planned(2))
    assert mutated("lost", rows, 2) == mutated("lost", rows, 2)


def test_a_place_lies_before_the_markers_and_the_end_of_the_connection() -> None:
    draft = Draft(simulate(planned(2)), "2")
    assert all(draft.place(5).i < len(draft.rows) for _ in range(20))


def test_another_payload_has_another_digest() -> None:
    changed, digest = other_payload({"id": "message:1", "content": "hello"})
    assert changed == {"id": "message:1", "content": "something else"}
    assert digest != other_payload({"id": "message:2"})[1]
