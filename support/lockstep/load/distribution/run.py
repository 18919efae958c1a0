"""Runs a plan: generators on this machine, one per share, and the planned outages of the backend.

All generators get ready first, then the schedule begins in all of them at the same time of this machine's clock.
Outages are caused from here through a `Breaker` at the planned times, and recorded in the history as declared faults.
Progress is one line a second. Errors: PlanError before anything is started; LoadError, one sentence, if a generator
fails; and the breaker's errors.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from typing import Protocol

import psutil

from lockstep.history.rows import Fault
from lockstep.load.columnar.columns import load
from lockstep.load.distribution.shares import LEAD_NS, Progress, Share, conclude_shares, share_folder, shares
from lockstep.load.distribution.summary import Tell, conclude, own_of
from lockstep.load.engine.generator import Second
from lockstep.load.plan import Outage, Plan, PlanError
from lockstep.load.results.result import LoadError, LoadResult
from lockstep.load.usage import Sampler

Handed = tuple[bytes, bytes]


class Breaker(Protocol):
    """Causes faults of the backend."""

    def begin(self, fault: str) -> None:
        """Begin a fault, by its name."""

    def end(self) -> Iterable[Fault]:
        """End the fault; returns, once the backend answers again, its two rows, with times on this machine's
        clock."""


def run(
    plan: Plan,
    folder: Path | None = None,
    *,
    workers: int = 1,
    backend: int | None = None,
    breaker: Breaker | None = None,
    tell: Tell | None = None,
) -> LoadResult:
    """Execute a plan with this many processes (at most one per room). The history is left in `folder` (by default a
    temporary one, which is not removed); `backend` is the pid of a backend on this machine, whose usage is measured;
    `breaker` causes the outages; `tell` receives a line of progress each second. Raises PlanError, LoadError."""
    plans = shares(plan, workers)
    if plan.outages and breaker is None:
        raise PlanError(f"the backend cannot be {plan.outages[0].fault}: this target gives no access to its process")
    folder = Path(tempfile.mkdtemp(prefix="lockstep-load-")) if folder is None else folder
    sampler = _sampler(backend)
    try:
        handed, faults = _carry_out(plans, folder, breaker, tell)
    finally:
        used = None if sampler is None else sampler.stop()
    if len(plans) > 1:
        return conclude_shares(plan, handed, folder, used, faults)
    told = folder / "load.npz"
    columns = load(told)
    if faults:
        columns.add(faults)
        columns.save(told)
    return conclude(plan, columns, own_of(handed[0][1]), used, str(told))


def _sampler(backend: int | None) -> Sampler | None:
    if backend is None:
        return None
    try:
        sampler = Sampler(backend)
    except psutil.NoSuchProcess as error:
        raise LoadError(f"the backend's process {backend} is not running") from error
    sampler.start()
    return sampler


def _carry_out(
    plans: list[Plan], folder: Path, breaker: Breaker | None, tell: Tell | None
) -> tuple[list[Handed], list[Fault]]:
    told: Queue[tuple[int, Second | None]] = Queue()
    progress = Progress(plans[0], len(plans), tell)

    def carry_out(number: int, share: Share) -> Handed:
        return share.carry_out(lambda second: told.put((number, second)))

    with ThreadPoolExecutor(len(plans)) as threads, ExitStack() as running:
        started = []
        for number, plan in enumerate(plans):
            own = share_folder(folder, number, len(plans))
            own.mkdir(parents=True, exist_ok=True)
            started.append(running.enter_context(Share(plan, own)))
        for share in started:
            share.wait_until_ready()
        when = time.monotonic_ns() + LEAD_NS
        for share in started:
            share.begin(str(when))
        handed = [threads.submit(carry_out, number, share) for number, share in enumerate(started)]
        outages = _Outages(plans[0].outages, when, breaker)
        try:
            while progress.running:
                try:
                    progress.add(*told.get(timeout=outages.next_in_s()))
                except Empty:
                    outages.go_on()
        finally:
            outages.end()
        return [one.result() for one in handed], outages.faults


class _Outages:
    """The outages of a plan, one after the other."""

    def __init__(self, outages: tuple[Outage, ...], start: int, breaker: Breaker | None) -> None:
        self.faults: list[Fault] = []
        self._acts: list[tuple[int, Callable[[], None]]] = []
        self._breaker, self._is_on = breaker, False
        for one in sorted(outages, key=lambda outage: outage.begins):
            self._acts.append((start + round(one.begins * 1e9), partial(self._begin, one.fault)))
            self._acts.append((start + round(one.ends * 1e9), self.end))

    def next_in_s(self) -> float | None:
        """The seconds until the next action is due; None: no more."""
        return max(0.0, (self._acts[0][0] - time.monotonic_ns()) / 1e9) if self._acts else None

    def go_on(self) -> None:
        """Perform the next action."""
        _, act = self._acts.pop(0)
        act()

    def _begin(self, fault: str) -> None:
        if self._breaker is not None:
            self._is_on = True
            self._breaker.begin(fault)

    def end(self) -> None:
        """End the active outage."""
        if self._is_on and self._breaker is not None:
            self._is_on = False
            self.faults += self._breaker.end()
