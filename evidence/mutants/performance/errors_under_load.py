"""When many messages come within a second, every tenth is answered with an error; few ever see one."""

import itertools
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage
from lockstep.reference.errors import RefusedError

from evidence.mutants.mutant import STEP, Mutant

MANY, EVERY = 40, 10


def _refuses(original: Callable[..., Any]) -> Callable[..., Any]:
    newest: deque[float] = deque(maxlen=MANY)
    count = itertools.count(1)

    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        now = time.monotonic()
        busy = len(newest) == MANY and now - newest[0] < 1
        newest.append(now)
        if busy and next(count) % EVERY == 0:
            raise RefusedError(503, "unavailable", "There is no connection to the database left; try again.")
        return original(messages, call, body, key)

    return post


MUTANT = Mutant(
    breaks=STEP,
    does=f"of more than {MANY} messages a second every {EVERY}th is refused",
    made_by="a pool of connections that is too small for the load, and does not wait",
    owner=Messages,
    method="post",
    replacement=_refuses,
)
