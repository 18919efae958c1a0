"""The cause of a problem: the product, its environment, the adapter, or the suite.

    failed   plant        any failure in a run with a plant: its purpose is to make scenarios fail
             product      a promise does not hold: an assertion of a step, a violated property, a missing answer, a
                          time limit exceeded while the suite waited for the backend
             suite        a time limit exceeded while the suite itself was busy; a declared defect of the target that
                          no longer occurs, so that the declaration is out of date
    error    environment  a precondition is not met: the target is down, does not start, rejects every login or the
                          set-up; a setting, a port, a missing part, the disk; a declared fault or a plant without
                          effect; a time limit exceeded while clean-up waited for the backend; an interruption
             command      it names something unknown: a path, a line, a tag, a stage, a title
             adapter      the adapter raised an error of its own, whatever else failed in that scenario
             suite        any other error: a step, a hook, a feature that cannot be read, leftovers of clean-up
    unknown  evidence     no cause is assigned: evidence is missing
    invalid  machine      no cause is assigned: the machine was too slow to measure

A backend that dies without a declared fault counts as the environment: it cannot be known whether it ended by itself
or from outside (memory, a person, another program), so its scenario is an error and the run stops. Whether a backend
that a scenario killed itself comes back is checked by steps, which fail. This divides the exit codes further: 1 is
the product (or the plant), unless a time limit or a declaration says otherwise, 2 the environment, the command or the
suite, 3 neither. An error of the operating system is the environment's if it says that something is full, taken,
forbidden or unreachable; several errors at once are if all of them are. See docs/running.md, "Causes" and "Exit
codes".
"""

import errno

from lockstep.reporting.results import Bad, Cause
from lockstep.running.errors import CommandFaultError, EnvironmentFaultError, OutdatedError, TimeLimitError
from lockstep.running.signals import CleanUpInterruptedError, RunInterrupt
from lockstep.settings import SettingsError
from lockstep.store import StoreError
from lockstep.targets.base import TargetFaultError
from lockstep.targets.guard import adapters_own

_ENVIRONMENT = (
    EnvironmentFaultError, TargetFaultError, SettingsError, StoreError, MemoryError, RunInterrupt,
    CleanUpInterruptedError,
)  # fmt: skip
_LACKING = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE,
    errno.ENOMEM, errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH,
})  # fmt: skip


def cause_of(error: BaseException, status: Bad) -> Cause:
    """The cause of an exception that led to this status."""
    if status == "unknown":
        return "evidence"
    if status == "invalid":
        return "machine"
    if adapters_own(error) is not None:
        return "adapter"
    if status == "failed":
        busy = isinstance(error, TimeLimitError) and not error.waiting
        return "suite" if busy or isinstance(error, OutdatedError) else "product"
    if isinstance(error, CommandFaultError):
        return "command"
    return "environment" if _lacks(error) else "suite"


def _lacks(error: BaseException) -> bool:
    """Whether the environment fails to provide something needed."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(_lacks, error.exceptions))
    if isinstance(error, TimeLimitError):
        return error.waiting
    return isinstance(error, _ENVIRONMENT) or (isinstance(error, OSError) and error.errno in _LACKING)
