"""The executor: takes executions from the queue, a limited number at a time, and runs each to its end.

Each runs in a child process (`child.py`) in its own folder `<home>/<execution's id>`, for at most its `timeout` from
the first event of the run, so that a slow start on a busy machine does not count; without an event within
`START_UP_S` it is an ERROR. Its result is entered once none of its processes is left: that of its run (`outcome.py`),
TIMEOUT if its time was up, CANCELLED on request, ERROR if the service stopped in the meantime. On start, the executor
first looks for executions that were running when their service ended: it ends their remaining processes, marks them
ERROR, and continues with those in the queue. Parameters are kept unchanged in memory, and without secrets in the
records. The executor has its own threads; every method may be called from any thread.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from lockstep.management.executions.child import GRACE_S, PATIENCE_S, Child, Launch, scratch_of
from lockstep.management.executions.evidence import evidence
from lockstep.management.executions.outcome import CONSOLE, Outcome, outcome
from lockstep.management.executions.processes import end_and_sweep, leashes_of
from lockstep.management.executions.records import PENDING, RUNNING, Execution, Records
from lockstep.processes.ending import LeftRunningError, wait_for
from lockstep.reporting.folders import Folders
from lockstep.reporting.stream import tail
from lockstep.store import StoreError

logger = logging.getLogger(__name__)

AGAIN_S = 5.0
"""How long to wait before a retry if the database did not answer."""
START_UP_S = 120.0
"""How long a run may take to start."""
_LOOK_S = 0.1
INTERRUPTED = "it was interrupted: the service {} while it ran"

T = TypeVar("T")
Late = Literal["", "TIMEOUT", "ERROR"]


class NotRunnableError(Exception):
    """An execution cannot be started; one sentence for people."""


class Executor:
    """Runs the executions in the queue."""

    def __init__(
        self,
        records: Records,
        home: Path,
        launch: Callable[[Execution, Mapping[str, str], Path], Launch],
        *,
        at_once: int = 1,
        grace_s: float = GRACE_S,
        measured: Callable[[str, str], Sequence[dict[str, Any]]] = lambda *_: (),
        begun: Callable[[Execution], None] = lambda _: None,
        ended: Callable[[Execution, str, str], None] = lambda *_: None,
    ) -> None:
        """Nothing runs yet. `launch` determines how to run one, with its parameters, into its folder; it may raise
        NotRunnableError. `measured` returns the measurements of an execution, by its id and that of its run in the
        store. `begun` is called before the result of one can be entered, `ended` afterwards with its status and
        reason."""
        self._records, self._home, self._launch = records, home, launch
        self._at_once, self._grace_s = at_once, grace_s
        self._measured, self._begun, self._ended = measured, begun, ended
        self._news = threading.Condition()
        self._children: dict[str, Child] = {}
        self._cancelled: set[str] = set()
        self._parameters: dict[str, Mapping[str, str]] = {}
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start. Executions left by an earlier service are dealt with first, without blocking the caller."""
        recovered = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(recovered, number == 0), name=f"executor {number}")
            for number in range(self._at_once)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End running executions, and return once no process is left; the queue stays."""
        with self._news:
            self._stopping = True
            self._news.notify_all()
            for child in self._children.values():
                child.let_go()
        for thread in self._threads:
            thread.join()

    def add(self, execution: Execution, parameters: Mapping[str, str], most: int) -> None:
        """Add an execution to the queue. Raises QueueFullError, StoreError."""
        self._parameters[execution.id] = parameters
        try:
            self._records.add(execution, most)
        except BaseException:
            del self._parameters[execution.id]
            raise
        with self._news:
            self._news.notify()

    def cancel(self, execution: Execution) -> bool:
        """End an execution, at once if it is in the queue; returns whether there was anything to end here. Raises
        StoreError."""
        details = "it was cancelled before its turn came"
        with self._news:
            now = self._records.get(execution.id)
            if now is not None and now.status == PENDING:
                self._begun(now)
                self._records.finish(now, "CANCELLED", {"errorDetails": details})
                self._parameters.pop(now.id, None)
                self._ended(now, "CANCELLED", details)
                return True
            if now is None or now.status != RUNNING or execution.id not in self._parameters:
                return False
            self._cancelled.add(execution.id)
            if execution.id in self._children:
                self._children[execution.id].let_go()
        return True

    def trouble(self) -> str:
        """What is wrong, in one sentence; empty: nothing."""
        lost = [thread.name for thread in self._threads if not thread.is_alive()]
        return f"{' and '.join(lost)} failed, see the log: restart the service" if lost else ""

    def folder(self, name: str) -> Path:
        """The folder that the run of an execution writes to."""
        return self._home / name

    # internal

    def _work(self, recovered: threading.Event, first: bool) -> None:
        if first:
            self._until_done(self._recover)
            recovered.set()
        recovered.wait()
        while not self._stopping:
            execution = self._until_done(self._take)
            if execution is not None:
                self._see_to(execution)

    def _see_to(self, execution: Execution) -> None:
        """Run an execution and enter its result; an error of the service itself is a result, too."""
        try:
            status, found = self._run(execution)
            self._until_done(partial(self._enter, execution, status, found))
        except Exception:
            logger.exception("the service failed", extra={"testId": execution.id})
            details = {"errorDetails": "the service failed during this execution; see its log"}
            self._until_done(partial(self._records.finish, execution, "ERROR", details))
            self._ended(execution, "ERROR", details["errorDetails"])

    def _until_done(self, act: Callable[[], T]) -> T | None:
        """Call it, again after a while if the database does not answer; None if the service stops in the meantime."""
        while True:
            try:
                return act()
            except StoreError as error:
                logger.error("the database failed", extra={"error": str(error)})  # noqa: TRY400 - one sentence suffices
            with self._news:
                if self._stopping or self._news.wait_for(lambda: self._stopping, AGAIN_S):
                    return None

    def _take(self) -> Execution | None:
        """Wait for the next execution; None if the service stops."""
        with self._news:
            while not self._stopping:
                execution = self._records.take_next()
                if execution is not None:
                    self._parameters.setdefault(execution.id, execution.parameters)
                    return execution
                self._news.wait()
        return None

    def _run(self, execution: Execution) -> tuple[str, Outcome]:
        """Run an execution; returns its status and the result of its run. Any failure is an ERROR with a reason."""
        folder = self.folder(execution.id)
        try:
            launch = self._launch(execution, self._parameters[execution.id], folder)
            self._begun(execution)
            late, code = self._wait_for(execution, launch, folder)
        except NotRunnableError as error:
            return "ERROR", Outcome("ERROR", str(error))
        except (OSError, LeftRunningError) as error:
            logger.exception("an execution failed", extra={"testId": execution.id})
            return "ERROR", Outcome("ERROR", f"it could not be run to its end: {error}")
        found = outcome(folder, code)
        if execution.id in self._cancelled:
            return "CANCELLED", found._replace(details="it was cancelled while it ran")
        if late:
            return late, found._replace(details=_why_late(late, execution, folder))
        if self._stopping and code:
            return "ERROR", found._replace(details=INTERRUPTED.format("was stopped"))
        return found.status, found

    def _wait_for(self, execution: Execution, launch: Launch, folder: Path) -> tuple[Late, int]:
        """Start it and wait; returns its result if its time did not suffice, and its exit code once no process is
        left."""
        console = folder / CONSOLE
        child = Child(execution.id, launch, console, self._grace_s)
        with self._news:
            self._children[execution.id] = child
            if self._stopping or execution.id in self._cancelled:
                child.let_go()
        try:
            late = _waited(child, execution.timeout / 1_000, Folders(folder).events)
        finally:
            code = child.ended()
            with self._news:
                del self._children[execution.id]
        return late, code

    def _enter(self, execution: Execution, status: str, found: Outcome) -> None:
        told = evidence(self.folder(execution.id))
        result = {
            "apiResponses": told.answers,
            "websocketEvents": told.events,
            "performanceMetrics": self._measured(execution.id, found.run_id),
            "validationResults": found.verdicts,
            "errorDetails": found.details,
            "logs": found.logs,
        }
        if found.run_id:
            self._records.note_run(execution.id, found.run_id)
        self._records.finish(execution, status, result)
        with self._news:
            self._cancelled.discard(execution.id)
            self._parameters.pop(execution.id, None)
        self._ended(execution, status, found.details)

    def _recover(self) -> None:
        """Deal with executions whose service ended while they ran: their supervisor ends them, and any remaining
        process is ended here."""
        for execution in self._records.interrupted():
            self._begun(execution)
            wait_for(leashes_of(execution.id), self._grace_s + PATIENCE_S)
            end_and_sweep(execution.id, scratch_of(execution.id))
            found = outcome(self.folder(execution.id), 0)
            self._enter(execution, "ERROR", found._replace(details=INTERRUPTED.format("ended")))


def _waited(child: Child, limit_s: float, events: Path) -> Late:
    """Wait for the end; empty if it came in time."""
    deadline = time.monotonic() + START_UP_S
    while not (events.exists() and events.stat().st_size):
        if child.wait(_LOOK_S):
            return ""
        if time.monotonic() > deadline:
            return "ERROR"
    return "" if child.wait(limit_s) else "TIMEOUT"


def _why_late(late: Late, execution: Execution, folder: Path) -> str:
    if late == "ERROR":
        return f"its run had not begun within {START_UP_S:g} s"
    return f"its time limit of {execution.timeout:,} ms was over before it was; {_at(folder)}"


def _at(folder: Path) -> str:
    """The last known step of a run, in words."""
    try:
        events, _ = tail(Folders(folder).events)
    except (OSError, ValueError, RecursionError):
        events = []
    steps = [event["step"] for event in events if event["type"] == "step_started"]
    return f"its last step was: {steps[-1]}" if steps else "it had not started a step"
