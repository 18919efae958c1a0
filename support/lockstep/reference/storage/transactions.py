"""Writes, from the transaction to the events: what is stored together, and the consequences of the commit.

Promise: the events of a write are stored with it or not at all; after the commit, and only then, its consequences
(events sent, subscriptions ended, connections closed) happen in the order in which they were added, and those of one
write before those of the next. If the process dies between commit and consequences, no event is lost: they are in the
outbox for clients that resume.
"""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from lockstep.reference.clock import Clock
from lockstep.reference.settings import FailpointSetting
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event, Outbox

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Work:
    """One write in progress. `now` is its time, `via` the channel of its request."""

    cause: str
    via: Literal["api", "socket"]
    now: float
    outbox: Outbox
    hub: Hub
    events: list[Event] = field(default_factory=list)
    consequences: list[Callable[[], None]] = field(default_factory=list)

    def event(self, room: str, name: str, data: Any) -> Event:
        """Store an event now; it is sent after the commit."""
        event = self.outbox.add(room, name, data, cause=self.cause, now=self.now)
        self.events.append(event)
        self.consequences.append(partial(self.hub.deliver, event))
        return event

    def then(self, consequence: Callable[..., None], *values: Any) -> None:
        """Add another consequence of the commit, in order among the events."""
        self.consequences.append(partial(consequence, *values))


class Writes:
    """Makes every write of the backend."""

    def __init__(
        self, database: Database, outbox: Outbox, hub: Hub, clock: Clock, failpoint: FailpointSetting | None
    ) -> None:
        """A failpoint takes effect after the commit it names."""
        self._database = database
        self._outbox = outbox
        self._hub = hub
        self._clock = clock
        self._failpoint = failpoint
        self._commits = 0
        self._held: list[Work] | None = None

    @contextmanager
    def write(self, cause: str, via: Literal["api", "socket"] = "api") -> Iterator[Work]:
        """A context for one transaction; its consequences follow once it is committed."""
        work = Work(cause, via, self._clock(), self._outbox, self._hub)
        with self._database.transaction():
            yield work
        self._follow(work)

    def release(self) -> None:
        """End a pause: everything held back happens now, in order; later writes are not held back."""
        held, self._held = self._held, None
        logger.info("failpoint released", extra={"held": len(held or [])})
        for work in held or []:
            _happen(work)

    def _follow(self, work: Work) -> None:
        if self._failpoint is not None and any(event.name != "marker" for event in work.events):
            self._commits += 1
            if self._commits == self._failpoint.nth:
                self._fail(self._failpoint, work)
        if self._held is not None:
            self._held.append(work)
        else:
            _happen(work)

    def _fail(self, failpoint: FailpointSetting, work: Work) -> None:
        logger.warning("failpoint after_commit", extra={"action": failpoint.action, "requestId": work.cause})
        if failpoint.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        self._held = []


def _happen(work: Work) -> None:
    for consequence in work.consequences:
        consequence()
