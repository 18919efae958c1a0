"""Troubles: what the words of a feature mean in network faults and faults of a backend."""

from typing import Any

NETWORK: dict[str, tuple[str, dict[str, Any]]] = {
    "breaks without a word": ("reset", {}),
    "breaks after another hundred bytes": ("cut after", {"bytes": 100, "count": 1}),
    "takes half a second to end": ("slow close", {"ms": 500}),
    "breaks in the middle of the next event": ("cut inside a frame", {"count": 1}),
    "loses the next event": ("drop", {"count": 1}),
    "doubles the next event": ("duplicate", {"count": 1}),
    "cuts the next event short": ("truncate", {"count": 1}),
    "spoils the next event": ("invalid UTF-8", {"count": 1}),
    "swells the next event": ("oversized", {"count": 1}),
    "mislabels the next event": ("wrong opcode", {"count": 1}),
    "brings every event half a second late": ("delay", {"ms": 500}),
    "brings everything in slices": ("slicing", {"size": 5, "ms": 0}),
    "carries no more than 20,000 bytes a second": ("bandwidth", {"bytes_per_s": 20_000}),
    "no longer says that it is there": ("missing pong", {}),
}
"""Name and options of the fault."""

API: dict[str, tuple[str, dict[str, Any]]] = {
    "loses the next answer": ("cut after", {"bytes": 0, "count": 1}),
    "loses the next two answers": ("cut after", {"bytes": 0, "count": 2}),
    "loses every answer": ("cut after", {"bytes": 0}),
    "goes silent": ("half-open", {}),
}
"""The same for the connections over which somebody asks the API."""

BREAKDOWNS = {
    "terminated": "terminated",
    "killed": "killed",
    "frozen": "frozen",
    "kept from its database": "locked",
    "without room on its disk": "full",
}
"""What a backend cannot do any more, and the fault by which it cannot."""

OWN_BACKEND = {"password_cost": "8"}
"""Settings of a backend that a scenario has to itself: quick passwords."""
