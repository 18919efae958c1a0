"""Somebody of another company may be added to a chatroom, and is. No property can tell: the right was given.

Made by whoever checks that the chatroom belongs to the company, and not that the person does.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms

from evidence.mutants.mutant import STEP, Mutant


def _anybody(original: Callable[..., Any]) -> Callable[..., Any]:
    del original
    return lambda *_: True


MUTANT = Mutant(
    breaks=STEP,
    does="somebody of another company can be added to a chatroom",
    made_by="whoever checks whose the chatroom is, and not whose the person is",
    owner=Chatrooms,
    method="_is_colleague",
    replacement=_anybody,
    features=("features/sync/membership.feature",),
)
