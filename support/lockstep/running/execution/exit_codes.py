"""The exit code of a run, which pipelines rely on.

    0  at least one scenario was executed and all passed; known defects and skips are listed
    1  a step failed, a promise was violated, a time limit struck, or a scenario is flaky and not excused
    2  the suite or its environment: an error, leftovers, a wrong setting, or nothing was executed
    3  nothing worse than unknown or invalid

1 beats 2 beats 3. See docs/running.md, "Exit codes".
"""

from typing import Literal

from lockstep.reporting.results import SKIPPED, RunResult

ExitCode = Literal[0, 1, 2, 3]


def exit_code(run: RunResult) -> ExitCode:
    """The code for a finished run."""
    statuses = {"passed" if one.passed else one.status for one in run.final()}
    statuses |= {problem.status for problem in run.problems}
    if statuses & {"failed", "flaky"}:
        return 1
    if "error" in statuses or run.stopped or statuses <= SKIPPED:
        return 2
    return 3 if statuses & {"unknown", "invalid"} else 0
