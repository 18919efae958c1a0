"""The commands of one session that wait for their answers.

Which frame answers which command is the adapter's to say (`Target.answers_to`): by a reference, or, where the server
repeats none, by the order in which they were sent.
"""

import asyncio
import contextlib
from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.targets.base import Target
from lockstep.targets.declarations import Pending


class PendingCommands:
    """Commands by reference, in the order in which they were sent. `failed` is set when an error comes."""

    def __init__(self, target: Target) -> None:
        """None was sent."""
        self._target = target
        self.failed = asyncio.Event()
        self._waiting: dict[str, tuple[Pending, asyncio.Future[Frame]]] = {}

    def begin(self, ref: str, kind: str, data: Any) -> asyncio.Future[Frame]:
        """A command is about to be sent; its answer will be the future's result."""
        answered: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = Pending(ref, kind, data), answered
        return answered

    def end(self, ref: str) -> None:
        """Nobody waits for it any more."""
        del self._waiting[ref]

    def answer(self, frame: Frame) -> None:
        """Give the frame to the command that it answers, if it answers one."""
        pending = [one for one, answered in self._waiting.values() if not answered.done()]
        ref = self._target.answers_to(frame, pending) if pending else None
        found = self._waiting.get(ref or "")
        if found is not None and not found[1].done():
            found[1].set_result(frame)

    async def fails_within(self, seconds: float) -> bool:
        """Whether an error comes within this time, for commands that are not answered otherwise."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.failed.wait(), seconds)
        return self.failed.is_set()

    def fail(self, reason: str) -> None:
        """The connection is over: no command will be answered any more."""
        for _, answered in self._waiting.values():
            if not answered.done():
                answered.set_exception(ConnectionError(reason))
