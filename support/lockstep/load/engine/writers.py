"""The writers of a plan: who writes what and when, and the outcomes.

In an open model all writes are recorded before the first is due, and each is sent when due, regardless of the outcome
of earlier ones; due writes are also sent between two answers, so that a flood of answers does not delay them. In a
closed model (`think_s`) every writer waits for their answer, pauses, and writes again until the schedule's end.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from lockstep.load.columnar.columns import OK, REFUSED, UNKNOWN
from lockstep.load.engine.clock import Alarm
from lockstep.load.engine.event_buffer import Tape
from lockstep.load.engine.http import Pool
from lockstep.load.engine.schedule import due_times
from lockstep.load.plan import Plan
from lockstep.targets.load_profile import LoadProfile

_now = time.monotonic_ns
_NEVER = 1 << 62
_CHANGES = frozenset({"edit_message", "delete_message"})
_DRAWN = 100_000
Asked = tuple[int, str, str, dict[str, Any]]


class Writer:
    """All writers; receives the outcomes of their writes."""

    def __init__(self, plan: Plan, load_profile: LoadProfile, tape: Tape) -> None:
        """Nothing is sent yet."""
        self._plan, self._profile, self._tape = plan, load_profile, tape
        self.pool = Pool(plan.api, self, plan.timeout_s)
        self.answers = self.failures = 0
        self._asked: dict[int, Asked] = {}
        self._newest: dict[tuple[str, str], str] = {}
        self._turns = self._in_turn()
        self._due: list[int] = []
        self._plans: list[tuple[int, int, str, str]] = []
        self._next, self._next_due = 0, _NEVER
        self._closed = plan.think_s is not None
        self._until_ns, self._writing = 0, 0
        self._alarm: Alarm | None = None
        self._done = asyncio.Event()

    # before

    def prepare(self) -> None:
        """Draw the writes, by the seed."""
        plan = self._plan
        texts = np.random.default_rng(plan.seed).integers(97, 123, plan.text_chars, dtype=np.uint8)
        self._text = texts.tobytes().decode()
        operations = list(plan.mix)
        shares = np.array(list(plan.mix.values())) / sum(plan.mix.values())
        chosen = np.random.default_rng(plan.seed + 1).choice(len(operations), _DRAWN, p=shares)
        self._operations = itertools.cycle([operations[number] for number in chosen.tolist()])

    def _in_turn(self) -> Iterator[tuple[int, str]]:
        """Writers and rooms in turn, endlessly."""
        rooms = [room for room in self._plan.rooms if room.writers]
        writers = [itertools.cycle(room.writers) for room in rooms]
        while True:
            for room, who in zip(rooms, writers, strict=True):
                yield next(who), room.channel

    # the schedule

    async def write(self, start: int, own: set[str]) -> None:
        """Make all writes from `start` (ns) on, in the channels of this share; returns when the last is sent or, in a
        closed model, answered."""
        if self._closed:
            await self._in_a_closed_model(start)
            return
        for i, due in enumerate((start + np.round(due_times(self._plan.shapes, self._plan.seed) * 1e9)).tolist()):
            user, channel = next(self._turns)
            operation = next(self._operations)
            self._tape.write(int(due), self._plan.users[user].person, channel, operation)
            if channel in own:
                self._due.append(int(due))
                self._plans.append((i, user, channel, operation))
        self._alarm = Alarm(asyncio.get_running_loop(), self.send_due)
        try:
            self.send_due()
            await self._done.wait()
        finally:
            self._alarm.close()

    def send_due(self) -> None:
        """Send everything that is due."""
        due, i = self._due, self._next
        while i < len(due) and due[i] <= _now():
            self._next = i + 1
            self._send(*self._plans[i])
            i = self._next
        if i < len(due):
            self._next_due = due[i]
            if self._alarm is not None:
                self._alarm.set(due[i])
        elif not self._done.is_set():
            self._next_due = _NEVER
            self._done.set()

    def if_due(self, t: int) -> None:
        """Like `send_due`, if something was due at `t` (ns): for use during long work."""
        if t >= self._next_due:
            self.send_due()

    @property
    def sent(self) -> int:
        """The number of writes sent."""
        return self._tape.written if self._closed else self._next

    @property
    def late_ns(self) -> int:
        """How late the next write is."""
        return 0 if self._closed or self._next >= len(self._due) else max(0, _now() - self._due[self._next])

    @property
    def waits(self) -> bool:
        """Whether any answer is outstanding."""
        return bool(self._asked)

    def _send(self, i: int, user: int, channel: str, operation: str) -> None:
        caller = self._plan.users[user]
        person = caller.person
        fields = {"channel": channel, "content": f"{i} {self._text}"}
        if operation in _CHANGES:
            newest = self._newest.get((person, channel))
            if newest is None:  # without a message of theirs to change, the writer posts one
                operation = "post_message"
                self._tape.instead(i, person, channel, operation)
            else:
                fields["message"] = newest
            if operation == "delete_message":
                del self._newest[person, channel]
        self._asked[i] = user, channel, operation, fields
        self.pool.send(i, self._profile.request(caller, self._tape.w(i), operation, fields))

    # a closed model

    async def _in_a_closed_model(self, start: int) -> None:
        plan = self._plan
        seats = sum(len(room.writers) for room in plan.rooms)
        places = list(dict.fromkeys(itertools.islice(self._turns, seats)))
        self._until_ns = start + round(plan.seconds * 1e9)
        self._writing = len(places)
        await asyncio.sleep(max(0, start - _now()) / 1e9)
        for place in places:
            self._write_again(*place)
        await self._done.wait()

    def _write_again(self, user: int, channel: str) -> None:
        t = _now()
        if t < self._until_ns:
            operation = next(self._operations)
            self._send(
                self._tape.write(t, self._plan.users[user].person, channel, operation), user, channel, operation
            )
            return
        self._writing -= 1
        if not self._writing:
            self._done.set()

    def _go_on(self, user: int, channel: str) -> None:
        """A writer has their answer, or something is due in the meantime."""
        if not self._closed:
            self.if_due(_now())
        elif self._plan.think_s:
            asyncio.get_running_loop().call_later(self._plan.think_s, self._write_again, user, channel)
        else:
            self._write_again(user, channel)

    # called by the pool

    def on_sent(self, i: int, t: int) -> None:
        """Record when the request was passed to the socket."""
        self._tape.sent[i] = t

    def on_answer(self, i: int, t: int, status: int, body: bytes) -> None:
        """Record an answer: ok, a rejection, or an unknown outcome."""
        user, channel, operation, fields = self._asked.pop(i)
        self.answers += 1
        if 200 <= status < 300:
            self._tape.outcome(i, t, OK, status)
            said = self._profile.answer(operation, fields, status, body)
            self._tape.said(i, said)
            if said.schema is not None:
                self._failed(i, t, OK, status, f"schema: {said.schema}")
            elif operation == "post_message" and said.entity is not None:
                self._newest[self._plan.users[user].person, channel] = said.entity
        else:
            unknown = status >= 500 or status in {408, 425}
            self._failed(i, t, UNKNOWN if unknown else REFUSED, status, f"http {status}")
        self._go_on(user, channel)

    def on_error(self, i: int, t: int, word: str) -> None:
        """Record a missing answer: nothing was sent, or the outcome is unknown."""
        user, channel, _, _ = self._asked.pop(i)
        if word == "refused":
            self._tape.sent[i] = t
        self._failed(i, t, REFUSED if word == "refused" else UNKNOWN, 0, word)
        self._go_on(user, channel)

    def _failed(self, i: int, t: int, state: int, status: int, word: str) -> None:
        self.failures += 1
        self._tape.outcome(i, t, state, status, word)
