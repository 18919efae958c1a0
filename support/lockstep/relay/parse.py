"""Parses the text that chooses a plant: `drop`, or `drop:every=3,who=Ben`. Without I/O.

The name of a plant, then a colon and its options, `key=value`, separated by commas; a value contains no comma. Each
plant states its options and their values (`options_type`). `PlantSpec.text` writes the text again, so that it can be
passed to another process. Errors: PlantSpecError, one sentence with the name, the value and what is allowed.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from lockstep.relay.plants.base import Options, Plant
from lockstep.relay.plants.registry import PLANTS


class PlantSpecError(ValueError):
    """The text of a plant is invalid; one sentence for people."""


@dataclass(frozen=True, slots=True)
class PlantSpec:
    """A chosen plant."""

    name: str
    options: Options

    @property
    def text(self) -> str:
        """The text of the plant, without options at their defaults."""
        chosen = msgspec.to_builtins(self.options)
        written = ",".join(
            f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in chosen.items()
        )
        return f"{self.name}:{written}" if written else self.name

    def plant(self) -> Plant:
        """Make a new plant."""
        return PLANTS[self.name](self.options)


def parse_plant(text: str) -> PlantSpec:
    """Parse the text of a plant. Raises PlantSpecError."""
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
            raise PlantSpecError(f"plant {text!r}: {key} occurs twice; state it once")
        chosen[key] = _value(value, allowed[key])
        if chosen[key] is None:
            what = allowed[key].__metadata__[0].description
            raise PlantSpecError(f"plant {text!r}: {key}={value} is not allowed; {key} is {what}")
    return PlantSpec(name, options_type(**chosen))


def _value(written: str, option_type: Any) -> Any:
    """The value of an option, or None if it is not allowed."""
    try:
        return msgspec.convert(written, option_type, strict=False) if written else None
    except msgspec.ValidationError:
        return None
