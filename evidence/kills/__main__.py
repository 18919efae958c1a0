"""`python -m evidence.kills --times 200`: kill the reference backend so often under writes, and print what it came
to.

Kills are made in rounds of `--round`, each with a history and a backend of its own, kept in `--results`
(reports/kills). `--seed` decides the moments. Exit code 0: everything acknowledged reached every listener once, and
every property held; 1: not all did; 2: a person, or the backend, did not come back.
"""

import argparse
import sys
from pathlib import Path

import stamina.instrumentation
from lockstep.running.errors import EnvironmentFaultError
from lockstep.targets.base import TargetFaultError

from evidence.kills.account import Account, account, table
from evidence.kills.killing import killed, scene


def main(arguments: list[str]) -> int:
    """Kill, count, print; the exit code."""
    asked = _asked(arguments)
    asked.results.mkdir(parents=True, exist_ok=True)
    stamina.instrumentation.set_on_retry_hooks(())  # each attempt stands in the history
    whole = Account()
    left, number = asked.times, 0
    while left > 0:
        times = min(left, asked.round)
        number, left = number + 1, left - times
        try:
            with scene(asked.results, number, asked.seed + number) as made:
                verdicts = killed(made, times, asked.seed + number)
                one = account(made.history, verdicts)
        except (AssertionError, EnvironmentFaultError, TargetFaultError) as error:
            sys.stderr.write(f"python -m evidence.kills: round {number}: {error}\n")
            return 2
        whole.add(one)
        sys.stdout.write(f"round {number}: {one.kills} kills, {one.acknowledged} acknowledged, clean: {one.clean}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{table(whole)}\n")
    return 0 if whole.clean and whole.kills == asked.times else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.kills", allow_abbrev=False)
    parser.add_argument("--times", type=int, default=20, help="how many kills")
    parser.add_argument("--round", type=int, default=20, help="how many in one history")
    parser.add_argument("--seed", type=int, default=7, help="decides the moments")
    parser.add_argument("--results", type=Path, default=Path("reports/kills"), help="where histories go")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
