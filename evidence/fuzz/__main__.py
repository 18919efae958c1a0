"""`python -m evidence.fuzz --cases 100000`: give every reader so many inputs, and print what came of them.

`--seed` decides the inputs, `--readers` names some instead of all. What came is in `--results` (reports/fuzz), after
each trial of 1,000 inputs; called again, it goes on from there, and `--afresh` begins anew. It runs nicely, behind
whatever else there is to do. Exit code 0: nothing was found; 1: not so; 2: no such reader.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from evidence.fuzz.account import Account
from evidence.fuzz.registry import READERS
from evidence.fuzz.trial import tried

TRIAL = 1_000
_SEEDS = 1_000_000


def main(arguments: list[str]) -> int:
    """Read, count, print; the exit code."""
    asked = _asked(arguments)
    if strange := [name for name in asked.readers if name not in READERS]:
        sys.stderr.write(f"evidence fuzz: there is no reader {strange[0]!r}; there are: {', '.join(READERS)}\n")
        return 2
    if asked.afresh:
        shutil.rmtree(asked.results, ignore_errors=True)
    os.nice(asked.nice)
    account = Account(asked.results)
    for name in asked.readers or READERS:
        while (left := asked.cases - account.cases(name)) > 0:
            number = asked.seed * _SEEDS + account.trials(name)
            trial = tried(READERS[name], min(TRIAL, left), number)
            account.add(trial)
            if trial.finds or trial.cases == 0:
                _say(f"{name}, trial {number}: {trial.finds[0] if trial.finds else 'no inputs are left'}")
            if trial.cases == 0:
                break
        _say(f"{name}: {account.cases(name):,} cases")
    (asked.results / "fuzz.txt").write_text(f"{account.table()}\n", "utf-8")
    _say(account.table())
    return 1 if account.finds else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.fuzz", allow_abbrev=False)
    parser.add_argument("--cases", type=int, default=100_000, help="how many inputs each reader is given")
    parser.add_argument("--seed", type=int, default=7, help="decides the inputs")
    parser.add_argument("--readers", nargs="*", default=[], metavar="NAME", help="only these readers")
    parser.add_argument("--results", type=Path, default=Path("reports/fuzz"), help="where counts and finds go")
    parser.add_argument("--afresh", action="store_true", help="forget what earlier calls came to")
    parser.add_argument("--nice", type=int, default=10, help="how far to stand behind other processes")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
