"""Live events: the event streams of running executions, readable from any number on.

Each run writes its events to `<its folder>/events.jsonl`, numbered from 0. `Live` follows the files of running
executions, and keeps the newest `KEPT` events of each company in one stream with separate numbers, which rise by one
and begin at the time of the service's start in ms, so that they never fall behind those of an earlier service. The
event that ends a run is held back until its result is entered; if a run was ended before it could write one, it is
added. Readers poll for events: a slow reader delays nobody.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from lockstep.reporting.folders import Folders
from lockstep.reporting.stream import ENDS, ERROR

logger = logging.getLogger(__name__)


KEPT = 5_000
LOOK_S = 0.1

Event = Mapping[str, Any]


@dataclass
class Stream:
    """The newest events of all executions of a company, and the number of the next."""

    next: int
    kept: deque[Event]

    @property
    def first(self) -> int:
        """The number of the first event kept."""
        return self.next - len(self.kept)

    def since(self, start: int) -> list[Event]:
        """The kept events from this number on."""
        return [one for one in self.kept if one["seq"] >= start]

    def add(self, test_id: str, event: Event) -> None:
        """Add an event of an execution."""
        self.kept.append({"testId": test_id, **event, "seq": self.next})
        self.next += 1


@dataclass
class _Followed:
    """A file being followed: the byte up to which its events were published."""

    path: Path
    company_id: str
    offset: int = 0
    over: bool = False


class Live:
    """The events of one service's executions. `begun` and `ended` may be called from any thread, the rest is for the
    service's loop."""

    def __init__(self, folder: Callable[[str], Path]) -> None:
        """`folder` returns the folder that the run of an execution writes to."""
        self._folder = folder
        self._followed: dict[str, _Followed] = {}
        self._streams: dict[str, Stream] = {}
        self._first = round(time.time() * 1_000)
        self._news = asyncio.Condition()
        self.looked = 0
        self._begun = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start following."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._follow(), name="events of executions")

    async def stop(self) -> None:
        """Stop following."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    # called by the executor

    def begun(self, test_id: str, company_id: str) -> None:
        """Follow an execution: its run begins, or ends before it has begun."""
        self._tell(lambda: self._enter(test_id, company_id))

    def ended(self, test_id: str, status: str, details: str) -> None:
        """The result of an execution is entered. Raises OSError if the end cannot be written; it is no longer
        followed in either case."""
        try:
            _close(Folders(self._folder(test_id)).events, status, details)
        finally:
            self._tell(lambda: self._is_over(test_id))

    def _is_over(self, test_id: str) -> None:
        if test_id in self._followed:
            self._followed[test_id].over = True

    def _tell(self, act: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def _enter(self, test_id: str, company_id: str) -> None:
        self._followed.setdefault(test_id, _Followed(Folders(self._folder(test_id)).events, company_id))
        self._begun.set()

    # for readers

    def of(self, test_id: str, offset: int) -> tuple[list[Event], int]:
        """The publishable events of one execution, from this byte of its file on, and the byte of the next."""
        followed = self._followed.get(test_id)
        return _read(Folders(self._folder(test_id)).events, offset, None if followed is None else followed.offset)

    def follows(self, test_id: str) -> bool:
        """Whether there may be unpublished events of an execution, including its end."""
        return test_id in self._followed

    def everything(self, company_id: str) -> Stream:
        """The events of all executions of a company."""
        return self._streams.setdefault(company_id, Stream(self._first, deque(maxlen=KEPT)))

    async def news(self, looked: int) -> None:
        """Wait until there may be events that did not exist when `looked` had this value."""
        async with self._news:
            await self._news.wait_for(lambda: self.looked != looked)

    # internal

    async def _follow(self) -> None:
        while True:
            await self._begun.wait()
            try:
                await self._look()
            except OSError:
                logger.exception("events of executions cannot be read")
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        new = False
        for test_id, followed in list(self._followed.items()):
            is_over = followed.over
            events, offset = await asyncio.to_thread(_read, followed.path, followed.offset, None, hold=not is_over)
            for event in events:
                self.everything(followed.company_id).add(test_id, event)
            new = new or bool(events) or is_over
            followed.offset = offset
            if is_over:
                del self._followed[test_id]
        if not self._followed:
            self._begun.clear()
        if new:
            async with self._news:
                self.looked += 1
                self._news.notify_all()


def _read(path: Path, offset: int, until: int | None, *, hold: bool = False) -> tuple[list[Event], int]:
    """The complete lines between two bytes, and the byte of the next; `hold` excludes the event that ends the run and
    everything after it. Reading stops at a line that is not an event: the run may have written only a part of it."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(-1 if until is None else max(0, until - offset))
    except FileNotFoundError:
        return [], offset
    events: list[Event] = []
    for line in data[: data.rfind(b"\n") + 1].splitlines(keepends=True):
        try:
            event = msgspec.json.decode(line, type=dict[str, Any])
        except (ValueError, RecursionError):
            break
        if hold and event["type"] in ENDS:
            break
        events.append(event)
        offset += len(line)
    return events, offset


def _close(path: Path, status: str, details: str) -> None:
    """Make sure that the file ends with an event that ends the run."""
    events, end = _read(path, 0, None)
    if events and events[-1]["type"] in ENDS:
        return
    number = events[-1]["seq"] + 1 if events else 0
    last = {"seq": number, "type": ERROR, "at": time.time(), "message": details or status}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(end)  # an incomplete line
        file.seek(end)
        file.write(msgspec.json.encode(last) + b"\n")
