"""A person of a recording: acts over the API and over the sockets of their devices, and receives events."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from lockstep.history.rows import Invoke, Recv
from lockstep.matchers.delivery import received_once
from lockstep.matchers.received import Received, acknowledged
from lockstep.recordings.attempt import Attempt
from lockstep.targets.base import Answer, Look
from lockstep.targets.operations import ReadOperation, WriteOperation


@dataclass(frozen=True, slots=True)
class Performed:
    """A write by a person: its id in the history, the operation, the answer, and the row with which it began."""

    w: str
    operation: str
    answer: Answer
    since: int


class Person:
    """An enrolled person. `device` names one of their sessions; any name will do."""

    def __init__(self, attempt: Attempt, name: str, refuse_when_ended: Callable[[str], None]) -> None:
        """`name` is known in the attempt. `refuse_when_ended`, called with an act in words, raises RuntimeError when
        it is too late for that act."""
        self.name = name
        self._attempt = attempt
        self._refuse_when_ended = refuse_when_ended

    def connect(self, device: str = "laptop") -> bool:
        """Open a connection of a device; false when the server rejected it."""
        self._refuse_when_ended("connect")
        return self._attempt.connect(self.name, device)

    def disconnect(self, device: str = "laptop") -> None:
        """Close the connection of a device; does nothing if there is none."""
        self._attempt.call(self._attempt.session(self.name, device).close)

    def reconnect(self, device: str = "laptop") -> bool:
        """Open a new connection of a device and ask for missed events; false when the server rejected it. Raises
        LookupError if the target has no resumption."""
        self._refuse_when_ended("reconnect")
        return self._attempt.call(self._attempt.session(self.name, device).come_back)

    def subscribe(self, room: str, device: str = "laptop") -> bool:
        """Subscribe to a chatroom's events; false when the server rejected it."""
        self._refuse_when_ended("subscribe")
        return self._attempt.subscribe(self.name, self._attempt.ref(room), device)

    def perform(self, operation: str, /, **fields: Any) -> Performed:
        """Make a write, over the API, or over the socket with `via="socket"` (and `device`). `room`, `thread`,
        `member` and `members` are given by name, the other fields are the adapter's. Raises nothing for the backend's
        answer: see `answer`."""
        self._refuse_when_ended(operation)
        w, since = uuid.uuid4().hex, self._attempt.history.cursor()
        answer = self._attempt.act(self.name, cast("WriteOperation", operation), w=w, **fields)
        return Performed(w, operation, answer, since)

    def read(self, operation: str, /, **fields: Any) -> Look:
        """Read over the API; `room` and the like are given by name."""
        self._refuse_when_ended(f"read {operation}")
        return self._attempt.read(self.name, cast("ReadOperation", operation), **fields)

    def received(self) -> list[Recv]:
        """The events this person has received so far, in order of arrival."""
        return Received(self._attempt.history, self.name, 0).events()

    def wait_until_received(self, *writes: Performed) -> None:
        """Wait until every listening device has received the effects of these writes, once each, at most until the
        loss deadline. Raises AssertionError that says what is missing, or that a write was not acknowledged."""
        history = self._attempt.history
        if not writes:
            raise ValueError(f"{self.name} has no write to wait for: pass the results of `perform`")
        asked = [next(history.of(Invoke, write.since, w=write.w)) for write in writes]
        subject = Received(history, self.name, min(write.since for write in writes))
        self._attempt.expect(subject, received_once(acknowledged(history, asked)))
