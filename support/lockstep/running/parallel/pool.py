"""Parallel runs, seen from the process that starts the workers and owns the reports.

Scenarios are handed out one at a time, in order, to the workers that ask for one. Results, lines and problems are
entered and printed as they arrive; a problem shared by several workers is entered once. A worker that cannot begin,
that stops, or that dies ends the run: no more scenarios are handed out, running ones finish. An interruption is
passed on to every worker, which cleans up and ends; a second one cuts that short, a third kills it. When the run
ends, all workers have ended, including the processes of a dead one. Workers are forked, so the system must support
that; behave 1.3.3 itself only parses `--jobs`.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from behave.model import Feature, Scenario

from lockstep.processes.children import CHILDREN
from lockstep.running.execution.scenario_runner import ScenarioRunner
from lockstep.running.parallel.protocol import Channel, Concluded, Ending, Free, Message, Over, Said, Told
from lockstep.running.parallel.worker import work
from lockstep.running.signals import INTERRUPTION, SIGNALS

_FORK = multiprocessing.get_context("fork")
_ASKED = 2
"""How often workers are asked to end before they are killed."""


@dataclass(eq=False)
class _Worker:
    number: int
    process: multiprocessing.context.ForkProcess
    connection: Connection
    scenario: int | None = None
    asked: bool = False
    over: bool = False


class WorkerPool:
    """The workers of one run."""

    def __init__(self, runner: ScenarioRunner, count: int, scenarios: Sequence[tuple[Feature, Scenario]]) -> None:
        """Nothing is started yet. Features, hooks and steps of the runner are loaded."""
        self._runner = runner
        self._count = count
        self._scenarios = scenarios
        self._next = deque(range(len(scenarios)))
        self._workers: list[_Worker] = []

    def run(self) -> None:
        """Start the workers and return when all have ended."""
        CHILDREN.scratch()  # so that there is a watchdog for the workers
        INTERRUPTION.pass_on = self._pass_on
        try:
            for number in range(1, self._count + 1):
                if not INTERRUPTION.count:
                    self._workers.append(self._start(number))
            live = list(self._workers)
            while live:
                for connection in wait([worker.connection for worker in live]):
                    worker = next(one for one in live if one.connection is connection)
                    if not self._hear(worker):
                        live.remove(worker)
        finally:
            for (
                worker
            ) in self._workers:  # those still running after an error here: they notice that the pipe is closed
                worker.connection.close()
                worker.process.join()
            INTERRUPTION.pass_on = None

    def _start(self, number: int) -> _Worker:
        ours, theirs = _FORK.Pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            process = _FORK.Process(target=self._be, args=(number, ours, theirs), name=f"worker {number}")
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        if process.pid is not None:
            CHILDREN.forked(process.pid)
        return _Worker(number, process, ours)

    def _be(self, number: int, ours: Connection, theirs: Connection) -> None:
        """In the new process: release the parent's ends of the pipes, or the parent's end would go unnoticed."""
        for connection in (ours, *(worker.connection for worker in self._workers)):
            connection.close()
        work(self._runner, number, Channel(theirs), self._scenarios)

    def _pass_on(self, times: int) -> None:
        for worker in self._workers:
            if worker.process.exitcode is None and worker.process.pid is not None:
                os.kill(worker.process.pid, signal.SIGINT if times <= _ASKED else signal.SIGKILL)

    def _hear(self, worker: _Worker) -> bool:
        """Handle one message; false when the worker has ended."""
        try:
            message: Message = worker.connection.recv()
        except (EOFError, OSError):
            self._ended(worker)
            return False
        self._take(worker, message)
        return True

    def _take(self, worker: _Worker, message: Message) -> None:
        runner, run_results = self._runner, self._runner.run_results
        if isinstance(message, Free):
            worker.asked = True
            stops = run_results.run.stopped or run_results.rest or not self._next
            worker.scenario = None if stops else self._next.popleft()
            with suppress(OSError):  # it has died: this is noticed when it is waited for
                worker.connection.send(worker.scenario)
        elif isinstance(message, Said):
            runner.say(f"worker {worker.number}: {message.line}")
        elif isinstance(message, Told):
            runner.tell(message.type, **message.facts)
        elif isinstance(message, Concluded) and worker.scenario is not None:
            runner.take(self._scenarios[worker.scenario][1], message.result)
        elif isinstance(message, Ending):
            run_results.rest = run_results.rest or message.rest
            self._stop(message.stopped)
        elif isinstance(message, Over):
            worker.over = True
            self._stop(message.stopped)
            for problem in message.problems:
                if problem.message not in {one.message for one in run_results.run.problems}:
                    run_results.run.problems.append(problem)
                    if problem.message != run_results.run.stopped:  # this is reported at the end
                        runner.say(f"error: {problem.message}")
            if message.problems and not worker.asked:
                self._next.clear()

    def _stop(self, reason: str) -> None:
        if reason:
            self._runner.stop_run(reason)

    def _ended(self, worker: _Worker) -> None:
        if not worker.over and worker.process.pid is not None:
            with suppress(ProcessLookupError):  # its child processes; its own id is not released before the join
                os.killpg(worker.process.pid, signal.SIGTERM)
        worker.process.join()
        worker.connection.close()
        if not worker.over:
            doing = "" if worker.scenario is None else f' while it ran "{self._scenarios[worker.scenario][1].name}"'
            code = worker.process.exitcode or 0
            how = f"was killed by signal {-code}" if code < 0 else f"ended by itself with code {code}"
            self._stop(f"worker {worker.number} {how}{doing}, so the run cannot continue")
