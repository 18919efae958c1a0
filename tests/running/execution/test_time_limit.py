"""The alarm itself, in a process of its own, for SIGALRM belongs to the whole process."""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from lockstep.running.errors import TimeLimitError
from lockstep.running.execution.time_limit import TimeLimit, limit_of

from tests.running.model import feature
from tests.running.time_up import time_up

TEXT = """
@timeout.5
Feature: A
  Scenario: of the feature
    Given x
  @timeout.2
  Rule: R
    Scenario: of the rule
      Given x
    @timeout.1
    Scenario: its own
      Given x
    @timeout.3
    Scenario Outline: of the outline
      Given <n>
      Examples:
        | n |
        | 1 |
"""


def test_the_nearest_tag_counts(tmp_path: Path) -> None:
    found = feature(tmp_path, TEXT).walk_scenarios()
    assert [limit_of(one, 30_000) for one in found] == [
        (5.0, "@timeout.5"),
        (2.0, "@timeout.2"),
        (1.0, "@timeout.1"),
        (3.0, "@timeout.3"),
    ]


def test_without_a_tag_the_setting_counts(tmp_path: Path) -> None:
    [one] = feature(tmp_path, "Feature: A\n  Scenario: b\n    Given x\n").walk_scenarios()
    assert limit_of(one, 1_500) == (1.5, "TEST_TIMEOUT")


def in_a_process(check: Callable[[], None]) -> None:
    """Run the check where an alarm harms nobody; it fails if the check raises."""
    process = multiprocessing.get_context("spawn").Process(target=check)
    process.start()
    process.join(500)
    ended = process.exitcode
    process.kill()
    process.join()
    assert ended == 0


def caller(act: Callable[[], None]) -> str:
    """Code that catches what it calls, as behave does with steps."""
    try:
        act()
    except TimeLimitError as error:
        return str(error)
    return ""


def for_ever() -> None:
    threading.Event().wait()


def _strikes() -> None:
    limit, called = TimeLimit({caller.__code__}), []
    limit.on_strike += [lambda: called.append(1), lambda: called.append(1 // 0), lambda: called.append(2)]
    before = signal.getsignal(signal.SIGALRM)
    limit.start(60, "the time is over")
    assert caller(time_up) == "the time is over"
    assert called == [1, 2]
    assert limit.struck == "the time is over"
    limit.stop()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def _waits_for_code_that_may_be_struck() -> None:
    limit = TimeLimit({caller.__code__})
    limit.start(0.01, "the time is over")
    while not limit.struck:  # no caller on the stack: nothing is raised here
        pass
    assert caller(for_ever) == "the time is over"
    limit.stop()


def _strikes_again() -> None:
    limit = TimeLimit({caller.__code__})
    limit.start(60, "the time is over")

    def swallow() -> None:
        assert caller(time_up)
        for_ever()

    assert caller(swallow) == "the time is over"
    limit.stop()


def _begins_anew() -> None:
    limit = TimeLimit({caller.__code__})
    limit.stop()
    limit.start(60, "the first")
    assert caller(time_up) == "the first"
    limit.start(60, "the second")
    assert limit.struck == ""
    assert caller(time_up) == "the second"
    limit.stop()
    limit.stop()
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def _sees_whether_the_suite_waits() -> None:
    limit = TimeLimit({caller_that_passes_on.__code__})

    def busy() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.001, 1)
        while True:
            pass

    for act, waiting in ((busy, False), (time_up, True)):
        limit.start(60, "the time is over")
        assert limit.waiting
        with pytest.raises(TimeLimitError) as raised:
            caller_that_passes_on(act)
        assert raised.value.waiting is waiting
        assert limit.waiting is waiting
    limit.stop()


def caller_that_passes_on(act: Callable[[], None]) -> None:
    """What stands between behave and the code that is struck."""
    act()


@pytest.mark.parametrize(
    "check",
    [_strikes, _sees_whether_the_suite_waits, _waits_for_code_that_may_be_struck, _strikes_again, _begins_anew],
    ids=lambda check: check.__name__,
)
def test_the_alarm(check: Callable[[], None]) -> None:
    in_a_process(check)
