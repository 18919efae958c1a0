"""How steps and hooks say what happened: the exceptions that the runner tells apart.

    AssertionError          a promise does not hold: failed, 1
      ViolatedError         a property is violated; carries the verdicts
      TimeLimitError        the scenario's time is over
      OutdatedError         what the suite declares of the target does not hold any more
    UnknownError            evidence is missing: unknown, 3
    InvalidError            the machine was too slow to judge: invalid, 3
    EnvironmentFaultError   the scenario, or in a hook of the run the run, cannot go on: error, 2
      CommandFaultError     the command asks for what there is not (a path, a tag, a stage, a title): error, 2
      RunStoppedError       the target died: this scenario is error whatever else it says, no other is begun, 2
    SuiteFaultError         the suite itself is not as it must be: error, 2
    RunInterrupt            a signal ends the run (`lockstep.running.signals`): error, 2

Every other exception is a step that broke: error, 2. The text of these is for people and stands alone: no type,
no traceback. An assertion's text is the witness. `lockstep.running.execution.causes` gives the cause of each.
"""

from collections.abc import Iterable

from lockstep.checks.verdicts import Verdict
from lockstep.recordings.outcome import told
from lockstep.running.signals import CleanUpInterruptedError, RunInterrupt
from lockstep.targets.base import TargetFaultError


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
    waited for an answer just then, and was not busy itself."""

    def __init__(self, sentence: str, *, waiting: bool = True) -> None:
        self.waiting = waiting
        super().__init__(sentence)


class OutdatedError(AssertionError):
    """What the suite declares of the target (a known defect) no longer shows; one sentence for people."""


class EnvironmentFaultError(Exception):
    """The environment does not let the scenario, or the run, go on; one sentence for people."""


class CommandFaultError(EnvironmentFaultError):
    """The command asks for what there is not; one sentence for people, with the nearest that there is."""


class RunStoppedError(EnvironmentFaultError):
    """The run cannot go on (the target died); one sentence for people."""


class SuiteFaultError(Exception):
    """The suite itself is not as it must be (its features, its hooks, its clean-up); one sentence for people."""


SELECTION = "the selection"
"""Where the problem of a run is that executed nothing."""

PLAIN: tuple[type[BaseException], ...] = (
    AssertionError, UnknownError, InvalidError, EnvironmentFaultError, SuiteFaultError, TargetFaultError,
    RunInterrupt, CleanUpInterruptedError,
)  # fmt: skip
"""Exceptions whose text stands alone."""
