"""How steps and hooks report what happened: the exceptions that the runner distinguishes.

    AssertionError          a promise does not hold: failed, 1
      ViolatedError         a property is violated; carries the verdicts
      TimeLimitError        the scenario's time is over
      OutdatedError         what the suite declares of the target does not hold any more
    UnknownError            evidence is missing: unknown, 3
    InvalidError            the machine was too slow to judge: invalid, 3
    EnvironmentFaultError   the scenario, or in a hook of the run the run, cannot go on: error, 2
      CommandFaultError     the command names something unknown (a path, a tag, a stage, a title): error, 2
      RunStoppedError       the target died: this scenario is error regardless of its result, no other is begun, 2
    SuiteFaultError         the suite itself is faulty: error, 2
    AdapterError            the adapter raised an error of its own: error, 2
    RunInterrupt            a signal ends the run (`lockstep.running.signals`): error, 2

Every other exception is a step that broke: error, 2. The text of these is written for users and complete in itself:
no type, no traceback. An assertion's text is the witness. `lockstep.running.execution.causes` gives the cause of
each.
"""

from collections.abc import Iterable

from lockstep.checks.verdicts import Verdict
from lockstep.recordings.outcome import told
from lockstep.running.signals import CleanUpInterruptedError, RunInterrupt
from lockstep.targets.base import TargetFaultError
from lockstep.targets.declarations import AdapterError


class ViolatedError(AssertionError):
    """Properties are violated. `verdicts` are all the verdicts on the history."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts = tuple(verdicts)
        super().__init__(told(self.verdicts, "violated"))


class UnknownError(Exception):
    """No property is violated, but some could not be judged. `verdicts` are all the verdicts on the history."""

    def __init__(self, verdicts: Iterable[Verdict] | str) -> None:
        self.verdicts = () if isinstance(verdicts, str) else tuple(verdicts)
        super().__init__(verdicts if isinstance(verdicts, str) else told(self.verdicts, "unknown"))


class InvalidError(Exception):
    """A measurement disturbed by the host; the text says by how much."""


class TimeLimitError(AssertionError):
    """The time limit of the scenario is over; the text says which limit and where it comes from. `waiting`: the suite
    was waiting for an answer at that moment, and was not busy itself."""

    def __init__(self, sentence: str, *, waiting: bool = True) -> None:
        self.waiting = waiting
        super().__init__(sentence)


class OutdatedError(AssertionError):
    """A declaration about the target (a known defect) no longer applies; one sentence for the user."""


class EnvironmentFaultError(Exception):
    """The environment prevents the scenario, or the run, from continuing; one sentence for the user."""


class CommandFaultError(EnvironmentFaultError):
    """The command names something unknown; one sentence for the user, with the nearest known name."""


class RunStoppedError(EnvironmentFaultError):
    """The run cannot continue (the target died); one sentence for the user."""


class SuiteFaultError(Exception):
    """The suite itself is faulty (its features, its hooks, its clean-up); one sentence for the user."""


SELECTION = "the selection"
"""The place given for the problem of a run that executed nothing."""

PLAIN: tuple[type[BaseException], ...] = (
    AssertionError, UnknownError, InvalidError, EnvironmentFaultError, SuiteFaultError, TargetFaultError,
    RunInterrupt, CleanUpInterruptedError, AdapterError,
)  # fmt: skip
"""Exceptions whose text is complete in itself."""
