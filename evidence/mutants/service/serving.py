"""How a mistaken service is started: as the service is, with one method replaced."""

import sys

from lockstep.management.__main__ import main

from evidence.mutants.mutant import Mutant


def serve(mutant: Mutant) -> int:
    """Be the service with this mistake, with the command's arguments; the exit code."""
    mutant.apply()
    return main(sys.argv[1:])
