"""`python -m evidence.mutants.second_round [NAME ...]`: run the suite against each mistake and say what catches it.

`--first` runs what the first run did: the features nearest to the mistake and, if nothing falls there, the other ones
of the functional suite (in a checkout of that day); without it, the scenario that catches it now. What falls without
a mistake does not count. Results are kept in `--results` (reports/second-round), a folder for each; what is there is
not run again. `--page FILE` writes the table. Exit code 0: all were caught; 1: not so; 2: no such mistake.
"""

import argparse
import re
import sys
from pathlib import Path

from evidence.matrix.faults import CONTROL, Fault
from evidence.matrix.running import ROOT, done, run
from evidence.matrix.table import fallen
from evidence.mutants.second_round.mistake import Mistake
from evidence.mutants.second_round.page import page
from evidence.mutants.second_round.registry import MISTAKES

FUNCTIONAL = ("features/sync", "features/connection", "features/resources")
EVERY = (*FUNCTIONAL, "features/recovery")


def rest(mistake: Mistake) -> tuple[str, ...]:
    """The functional features that are not near to a mistake."""
    files = (file.relative_to(ROOT).as_posix() for folder in FUNCTIONAL for file in (ROOT / folder).glob("*.feature"))
    return tuple(sorted(set(files) - set(mistake.features)))


def result(mistake: Mistake, folder: Path, selection: tuple[str, ...]) -> dict[str, list[str]]:
    """What falls with a mistake, and not without, in what is selected (behave's arguments), and in which scenarios.
    Raises FaultError."""
    found = done(folder) or run(Fault(mistake.name, "mutant", "step", does=mistake.does), folder, selection)
    return fallen(found)


def first_run(mistake: Mistake, folder: Path) -> dict[str, list[str]]:
    """What falls in the features near to a mistake or, if nothing does, in the others. Raises FaultError."""
    return result(mistake, folder / "near", mistake.features) or result(mistake, folder / "rest", rest(mistake))


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evidence.mutants.second_round", allow_abbrev=False)
    parser.add_argument("mistake", nargs="*", help="run only these; without: all")
    parser.add_argument("--first", action="store_true", help="as at the first run")
    parser.add_argument("--results", type=Path, default=ROOT / "reports" / "second-round")
    parser.add_argument("--page", type=Path, help="write the table here")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.mistake) - set(MISTAKES)):
        sys.stderr.write(f"There is no mistake {', '.join(unknown)}; there are {', '.join(MISTAKES)}.\n")
        return 2
    results = asked.results.resolve()
    control = fallen(done(results / CONTROL) or {"scenarios": []})
    found = {}
    for name in asked.mistake or MISTAKES:
        one, folder = MISTAKES[name], results / name
        fell = first_run(one, folder) if asked.first else result(one, folder, (*EVERY, "-n", re.escape(one.now)))
        found[name] = without(fell, control)
        told = "; ".join(f"{what} {len(where)}: {where[0]}" for what, where in found[name].items())
        sys.stdout.write(f"{name}: {told or 'nothing fell'}\n")
        sys.stdout.flush()
    if asked.page is not None:
        asked.page.write_text(page(found), encoding="utf-8")
    return 0 if all(found.values()) else 1


def without(fell: dict[str, list[str]], control: dict[str, list[str]]) -> dict[str, list[str]]:
    """What fell, but for scenarios that fall without a mistake."""
    shaken = {name for names in control.values() for name in names}
    kept = {what: [name for name in where if name not in shaken] for what, where in fell.items()}
    return {what: where for what, where in kept.items() if where}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
