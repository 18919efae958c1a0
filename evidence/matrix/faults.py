"""The faults that the suite is run against: none at all, each plant, each mutant.

A fault names what it must break: a property, or `step`, where only what a scenario says can tell. `none` is the
control: whatever falls there falls without a fault.
"""

from dataclasses import dataclass
from typing import Literal

from lockstep.relay.plants.registry import PLANTS

from evidence.mutants.__main__ import NAMES, load
from evidence.mutants.mutant import STEP

CONTROL = "none"
_OPTIONS = {"delay": "delay:ms=3500"}
"""Deliveries are lost after 2,500 ms in these runs; the plant's own 6,500 would only make them longer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `plant` is what `-D plant=` is given, empty for mutants and the control; `features` are those it is
    looked for in, all where there is none."""

    name: str
    kind: Literal["control", "plant", "mutant"]
    breaks: str
    may_break: tuple[str, ...] = ()
    does: str = ""
    plant: str = ""
    features: tuple[str, ...] = ()

    def expected(self) -> frozenset[str]:
        """All that may fall with it; what a scenario's own steps say may fall with anything."""
        return frozenset({self.breaks, *self.may_break, STEP})


def faults() -> tuple[Fault, ...]:
    """All of them, the control first."""
    planted = tuple(
        Fault(name, "plant", plant.breaks, plant.may_fall, _first_line(plant), _OPTIONS.get(name, name))
        for name, plant in PLANTS.items()
    )
    mutants = ((name, load(name)) for name in NAMES)
    return (
        Fault(CONTROL, "control", "", does="no fault"),
        *planted,
        *(Fault(name, "mutant", one.breaks, one.may_break, one.does, features=one.features) for name, one in mutants),
    )


def _first_line(plant: type) -> str:
    return (plant.__doc__ or "").strip().splitlines()[0].rstrip(".")
