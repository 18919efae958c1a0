"""What the reference backend declares: the needs it meets, how it ends sessions, and what its tokens look like.

Source: docs/reference-backend.md.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from lockstep.targets.needs import NEEDS

_NOT_MET = {"files", "local", "redelivery"}  # local: only where the suite starts it

MEETS = frozenset(
    name for name, need in NEEDS.items() if not (need.declared or need.by_suite or name in _NOT_MET)
)  # fmt: skip
CLOSES: Mapping[str, Sequence[int | Literal["frame"]]] = {
    "revoked": (4403,),
    "token": (4401,),
    "binary": (1003,),
    "oversized": (1009,),
}
PLACES: Sequence[str] = ("header", "query", "message")


def forged(token: str) -> str | None:
    """The same claims under a signature that is not the backend's."""
    parts = token.split(".")
    return ".".join([*parts[:2], parts[2][::-1]]) if len(parts) == 3 else None
