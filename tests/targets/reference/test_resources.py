"""The reference backend's resources name operations and events that the adapter has."""

import pytest
from lockstep.targets.reference.effects import OPERATIONS
from lockstep.targets.reference.operations import READS, WRITES
from lockstep.targets.reference.resources import RESOURCES
from lockstep.targets.reference.schemas import EVENTS
from lockstep.targets.resources import Resource, Verb


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_every_operation_and_event_is_one_of_the_adapters(resource: Resource) -> None:
    for verb in Verb:
        if resource.operation(verb) is not None:
            reads = verb in {Verb.READ, Verb.LIST}
            assert resource.named(verb) in (READS if reads else WRITES.keys() & OPERATIONS.keys())
    assert resource.events.keys() <= set(EVENTS)
