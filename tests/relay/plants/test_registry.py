"""Every plant says what it breaks, what may fall with it and who makes this mistake."""

import re

import pytest

from support.relay.plants.registry import PLANTS


def test_the_five_plants_are_there_under_their_names() -> None:
    assert {name: plant.name for name, plant in PLANTS.items()} == {
        name: name for name in ("drop", "duplicate", "swap", "alter", "leak")
    }


@pytest.mark.parametrize(
    ("name", "breaks", "may_fall"),
    [
        ("drop", "P1", ("P8",)),
        ("duplicate", "P2", ("P7",)),
        ("swap", "P7", ("P8", "P9")),
        ("alter", "P12", ()),
        ("leak", "P19", ("P3",)),
    ],
)
def test_a_plant_states_the_property_it_must_break(name: str, breaks: str, may_fall: tuple[str, ...]) -> None:
    plant = PLANTS[name]
    assert (plant.breaks, plant.may_fall) == (breaks, may_fall)
    module = __import__(plant.__module__, fromlist=["__doc__"])
    assert re.search(rf"Breaks {breaks} ", module.__doc__ or "")
    assert all(other in (module.__doc__ or "") for other in may_fall)
    assert len(plant.made_by) > 40
