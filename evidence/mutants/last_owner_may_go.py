"""The last owner of a company may stop being one, and leaves it to nobody. No property can tell.

Made by whoever counts the owners before the change, in another transaction or not at all.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.permissions import Permissions

from evidence.mutants.mutant import STEP, Mutant


def _never(original: Callable[..., Any]) -> Callable[..., Any]:
    del original
    return lambda *_: False


MUTANT = Mutant(
    breaks=STEP,
    does="the last owner of a company may become a member, so that nobody owns it",
    made_by="whoever counts the owners too early, or not at all",
    owner=Permissions,
    method="is_last_owner",
    replacement=_never,
    features=("features/sync/concurrency.feature", "features/sync/roles.feature"),
)
