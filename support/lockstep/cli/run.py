"""`lockstep run`: runs scenarios with behave's own options, without importing click."""

import sys
from collections.abc import Sequence

HELP = """\
Usage: lockstep run [OPTIONS] [PATH...]

  Run the scenarios of features/, or those of each PATH (FOLDER, FILE or FILE:LINE). In a folder without
  features, run the suite included in Lockstep. All arguments except --failed are passed to behave unchanged.

  Examples:
    lockstep run --tags=@smoke
    lockstep run features/sync/messages.feature:13 -D seed=7
    lockstep run --jobs 4 -D target=nchan
    lockstep run --failed

  Exit codes:
    0  every scenario passed
    1  a scenario failed: the backend broke a promise
    2  the run broke: settings, features, steps or the environment
    3  a scenario could not be judged

Options:
  --failed  Run only the scenarios that did not pass in the last run, according to its reports; repeat its -D options.

"""


def run(arguments: Sequence[str]) -> int:
    """Run the scenarios and return the exit code. Raises SystemExit with it if the run has one."""
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(HELP)
        sys.stdout.flush()
    from lockstep.running.command import start  # noqa: PLC0415 - so that the help begins at once

    return start(arguments)
