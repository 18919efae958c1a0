"""Every word of a feature stands for a fault that there is."""

from lockstep.relay.faults.registry import make_fault
from lockstep.running.definitions.fault_phrases import BREAKDOWNS, NETWORK
from lockstep.targets.backend_faults import BACKEND_FAULTS


def test_every_trouble_is_a_fault_with_these_options() -> None:
    for name, options in NETWORK.values():
        assert make_fault(name, {"who": "Ben", "on": "socket", **options}).name == name


def test_every_breakdown_is_a_fault_of_a_backend() -> None:
    assert set(BREAKDOWNS.values()) == set(BACKEND_FAULTS)
