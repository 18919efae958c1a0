"""`python -m evidence.mutants.slipped [NAME ...]`: run the suite against each slip and say what catches it.

`--first` runs the features named beside it, as they were on the day it was written (in a checkout of that day);
without it, the scenario that was added for it or already caught it. Results are kept in `--results`
(reports/slipped), a folder for each; what is there is not run again. `--page FILE` writes the table. Exit code 0: all
were caught; 1: not so; 2: no such slip.
"""

import argparse
import re
import sys
from pathlib import Path

from evidence.matrix.faults import Fault
from evidence.matrix.running import ROOT, done, run
from evidence.matrix.table import fallen
from evidence.mutants.slipped.page import page
from evidence.mutants.slipped.registry import SLIPS
from evidence.mutants.slipped.slip import Slip

ADDED = (
    "features/sync/parity.feature",
    "features/sync/fields.feature",
    "features/sync/strangers.feature",
    "features/sync/roles.feature",
    "features/sync/typing.feature",
    "features/connection/devices.feature",
    "features/recovery/limits.feature",
)


def result(slip: Slip, folder: Path, selection: tuple[str, ...]) -> dict[str, list[str]]:
    """What fell with a slip in what is selected (behave's arguments), and in which scenarios. Raises FaultError."""
    found = done(folder)
    if found is None:
        found = run(Fault(slip.name, "mutant", slip.expected, does=slip.does), folder, selection)
    return fallen(found)


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evidence.mutants.slipped", allow_abbrev=False)
    parser.add_argument("slip", nargs="*", help="run only these; without: all")
    parser.add_argument("--first", action="store_true", help="against the features of the first run")
    parser.add_argument("--results", type=Path, default=ROOT / "reports" / "slipped")
    parser.add_argument("--page", type=Path, help="write the table here")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.slip) - set(SLIPS)):
        sys.stderr.write(f"There is no slip {', '.join(unknown)}; there are {', '.join(SLIPS)}.\n")
        return 2
    found = {}
    for name in asked.slip or SLIPS:
        selection = SLIPS[name].features if asked.first else (*ADDED, "-n", re.escape(SLIPS[name].now))
        found[name] = result(SLIPS[name], asked.results.resolve() / name, selection)
        told = "; ".join(f"{what} {len(where)}: {where[0]}" for what, where in found[name].items())
        sys.stdout.write(f"{name}: {told or 'nothing fell'}\n")
        sys.stdout.flush()
    if asked.page is not None:
        asked.page.write_text(page(found), encoding="utf-8")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
