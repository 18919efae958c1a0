"""An actor: one person at work, over the API and over sockets, with every act recorded around the adapter.

A write is recorded as it is asked (`invoke`, and the rights it asks to change), and as it is answered (`ok`, `fail`
or `info`, with the effects the adapter derives, and the rights that changed). A read is recorded with its content.
Reads and writes never raise because of the backend's answer, which is in the history.
"""

import dataclasses
import uuid
from typing import Any, Protocol

import msgspec

from lockstep.actors.exchanges import record_exchanges
from lockstep.actors.rate_limit_waits import RateLimitWaits, retry_after_s
from lockstep.actors.session import NoAnswerError, Session
from lockstep.clients.api import exchanges
from lockstep.history.digest import digest
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Closing, Fail, Grant, Info, Invoke, Ok, Phase, Read, Revoke, Snapshot, Via
from lockstep.targets.base import Answer, Identity, Look, Target, Write
from lockstep.targets.declarations import AdapterError
from lockstep.targets.guard import guarded


class Client(Protocol):
    """Restores a session whose connection was lost."""

    async def close(self) -> None:
        """Stop restoring it."""


BROKEN = "the adapter broke"
"""The status of a write at which the adapter raised an error of its own."""

_OUTCOMES = {"ok": Ok, "fail": Fail, "info": Info}


