"""Signals that end a run: what they interrupt, what has its turn, and how often they must come for what."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lockstep.recordings.whole import WHOLE
from lockstep.running import signals
from lockstep.running.signals import CleanUpInterruptedError, Interruption, RunInterrupt

from tests.running.project import Project

PASSES = "Given nothing;When nothing happens"
AT_ONCE = "import os, signal\ndef interrupt(): os.kill(os.getpid(), signal.SIGINT)\n"
LATER = (
    "import os, signal, threading\n"
    "def interrupt():\n"
    "    threading.Event().wait(1.1)\n"  # within a second it would be the same interruption
    "    os.kill(os.getpid(), signal.SIGINT)\n"
    "    threading.Event().wait()\n"
)
NOTING = "def after_all(context): context.say('closed')\n"


def said(lines: list[str]) -> int:
    return lines.count("error: the run was interrupted")


@pytest.mark.process
def test_a_clean_up_is_not_interrupted_by_the_first(project: Project) -> None:
    project.scenarios(PASSES, PASSES)
    project.hooks(AT_ONCE + NOTING + "def after_scenario(context, scenario): interrupt(); context.say('cleaned')\n")
    ran = project.run()
    ran.came_to(2, passed=1, failed=0, skipped=1)
    assert ran.lines.index("cleaned") < ran.lines.index("closed")
    assert said(ran.lines) == 1
    assert ran.summary["stopped"] == "the run was interrupted"


@pytest.mark.process
def test_the_end_of_the_run_is_not_interrupted_by_the_first(project: Project) -> None:
    project.scenarios(PASSES)
    project.hooks(AT_ONCE + "def after_all(context): interrupt(); context.say('closed')\n")
    ran = project.run()
    assert (ran.code, ran.totals(), said(ran.lines)) == (2, (1, 0, 0), 1)
    assert "closed" in ran.lines


@pytest.mark.process
@pytest.mark.parametrize("hook", ["after_scenario(context, scenario)", "after_all(context)"])
def test_a_second_one_cuts_the_clean_up_short(project: Project, hook: str) -> None:
    project.scenarios("When the user interrupts", PASSES)
    project.hooks(f"{LATER}def {hook}: interrupt()\n")
    ran = project.run()
    assert (ran.code, ran.totals(), said(ran.lines)) == (2, (0, 0, 1), 1)
    assert "was interrupted, so items that it should have removed may remain" in str(ran.summary)
    assert "Traceback" not in ran.out + ran.err + ran.log


@pytest.mark.process
def test_a_second_one_cuts_a_clean_up_function_short_and_the_others_have_their_turn(project: Project) -> None:
    project.scenarios("When the user interrupts", PASSES)
    project.hooks(
        f"{LATER}def before_scenario(context, scenario):\n"
        "    context.add_cleanup(context.say, 'the other one')\n"
        "    context.add_cleanup(interrupt)\n"
    )
    ran = project.run()
    assert (ran.code, ran.totals(), said(ran.lines)) == (2, (0, 0, 1), 1)
    assert "this clean-up was interrupted" in ran.out
    assert "the other one" in ran.lines


@pytest.mark.process
def test_several_at_once_are_one(project: Project) -> None:
    project.scenarios("When the pipeline is cancelled", PASSES)
    project.hooks(AT_ONCE + NOTING + "def after_scenario(context, scenario): interrupt(); context.say('cleaned')\n")
    ran = project.run()
    ran.came_to(2, passed=0, failed=1, skipped=1)
    assert {"cleaned", "closed"} <= set(ran.lines)


@pytest.mark.process
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_before_the_first_scenario(project: Project, jobs: str) -> None:
    project.scenarios(PASSES, PASSES)
    project.hooks(AT_ONCE + "interrupt()\n")
    ran = project.run("--jobs", jobs)
    ran.came_to(2, passed=0, failed=0, skipped=2)
    assert said(ran.lines) == 1
    assert [one["message"] for one in ran.summary["problems"]] == ["the run was interrupted"]


@pytest.mark.process
def test_what_was_found_before_stays(project: Project) -> None:
    project.scenarios("When it fails", "When the user interrupts")
    ran = project.run()
    assert (ran.code, ran.totals(), said(ran.lines)) == (1, (0, 1, 0), 1)
    assert [one["status"] for one in ran.summary["scenarios"]] == ["failed", "error"]


@pytest.mark.process
def test_a_signal_that_is_ignored_from_the_start_stays_so(project: Project) -> None:
    project.scenarios("When the terminal is closed", PASSES)
    ran = project.run_command("/bin/sh", "-c", 'trap "" HUP; exec "$0" -m behave', __import__("sys").executable)
    ran.came_to(0, passed=2, failed=0)


@pytest.fixture
def kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in signals.ENDING}
    on_left = WHOLE.on_left
    yield
    WHOLE.on_left = on_left
    for number, handler in before.items():
        signal.signal(number, handler)


class At:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> At:
    at = At()
    monkeypatch.setattr(signals, "time", at)
    return at


def act(strike: Callable[[], Any]) -> None:
    strike()


def clean_up(strike: Callable[[], Any]) -> None:
    strike()


def armed() -> Interruption:
    made = Interruption()
    made.install()
    made.arm({act.__code__}, {clean_up.__code__})
    return made


def raised() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("kept")
def test_it_is_raised_only_where_it_is_caught(clock: At) -> None:
    interruption = armed()
    interruption.check()
    raised()
    assert interruption.count == 1
    with pytest.raises(RunInterrupt, match="the run was interrupted"):
        interruption.check()
    clock.now = 2.0
    with pytest.raises(RunInterrupt):
        act(raised)


@pytest.mark.usefixtures("kept", "clock")
def test_what_must_be_done_whole_is_interrupted_at_its_end() -> None:
    interruption, done = armed(), list[int]()

    def both() -> None:
        with WHOLE:
            done.append(1)
            raised()
            done.append(2)
        done.append(3)

    with pytest.raises(RunInterrupt):
        act(both)
    assert (done, interruption.count) == ([1, 2], 1)


@pytest.mark.usefixtures("kept")
def test_unless_it_comes_again(clock: At) -> None:
    armed()

    def later() -> None:
        clock.now += 2.0
        raised()

    def twice() -> None:
        with WHOLE:
            act(later)
            act(later)

    with pytest.raises(RunInterrupt):
        twice()


@pytest.mark.usefixtures("kept")
def test_clean_up_is_interrupted_by_the_second(clock: At) -> None:
    interruption = armed()
    interruption.cleaning = True
    act(raised)
    clock.now = 0.9
    act(raised)
    clock.now = 1.1
    with pytest.raises(RunInterrupt):
        act(raised)
    clock.now = 2.2
    with pytest.raises(CleanUpInterruptedError):
        clean_up(raised)


@pytest.mark.usefixtures("kept", "clock")
def test_a_destructor_is_never_interrupted() -> None:
    interruption = armed()

    class Thing:
        def __del__(self) -> None:
            raised()

    act(lambda: Thing() and None)
    assert interruption.count == 1


@pytest.mark.usefixtures("kept")
def test_before_it_is_armed_a_second_one_is_raised_anywhere(clock: At) -> None:
    interruption = Interruption()
    interruption.install()
    raised()
    clock.now = 2.0
    with pytest.raises(RunInterrupt):
        raised()


@pytest.mark.usefixtures("kept")
def test_who_wants_to_know_is_told_and_at_the_end_nobody(clock: At) -> None:
    interruption, told = armed(), list[object]()
    interruption.on_strike.append(lambda: told.append("strike"))
    interruption.on_raise.append(lambda: told.append("raise"))
    interruption.pass_on = told.append
    raised()
    assert told == ["strike", 1]
    clock.now = 2.0
    with pytest.raises(RunInterrupt):
        act(raised)
    assert told == ["strike", 1, "strike", 2, "raise"]
    interruption.end({clean_up.__code__})
    act(raised)
    clock.now = 4.0
    assert len(told) == 5
    with pytest.raises(RunInterrupt):
        clean_up(raised)
    interruption.ignore()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.usefixtures("kept")
def test_one_that_is_ignored_stays_so_unless_it_must_not() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interruption = Interruption()
    interruption.install()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    interruption.install(always=True)
    assert signal.getsignal(signal.SIGHUP) == interruption._strike
