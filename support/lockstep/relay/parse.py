"""Reads what a person writes to choose a plant: `drop`, or `drop:every=3,who=Ben`. Without I/O.

The name of a plant, then a colon and its options, `key=value`, parted by commas; a value has no comma in it. Which
options there are, and what each may be, the plants state (`options_type`). `PlantSpec.text` writes it down again, so
that it can be handed to another process. Errors: PlantSpecError, one sentence with the name, the value and what is
allowed.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plants.registry import PLANTS


class PlantSpecError(ValueError):
    """A plant was written wrongly; one sentence for people."""


@dataclass(frozen=True, slots=True)
class PlantSpec:
    """A plant that was chosen."""

    name: str
    options: Options

    @property
    def text(self) -> str:
        """As a person would write it, without the options left at their defaults."""
        chosen = msgspec.to_builtins(self.options)
        written = ",".join(
            f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in chosen.items()
        )
        return f"{self.name}:{written}" if written else self.name

    def plant(self) -> Plant:
        """The plant itself, new."""
        return PLANTS[self.name](self.options)


def parse_plant(text: str) -> PlantSpec:
    """The plant a person means. Raises PlantSpecError."""
    name, colon, rest = text.strip().partition(":")
    if name not in PLANTS:
        raise PlantSpecError(f"plant {text!r}: no plant is called {name!r}; known: {', '.join(PLANTS)}")
    options_type = PLANTS[name].options_type
    allowed = {option.name: option.type for option in msgspec.structs.fields(options_type)}
    chosen: dict[str, Any] = {}
    for written in rest.split(",") if colon else ():
        key, _, value = (part.strip() for part in written.partition("="))
        if key not in allowed:
            raise PlantSpecError(f"plant {text!r}: {name} has no option {key!r}; it has {', '.join(allowed)}")
        if key in chosen:
            raise PlantSpecError(f"plant {text!r}: {key} is given twice; give it once")
        chosen[key] = _value(value, allowed[key])
        if chosen[key] is None:
            what = allowed[key].__metadata__[0].description
            raise PlantSpecError(f"plant {text!r}: {key}={value} is not allowed; {key} is {what}")
    return PlantSpec(name, options_type(**chosen))


def _value(written: str, option_type: Any) -> Any:
    """The value of an option, or None where it is not allowed."""
    try:
        return msgspec.convert(written, option_type, strict=False) if written else None
    except msgspec.ValidationError:
        return None
