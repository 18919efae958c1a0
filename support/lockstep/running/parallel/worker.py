"""A worker: a process forked once features, hooks and steps are loaded, which runs one scenario at a time.

It has its own suite (loop, target, relay), so hooks of the run are called once per worker; its own files are in
`<reports>/worker-N/`. It writes its scenarios' histories and Allure results itself and sends every result to the
process that started it, which writes all other reports. It leads its own session: Ctrl-C reaches it only through that
process. It ends in order when there are no more scenarios, when it is interrupted, and when that process is gone.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from behave.model import Feature, Scenario

from lockstep.processes.children import CHILDREN
from lockstep.processes.linux import wake_with_parents_end
from lockstep.reporting.results import RunResult, ScenarioResult
from lockstep.running.execution.progress import Tell
from lockstep.running.execution.scenario_runner import ScenarioRunner
from lockstep.running.parallel.protocol import Channel, Concluded, Ending, OrphanedError, Over, Said, Told
from lockstep.running.parallel.single_scenario import only
from lockstep.running.signals import INTERRUPTED, INTERRUPTION, SIGNALS

logger = logging.getLogger("lockstep")


def work(
    runner: ScenarioRunner, number: int, channel: Channel, scenarios: Sequence[tuple[Feature, Scenario]]
) -> None:
    """Run as worker `number`; returns when everything is closed. Call it in the new process, with signals blocked."""
    os.setsid()
    wake_with_parents_end()
    INTERRUPTION.pass_on = None
    INTERRUPTION.on_strike = [partial(runner.stop_run, INTERRUPTED)]
    INTERRUPTION.install(again_s=0, always=True)  # the other process has decided which of them count
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    runner.become_worker(number, _Lines(channel), _Results(channel), _teller(channel))
    run_model: Callable[[Iterator[Feature]], bool] = runner.run_model
    try:
        run_model(_units(runner, channel, scenarios))
    except KeyboardInterrupt:
        runner.stop_run(INTERRUPTED)
    except OrphanedError as error:
        runner.stop_run(str(error))
    except (Exception, SystemExit) as error:
        logger.exception("worker %s broke", number)
        runner.broke(f"worker {number}", error)
    finally:
        runner.limit.stop()
        INTERRUPTION.end()
    CHILDREN.end()
    try:
        channel.send(Over(runner.run_results.run.problems, runner.run_results.run.stopped))
    except OrphanedError as error:
        logger.warning("worker %s could not report that it has finished: %s", number, error)


def _units(
    runner: ScenarioRunner, channel: Channel, scenarios: Sequence[tuple[Feature, Scenario]]
) -> Iterator[Feature]:
    """Each feature with the one scenario to run, as long as there are any and nothing ends the run."""
    try:
        while not (runner.aborted or runner.run_results.rest):
            index = channel.scenario()
            if index is None:
                return
            with only(*scenarios[index]) as feature:
                yield feature
        channel.send(Ending(runner.run_results.run.stopped, runner.run_results.rest))
    except OrphanedError as error:
        runner.stop_run(str(error))


def _teller(channel: Channel) -> Tell:
    """Forwards the stream's events; when the other end is gone, the next request for a scenario fails."""

    def tell(type: str, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        with suppress(OrphanedError):
            channel.send(Told(type, {"at": time.time()} | facts))

    return tell


class _Lines:
    """The runner's console as a file. Errors are printed by the process that collects them all, once each."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def write(self, text: str) -> None:
        if not text.startswith("error: "):
            with suppress(OrphanedError):  # the next request for a scenario fails
                self._channel.send(Said(text.rstrip("\n")))

    def flush(self) -> None:
        """Every line is sent at once."""


class _Results:
    """A report that forwards every result."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def begun(self, run: RunResult) -> None:
        """Do nothing: the other process began the run."""

    def concluded(self, result: ScenarioResult) -> None:
        """Send it. Raises OrphanedError when the other process is gone."""
        self._channel.send(Concluded(result))

    def ended(self, run: RunResult) -> None:
        """Do nothing: the other process ends the run."""
