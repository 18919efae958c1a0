"""Whoever is no owner reads everybody as a member. Breaks P12 (payload agreement).

Made by whoever hides what "only administrators need", by writing the default in its place.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.companies import Companies
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _masked(original: Callable[..., Any]) -> Callable[..., Any]:
    def members(companies: Companies, call: Call) -> Any:
        people, memberships, position = original(companies, call)
        if call.caller.role != "OWNER":
            people = [{**person, "role": "MEMBER"} for person in people]
        return people, memberships, position

    return members


MUTANT = Mutant(
    breaks="P12",
    may_break=("P14",),
    does="the list of people shows everybody's role as MEMBER to those who are not owners",
    made_by="whoever hides a field from some readers by putting the default in its place",
    owner=Companies,
    method="members",
    replacement=_masked,
    features=("features/sync/roles.feature", "features/sync/concurrency.feature"),
)
