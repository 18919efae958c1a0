"""Every plant says what it breaks, what may fall with it and who makes this mistake."""

import re

import pytest
from lockstep.relay.plants.registry import PLANTS

STATED = {
    "drop": ("P1", ("P8", "P14", "P16", "P17", "P18")),
    "duplicate": ("P2", ("P7", "P16")),
    "swap": ("P7", ("P8", "P9", "P10", "P11", "P16")),
    "delay": ("P1", ("P14", "P24")),
    "alter": ("P12", ("P17", "P18")),
    "renumber": ("P8", ("P7", "P10", "P16", "P17")),
    "unnumber": ("P13", ("P8", "P16")),
    "phantom": ("P3", ("P10", "P14", "P17")),
    "leak": ("P19", ("P3",)),
    "early": ("P4", ("P6",)),
    "stall": ("P1", ("P14", "P17", "P18")),
    "skip-one": ("P1", ("P8", "P14", "P16", "P17", "P18")),
    "swallow-write": ("P1", ("P6", "P14")),
    "lose-on-reconnect": ("P1", ("P8", "P14", "P16", "P17", "P18")),
    "double-on-reconnect": ("P2", ("P7", "P16")),
    "flap": ("P7", ("P8", "P10", "P16", "P17")),
    "shift": ("P10", ("P7", "P8", "P16", "P17")),
}


def test_the_plants_are_there_under_their_names() -> None:
    assert [plant.name for plant in PLANTS.values()] == list(PLANTS) == list(STATED)


@pytest.mark.parametrize(("name", "breaks", "may_fall"), [(name, *stated) for name, stated in STATED.items()])
def test_a_plant_states_the_property_it_must_break(name: str, breaks: str, may_fall: tuple[str, ...]) -> None:
    plant = PLANTS[name]
    assert (plant.breaks, plant.may_fall) == (breaks, may_fall)
    module = __import__(plant.__module__, fromlist=["__doc__"])
    assert re.search(rf"Breaks {breaks} ", module.__doc__ or "")
    assert all(other in (module.__doc__ or "") for other in may_fall)
    assert len(plant.made_by) > 40
