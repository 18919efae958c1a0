"""The phrases of features for network faults and faults of a backend."""

from typing import Any

NETWORK: dict[str, tuple[str, dict[str, Any]]] = {
    "breaks without a close frame": ("reset", {}),
    "breaks after another 100 bytes": ("cut after", {"bytes": 100, "count": 1}),
    "takes half a second to close": ("slow close", {"ms": 500}),
    "breaks in the middle of the next event": ("cut inside a frame", {"count": 1}),
    "loses the next event": ("drop", {"count": 1}),
    "duplicates the next event": ("duplicate", {"count": 1}),
    "truncates the next event": ("truncate", {"count": 1}),
    "corrupts the next event": ("invalid UTF-8", {"count": 1}),
    "makes the next event oversized": ("oversized", {"count": 1}),
    "gives the next event the wrong opcode": ("wrong opcode", {"count": 1}),
    "delays every event by half a second": ("delay", {"ms": 500}),
    "delivers everything in small slices": ("slicing", {"size": 5, "ms": 0}),
    "carries no more than 20,000 bytes a second": ("bandwidth", {"bytes_per_s": 20_000}),
    "stops answering pings": ("missing pong", {}),
}
"""Name and options of the fault."""

API: dict[str, tuple[str, dict[str, Any]]] = {
    "loses the next response": ("cut after", {"bytes": 0, "count": 1}),
    "loses the next two responses": ("cut after", {"bytes": 0, "count": 2}),
    "loses every response": ("cut after", {"bytes": 0}),
    "goes silent": ("half-open", {}),
}
"""The same for connections to the API."""

BREAKDOWNS = {
    "terminated": "terminated",
    "killed": "killed",
    "frozen": "frozen",
    "locked out of its database": "locked",
    "out of disk space": "full",
}
"""What a backend can no longer do, and the fault that causes this."""
