"""The least that each of the package's targets must reach, read from `minima.toml` beside this file.

An adapter of somebody else states its own (`Target.minimum`). One of the package may ask more of itself, but what the
file says holds whatever the adapter says.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from lockstep.targets.base import Target

FILE = Path(__file__).with_name("minima.toml")
_EXAMPLES = "examples"


class Minimum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows executed in a complete run; rows that apply, of all and of resources; and the share of the rows that are
    not about chat that applies, in percent."""

    executed: int = 0
    applicable: int = 0
    resources: int = 0
    other: float = 0.0


def _read() -> tuple[dict[str, Minimum], dict[str, Minimum]]:
    found: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
    examples = found.pop(_EXAMPLES, {})
    return msgspec.convert(found, dict[str, Minimum]), msgspec.convert(examples, dict[str, Minimum])


MINIMA, EXAMPLES = _read()
"""By the name of the target, and by that of the example."""


def least_executed(target: Target) -> int:
    """How many rows a complete run against this target must have executed."""
    is_ours = type(target).__module__.startswith(__package__)
    held = MINIMA.get(target.name, Minimum()) if is_ours else Minimum()
    return max(target.minimum, held.executed)
