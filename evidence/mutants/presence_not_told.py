"""Who comes and who goes is not told; a read knows. Breaks P22 (presence).

Made by whoever keeps presence where it can be asked for, and announces it from a process that does not see it change.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.presence import Presences
from lockstep.reference.storage.hub import Hearer

from evidence.mutants.mutant import Mutant


def _silently(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def tell(presences: Presences, connection: Hearer, present: bool) -> None:
        del presences, connection, present

    return tell


MUTANT = Mutant(
    breaks="P22",
    does="nobody is told who comes or goes, though a read shows who is there",
    made_by="whoever keeps presence in a store that is asked, and forgets the announcement on one of the paths",
    owner=Presences,
    method="_tell",
    replacement=_silently,
    features=("features/sync/presence.feature", "features/sync/status.feature"),
)
