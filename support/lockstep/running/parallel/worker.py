"""A worker: a process that was forked when features, hooks and steps were loaded, and runs one scenario at a time.

It has a suite of its own (loop, target, relay), so hooks of the run run once per worker; what belongs to one worker
lies in `<reports>/worker-N/`. It writes its scenarios' histories and Allure results itself and sends every result to
the process that started it, which has all other reports. It is the leader of a session of its own: Ctrl-C reaches it
only through that process. It ends in order when there is no other scenario, when it is interrupted, and when
that process is gone.
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
    """Be worker `number`; returns when all is closed. To be called in the new process, with signals still blocked."""
    os.setsid()
    wake_with_parents_end()
    INTERRUPTION.pass_on = None
    INTERRUPTION.on_strike = [partial(runner.stop_run, INTERRUPTED)]
    INTERRUPTION.install(again_s=0, always=True)  # the other process has seen which of them count
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
    """Sends the events of the stream on; when the other end is gone, the next request for a scenario fails."""

    def tell(type: str, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        with suppress(OrphanedError):
            channel.send(Told(type, {"at": time.time()} | facts))

    return tell


class _Lines:
    """What the runner prints on, as a file. Errors are said by the process that hears of them all, once each."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def write(self, text: str) -> None:
        if not text.startswith("error: "):
            with suppress(OrphanedError):  # the next request for a scenario fails
                self._channel.send(Said(text.rstrip("\n")))

    def flush(self) -> None:
        """Every line is sent at once."""


class _Results:
    """A report that sends every result on."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def begun(self, run: RunResult) -> None:
        """Nothing: the other process began it."""

    def concluded(self, result: ScenarioResult) -> None:
        """Send it. Raises OrphanedError when nobody is there any more."""
        self._channel.send(Concluded(result))

    def ended(self, run: RunResult) -> None:
        """Nothing: the other process ends it."""
