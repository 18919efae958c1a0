"""Guests execute as members do."""

import sys
from collections.abc import Callable

from lockstep.management.access import Caller, Role

from evidence.mutants.mutant import STEP, Mutant
from evidence.mutants.service.serving import serve


def _let_in(original: Callable[[Caller, Role], bool]) -> Callable[[Caller, Role], bool]:
    def may(caller: Caller, role: Role) -> bool:
        return role == "MEMBER" or original(caller, role)

    return may


MUTANT = Mutant(
    breaks=STEP,
    does="whatever a member may do, a guest may do too",
    made_by="a check that somebody has an account, where it should be which role he has",
    owner=Caller,
    method="may",
    replacement=_let_in,
)


if __name__ == "__main__":
    sys.exit(serve(MUTANT))
