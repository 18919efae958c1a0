"""Recovery: a person's client restores a session whose connection was lost, as good clients do.

It tries again until it is accepted, with pauses that grow to a limit and vary randomly (stamina's), never with two
connections at once. How a session ends whose token is no longer accepted, or whose access was revoked, is declared by
the adapter (`closes`): then the token is renewed first, or a client is shut out; a client that is shut out, or
whose token cannot be renewed, is permanently rejected. Once connected it asks for everything after the last number it
received. If the server cannot deliver that, it subscribes again and reads the channel's current content over the API.
It gives up channels for which it no longer has the right. Every stage is a row of the history (`Recovery`). After
`budget_s` it gives up.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import stamina

from lockstep.actors.actor import Actor
from lockstep.actors.session import NoAnswerError, Session
from lockstep.clients.realtime import Closed
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Position, Recovery
from lockstep.targets.base import Target
from lockstep.targets.declarations import FRAME, Reason

_FIRST_S, _LONGEST_S, _JITTER_S = 0.05, 2.0, 0.05

Stage = Literal["lost", "trying", "renewed", "connected", "recovered", "refused", "gave up"]
Ending = Literal["recovered", "refused", "gave up"]


class _AgainError(Exception):
    """This attempt failed; the text says why."""


class _RefusedError(Exception):
    """No attempt will ever be accepted; the text says why."""


def tries(on: type[Exception], budget_s: float) -> AsyncIterator[stamina.Attempt]:
    """Attempts, as long as they raise `on`, with the pauses of good clients; after `budget_s` the error is raised."""
    return aiter(
        stamina.retry_context(
            on,
            attempts=None,
            timeout=budget_s,
            wait_initial=_FIRST_S,
            wait_max=_LONGEST_S,
            wait_jitter=_JITTER_S,
        )
    )


class Client:
    """Keeps one session connected, for the person who owns it."""

    def __init__(self, target: Target, recorder: Recorder, actor: Actor, session: Session, budget_s: float) -> None:
        """Nothing happens before `watch` or `recover`."""
        self._target, self._recorder, self._actor, self._session = target, recorder, actor, session
        self._budget_s = budget_s
        self._wanted: set[str] = set()
        self._stale = False
        self._task: asyncio.Task[Ending] | None = None

    def watch(self) -> None:
        """From now on recover automatically whenever the connection is lost."""
        self._session.on_lost = self._lost

    async def recover(self) -> Ending:
        """Restore the session and return the outcome; at once if its connection is open and answers."""
        session = self._session
        if session.is_open and await session.round_trip():
            return "recovered"
        await session.cut()
        closed = session.closed
        self._wanted |= session.channels
        self._stale = self._ended_for("token", closed)
        self._note("lost", reason="" if closed is None else f"{closed.code or ''} {closed.reason}".strip())
        try:
            await self._until_let_in(closed)
        except _RefusedError as error:
            self._note("refused", reason=str(error))
            return "refused"
        except _AgainError as error:
            self._note("gave up", reason=str(error))
            return "gave up"
        self._wanted.clear()
        self._note("recovered")
        return "recovered"

    async def close(self) -> None:
        """Stop recovering, at whatever stage; an open connection is not touched."""
        self._session.on_lost = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _lost(self, closed: Closed) -> None:
        """Begin to recover, unless recovery is already in progress or the connection was ended on purpose."""
        on_purpose = closed.by == "us" and closed.clean
        if not on_purpose and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self.recover(), name=f"recovery of {self._session.name}")

    async def _until_let_in(self, closed: Closed | None) -> None:
        if self._ended_for("revoked", closed):
            raise _RefusedError(_shut_out(closed))
        async for attempt in tries(_AgainError, self._budget_s):
            with attempt:
                await self._try(attempt.num)

    async def _try(self, number: int) -> None:
        """One attempt. Raises _AgainError, _RefusedError; then no connection is left."""
        self._note("trying", number)
        if self._stale:
            await self._renew()
        complete = False
        try:
            again = await self._connect(number)
            await self._catch_up(again)
            complete = True
        except (NoAnswerError, ConnectionError) as error:
            raise _AgainError(str(error)) from error
        finally:
            if not complete:
                await self._session.cut()

    async def _renew(self) -> None:
        asked = self._target.renewal(self._actor.identity)
        if asked is None:
            raise _RefusedError("the token is no longer accepted, and no other is available")
        operation, fields = asked
        answer = await self._actor.perform(operation, **fields)
        if answer.outcome == "fail":
            raise _RefusedError(f"the token could not be renewed ({answer.status})")
        if answer.outcome == "info":
            raise _AgainError(f"the token could not be renewed ({answer.status})")
        self._stale = False
        self._note("renewed")

    async def _connect(self, number: int) -> set[str]:
        """Open a connection that asks for missed events, or, if that is rejected, one that does not; returns the
        channels in which missed events are delivered."""
        session = self._session
        asked = {channel: at for channel, at in session.positions.items() if channel in self._wanted}
        if asked and "resume" in self._target.needs_met:
            if await session.come_back(asked, lambda: self._note("connected", number)):
                return session.channels - session.behind
            if not session.is_open:
                raise self._turned_away(session.closed)
            await session.cut()
        if not await session.open():
            raise self._turned_away(session.closed)
        self._note("connected", number)
        return set()

    def _turned_away(self, closed: Closed | None) -> Exception:
        """The meaning of a rejected connection for the next attempt."""
        if self._ended_for("revoked", closed):
            return _RefusedError(_shut_out(closed))
        self._stale = self._ended_for("token", closed)
        if closed is None:
            return _AgainError("the connection could not be opened")
        return _AgainError(f"closed with {closed.code}" if closed.code is not None else f"ended: {closed.reason}")

    def _ended_for(self, reason: Reason, closed: Closed | None) -> bool:
        """Whether the server ended the session as the adapter declares it for this reason."""
        if closed is None or closed.by != "server":
            return False
        return (FRAME if closed.code is None else closed.code) in self._target.closes.get(reason, ())

    async def _catch_up(self, again: set[str]) -> None:
        """Subscribe to all previous channels, and read the events that cannot be received again."""
        session = self._session
        for channel in sorted(self._wanted - again):
            if channel not in session.channels and not await session.subscribe(channel):
                self._wanted.discard(channel)
                continue
            view = self._target.view(channel)
            if view is None:
                continue
            look = await self._actor.read(view, channel=channel)
            if not look.accepted:
                raise _AgainError(f"{view} could not be read ({look.status})")
            if look.position is not None:
                self._go_on_from(channel, look.position)

    def _go_on_from(self, channel: str, read: Position) -> None:
        """Content that was read counts as received; events received meanwhile may be newer."""
        at = self._session.positions.get(channel)
        if at is None or at.epoch != read.epoch or (at.seq or 0) < (read.seq or 0):
            self._session.positions[channel] = read

    def _note(self, stage: Stage, attempt: int = 0, reason: str = "") -> None:
        session = self._session
        self._recorder.record(
            Recovery(
                person=session.person,
                session=session.name,
                conn=session.conn,
                stage=stage,
                attempt=attempt,
                reason=reason,
            )
        )


def _shut_out(closed: Closed | None) -> str:
    told = "" if closed is None else f" with {closed.code}" if closed.code is not None else f": {closed.reason}"
    return f"shut out{told}"
