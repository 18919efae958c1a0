"""The cause of a problem: the product, its environment, or the suite.

    failed   plant        in a run with a plant, whatever failed: it is there to make scenarios fail
             product      a promise does not hold: an assertion of a step, a violated property, an answer that did not
                          come, a time limit that struck while the suite waited for the backend
             suite        a time limit that struck while the suite itself was busy; a declared defect of the target
                          that does not show any more, so that the declaration is out of date
    error    environment  what there must be before anything can be said: the target is down, does not start, lets
                          nobody in or refuses the set-up; a setting, a port, a missing part, the disk; a declared
                          fault or a plant without effect; a time limit that struck while clean-up waited for the
                          backend; an interruption
             command      it asks for what there is not: a path, a line, a tag, a stage, a title
             suite        all else that broke: a step, a hook, a feature that cannot be read, what clean-up left
    unknown  evidence     no cause is assigned: evidence is missing
    invalid  machine      no cause is assigned: the machine was too slow to measure

A backend that dies without a declared fault is the environment's: nobody knows whether it ended by itself or was
ended from outside (memory, a hand, another program), its scenario is an error and the run stops. That a backend which
a scenario had killed itself does not come back is asked of it in steps, which fail. So the exit codes are parted
further: 1 is the product (or the plant), unless a time limit or a declaration says otherwise, 2 the environment, the
command or the suite, 3 neither. An error of the operating system is the environment's where it says that something is
full, taken, forbidden or not to be reached; of several at once, where all are.
See docs/running.md, "Causes" and "Exit codes".
"""

import errno

from lockstep.reporting.results import Bad, Cause
from lockstep.running.errors import CommandFaultError, EnvironmentFaultError, OutdatedError, TimeLimitError
from lockstep.running.signals import CleanUpInterruptedError, RunInterrupt
from lockstep.settings import SettingsError
from lockstep.store import StoreError
from lockstep.targets.base import TargetFaultError

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
    if status == "failed":
        busy = isinstance(error, TimeLimitError) and not error.waiting
        return "suite" if busy or isinstance(error, OutdatedError) else "product"
    if isinstance(error, CommandFaultError):
        return "command"
    return "environment" if _lacks(error) else "suite"


def _lacks(error: BaseException) -> bool:
    """Whether the environment does not give what is needed."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(_lacks, error.exceptions))
    if isinstance(error, TimeLimitError):
        return error.waiting
    return isinstance(error, _ENVIRONMENT) or (isinstance(error, OSError) and error.errno in _LACKING)
