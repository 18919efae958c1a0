"""`python -m evidence.mutants NAME --port 0 [arguments of lockstep.reference]`; without NAME: what there is.

Exit code 2 and one sentence when there is no such mutant; else as the backend's.
"""

import importlib
import sys
from pathlib import Path

from lockstep.reference.__main__ import main

from evidence.mutants.mutant import Mutant
from evidence.mutants.second_round.registry import MISTAKES
from evidence.mutants.slipped.registry import SLIPS

NAMES = tuple(sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py") if file.stem != "mutant"))


def load(name: str) -> Mutant:
    """The mutant of this name."""
    mutant: Mutant = importlib.import_module(f"evidence.mutants.{name}").MUTANT
    return mutant


def start(arguments: list[str]) -> int:
    """Start the mutant that the first argument names; the exit code."""
    name = arguments[0] if arguments else ""
    if name in SLIPS:
        SLIPS[name].apply()
    elif name in MISTAKES:
        MISTAKES[name].apply()
    elif name in NAMES:
        load(name).apply()
    else:
        sys.stderr.write(f"python -m evidence.mutants: {name!r} is no mutant; there are {', '.join(NAMES)}.\n")
        return 2
    return main(arguments[1:], prog=f"python -m evidence.mutants {name}")


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