class Actor:
    """One person of the scenario."""

    def __init__(self, target: Target, recorder: Recorder, identity: Identity) -> None:
        """`identity` may still be empty: `Target.enrol` fills it in."""
        self.name = identity.person
        self.identity = identity
        self.logins: dict[str, Identity] = {}
        self.sessions: dict[str, Session] = {}
        self.clients: dict[str, Client] = {}
        self.waits = RateLimitWaits()
        self._target = guarded(target)
        self._recorder = recorder

    def session(self, device: str = "laptop") -> Session:
        """This person's device of that name, created when first needed."""
        if device not in self.sessions:
            self.sessions[device] = Session(self._target, self._recorder, self.login(device), device)
        return self.sessions[device]

    def login(self, device: str) -> Identity:
        """The login of a device: its own, or the one that all devices without their own share."""
        return self.logins.get(device, self.identity)

    def prepare_login(self, device: str) -> None:
        """Give a device a login of its own, without tokens yet: those of the next write on it that yields some."""
        self.logins[device] = dataclasses.replace(self.identity, access_token="", refresh_token="")
        self.sessions.pop(device, None)

    async def perform(
        self,
        operation: str,
        /,
        *,
        via: Via = "api",
        key: str | None = None,
        w: str | None = None,
        attempt: int = 1,
        device: str = "laptop",
        **fields: Any,
    ) -> Answer:
        """Make a write of the domain and return the answer; `fields` are the adapter's own. A retry names the `w` of
        the first attempt and increments `attempt`. `device` determines the login too, where it has its own."""
        w = w or uuid.uuid4().hex
        write = Write(w, self.name, operation, fields, via=via, key=key, attempt=attempt)
        self._asked(write)
        rows: tuple[int, ...] = ()
        identity = self.login(device)
        try:
            if via == "api":
                answer, rows = await self._over_api(write, identity)
            else:
                answer = await self._over_socket(write, self.session(device))
                self._recorder.hide(*identity.secrets())
            self._answered(write, answer, exchanges=rows)
        except AdapterError:
            if not any(self._recorder.history.of(Ok, w=w)):  # nobody knows what became of it
                row = Info(person=self.name, w=w, attempt=attempt, status=BROKEN, exchanges=rows)
                self._recorder.record(row)
            raise
        return answer

    async def _over_api(self, write: Write, identity: Identity) -> tuple[Answer, tuple[int, ...]]:
        """Make the write, again after each answer of a documented limit; the answer and the rows of its exchanges."""
        rows: tuple[int, ...] = ()

        async def once() -> tuple[Answer, float | None]:
            nonlocal rows
            with exchanges() as taken:
                try:
                    answer = await self._target.perform(write, identity)
                finally:  # the answer's secrets must be known before its exchange is written
                    self._recorder.hide(*identity.secrets())
                    rows += record_exchanges(self._recorder, taken, write.operation, person=self.name, w=write.w)
            return answer, retry_after_s(taken)

        answer = await self.waits.patiently(self._target.rate_limit, once, lambda answer: answer.status)
        return answer, rows

    async def mark(self, channel: str, token: str, device: str) -> Answer:
        """Write the suite's own marker into a channel, over the socket of one device."""
        write = Write(w=token, person=self.name, operation="mark", fields={"channel": channel}, via="socket")
        self._asked(write, marker=True)
        answer = await self._over_socket(write, self.session(device))
        self._answered(write, answer, marker=True)
        return answer

    async def read(self, operation: str, /, *, device: str = "laptop", **fields: Any) -> Look:
        """Read over the API, with the login of this device, and record the content."""
        since = self._recorder.history.now()
        rows: tuple[int, ...] = ()

        async def once() -> tuple[Look, float | None]:
            nonlocal rows
            with exchanges() as taken:
                try:
                    look = await self._target.read(operation, self.login(device), **fields)
                finally:
                    rows += record_exchanges(self._recorder, taken, operation, person=self.name)
            return look, retry_after_s(taken)

        look = await self.waits.patiently(self._target.rate_limit, once, lambda look: look.status)
        self._looked(operation, since, look, fields.get("channel"), exchanges=rows, raw=self._raw(look.raw, rows))
        return look

    async def closing_read(self, operation: str, closing: Closing, /, **fields: Any) -> Look:
        """Make a closing read and record its content; its requests too, unless it was answered as it should be."""
        since, rows = self._recorder.history.now(), tuple[int, ...]()
        with exchanges() as taken:
            look = await self._target.read(operation, self.identity, **fields)
        if not look.status.startswith("2") or look.schema is not None:
            rows = record_exchanges(self._recorder, taken, operation, person=self.name)
        channel = closing.place if closing.place in fields.values() else None
        marked = msgspec.structs.replace(closing, more=look.cursor is not None)
        self._looked(operation, since, look, channel, exchanges=rows, closing=marked)
        return look

    def _looked(self, operation: str, since: int, look: Look, channel: str | None, **more: Any) -> None:
        common: dict[str, Any] = {
            "person": self.name,
            "operation": operation,
            "since": since,
            "status": look.status,
            "channel": channel,
            "shows": look.shows,
            "complete": look.complete,
            "schema": look.schema,
            "absent": look.absent,
            "count": look.count,
            **more,
        }
        self._recorder.record(Read(**common) if look.position is None else Snapshot(**common, position=look.position))

    async def close(self) -> None:
        """Close every connection of this person, after stopping its automatic recovery."""
        for client in self.clients.values():
            await client.close()
        for session in self.sessions.values():
            await session.close()

    async def _over_socket(self, write: Write, session: Session) -> Answer:
        command = self._target.command(write)
        if command is None:
            raise LookupError(f"target {self._target.name} cannot {write.operation} over the socket")
        try:
            if command[0] in self._target.unanswered:
                await session.tell(*command, ref=write.w)
                return self._target.unacknowledged(write)
            frame = await session.command(*command, ref=write.w)
        except (ConnectionError, NoAnswerError) as error:
            return Answer("info", type(error).__name__, body=str(error))
        with exchanges() as taken:
            answer = await self._target.completed(write, self._target.answered(write, frame), self.identity)
        record_exchanges(self._recorder, taken, write.operation, person=self.name, w=write.w)
        return answer

    def _asked(self, write: Write, *, marker: bool = False) -> None:
        sent = self._target.sent(write)
        self._recorder.record(
            Invoke(
                person=self.name,
                w=write.w,
                attempt=write.attempt,
                via=write.via,
                operation=write.operation,
                key=write.key,
                due=write.due,
                channel=self._target.where(write),
                sent=None if sent is None else digest(sent),
                body=digest(write.fields),
                marker=marker,
                changes=self._target.changes(write),
            )
        )
        self._rights(write, None, "requested")

    def _raw(self, raw: str, exchanges: tuple[int, ...]) -> str | None:
        """The digest of an exchange as reported by its adapter, unless it is already in the history."""
        return None if exchanges else self._recorder.raw(raw)

    def _answered(
        self, write: Write, answer: Answer, *, marker: bool = False, exchanges: tuple[int, ...] = ()
    ) -> None:
        self._recorder.record(
            _OUTCOMES[answer.outcome](
                person=self.name,
                w=write.w,
                attempt=write.attempt,
                status=answer.status,
                entity=answer.entity,
                version=answer.version,
                payload=answer.payload,
                digest=None if answer.payload is None else digest(answer.payload),
                effects=tuple(self._target.effects(write, answer)),
                schema=answer.schema,
                marker=marker,
                exchanges=exchanges,
                raw=self._raw(answer.raw, exchanges),
                shows=answer.shows,
            )
        )
        if answer.outcome != "info":
            self._rights(write, answer, "done" if answer.outcome == "ok" else "refused")

    def _rights(self, write: Write, answer: Answer | None, phase: Phase) -> None:
        known = answer if phase == "done" else None
        for right in self._target.rights(write, known):
            row = Grant if right.change == "grant" else Revoke
            self._recorder.record(row(person=right.person, phase=phase, channel=right.channel, w=write.w))
