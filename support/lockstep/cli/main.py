"""Where the command `lockstep` starts.

A run is behave in this process, and starts without what only the other subcommands need: neither click nor rich is
imported for it.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the arguments say, by default those of this process, and exit with the code of it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        from lockstep.cli.run import run  # noqa: PLC0415 - other subcommands need nothing of it

        sys.exit(run(given[1:]))
    from lockstep.cli.group import lockstep  # noqa: PLC0415 - it brings click, which a run does without

    lockstep.main(args=given or ["--help"], prog_name="lockstep")
