"""Everybody may do what only some roles may. No property can tell: answers, events and reads agree.

Made by whoever hides the buttons in the client and leaves the check out of the server.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.permissions import Caller

from evidence.mutants.mutant import STEP, Mutant


def _always(original: Callable[..., Any]) -> Callable[..., Any]:
    del original
    return lambda *_: True


MUTANT = Mutant(
    breaks=STEP,
    does="a member does what only administrators or owners may",
    made_by="whoever hides in the client what a role may not do, and does not ask in the server",
    owner=Caller,
    method="is_at_least",
    replacement=_always,
    features=(
        "features/sync/changes.feature",
        "features/sync/concurrency.feature",
        "features/sync/membership.feature",
        "features/sync/roles.feature",
    ),
)
