"""Where the command `lockstep` starts.

A run is behave in this process, and starts without what only the other subcommands need: neither click nor rich is
imported for it. A run that is interrupted before it has begun ends with a sentence and code 2.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

from lockstep.reporting.console.encoding import escape_unencodable


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the arguments say, by default those of this process, and exit with the code of it."""
    escape_unencodable(sys.stdout, sys.stderr)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        sys.exit(_run(given[1:]))
    from lockstep.cli.group import lockstep  # noqa: PLC0415 - it brings click, which a run does without

    lockstep.main(args=given or ["--help"], prog_name="lockstep")


def _run(arguments: Sequence[str]) -> int:
    """Run scenarios; the exit code. Raises SystemExit with it where the run has one."""
    from lockstep.running.signals import INTERRUPTION, RunInterrupt  # noqa: PLC0415 - before what takes time to import

    INTERRUPTION.install()
    try:
        from lockstep.cli.run import run  # noqa: PLC0415 - other subcommands need nothing of it

        return run(arguments)
    except RunInterrupt:
        sys.stderr.write("lockstep run: it was interrupted before it began\n")
        return 2
