import errno

import pytest
from lockstep.actors.session import NoAnswerError
from lockstep.reporting.results import Bad, Cause
from lockstep.running.errors import (
    CommandFaultError,
    EnvironmentFaultError,
    InvalidError,
    OutdatedError,
    RunStoppedError,
    SuiteFaultError,
    TimeLimitError,
    UnknownError,
    ViolatedError,
)
from lockstep.running.execution.causes import cause_of
from lockstep.settings import SettingsError
from lockstep.store import StoreError
from lockstep.targets.base import TargetFaultError
from lockstep.targets.declarations import AdapterError

from tests.reporting.made import VIOLATED


@pytest.mark.parametrize(
    ("error", "status", "cause"),
    [
        (AssertionError("Ben received nothing"), "failed", "product"),
        (ViolatedError([VIOLATED]), "failed", "product"),
        (NoAnswerError("no answer"), "failed", "product"),
        (TimeLimitError("over", waiting=True), "failed", "product"),
        (TimeLimitError("over", waiting=False), "failed", "suite"),
        (OutdatedError("P7 shows no more"), "failed", "suite"),
        (EnvironmentFaultError("the port is taken"), "error", "environment"),
        (RunStoppedError("the target died"), "error", "environment"),
        (TargetFaultError("not reachable"), "error", "environment"),
        (SettingsError(["bad"]), "error", "environment"),
        (StoreError("locked"), "error", "environment"),
        (MemoryError(), "error", "environment"),
        (OSError(errno.ENOSPC, "no space"), "error", "environment"),
        (OSError(errno.EADDRINUSE, "in use"), "error", "environment"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "error", "environment"),
        (TimeLimitError("over", waiting=True), "error", "environment"),
        (TimeLimitError("over", waiting=False), "error", "suite"),
        (FileNotFoundError(errno.ENOENT, "not there"), "error", "suite"),
        (SuiteFaultError("an unknown tag"), "error", "suite"),
        (KeyError("x"), "error", "suite"),
        (AssertionError("in a hook"), "error", "suite"),
        (ExceptionGroup("at once", [TargetFaultError("a"), TargetFaultError("b")]), "error", "environment"),
        (ExceptionGroup("at once", [TargetFaultError("a"), KeyError("b")]), "error", "suite"),
        (AdapterError("mine.py, line 7: the adapter of mine raised KeyError: 'id' in perform"), "error", "adapter"),
        (ExceptionGroup("at once", [AdapterError("a"), AssertionError("b")]), "failed", "adapter"),
        (CommandFaultError("there is no such tag"), "error", "command"),
        (UnknownError("never settled"), "unknown", "evidence"),
        (InvalidError("140 ms"), "invalid", "machine"),
    ],
)
def test_whom_it_speaks_of(error: BaseException, status: Bad, cause: Cause) -> None:
    assert cause_of(error, status) == cause
