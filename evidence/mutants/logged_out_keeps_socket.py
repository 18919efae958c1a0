"""Logging out ends the tokens, not the connection they opened. Breaks no property of the record, but what a
scenario says: the connection ends.

Made by whoever checks a token when a connection opens and never again.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub

from evidence.mutants.mutant import STEP, Mutant


def _stays_open(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def close_family(hub: Hub, family: str, reason: str) -> None:
        del hub, family, reason

    return close_family


MUTANT = Mutant(
    breaks=STEP,
    may_break=("P19", "P20"),
    does="logging out, or a login copied, refuses the tokens from then on, but leaves the connection open",
    made_by="whoever checks a token when a connection opens and keeps no list of connections by login",
    owner=Hub,
    method="close_family",
    replacement=_stays_open,
    features=(
        "features/connection/lifecycle.feature",
        "features/connection/resume.feature",
        "features/connection/tokens.feature",
        "features/sync/permissions.feature",
    ),
)
