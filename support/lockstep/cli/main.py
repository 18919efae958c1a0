"""Where the command `lockstep` starts.

A run is behave in this process, and imports neither click nor rich, which only the other subcommands need. A run that
is interrupted before it has begun ends with a sentence and code 2.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

from lockstep.reporting.console.encoding import escape_unencodable

INTERRUPTED_EARLY = "the run was interrupted before it began"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command given by the arguments, by default those of this process, and exit with its code."""
    escape_unencodable(sys.stdout, sys.stderr)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        sys.exit(_run(given[1:]))
    from lockstep.cli.group import lockstep  # noqa: PLC0415 - it brings click, which a run does without

    lockstep.main(args=given or ["--help"], prog_name="lockstep")


def _run(arguments: Sequence[str]) -> int:
    """Run scenarios and return the exit code. Raises SystemExit with it if the run has one."""
    from lockstep.running.signals import INTERRUPTION, RunInterrupt  # noqa: PLC0415 - before what takes time to import

    INTERRUPTION.install()
    try:
        from lockstep.cli.run import run  # noqa: PLC0415 - other subcommands need nothing of it

        return run(arguments)
    except RunInterrupt:
        sys.stderr.write(f"lockstep run: {INTERRUPTED_EARLY}\n")
        return 2
