"""`python -m lockstep.reporting history`: what the store knows of past runs.

    history [--limit N]         the newest runs (20): when, target, seed, counts, exit code, duration
    history --scenario ID       one scenario over its runs: outcomes, durations, flakiness
    history --flaky             the scenarios that are not steady, the worst first
    history --compare RUN RUN   what changed: newly failing, mended, slower, new, gone

A run is named by its id, the begin or end of it, `latest` or `previous`. `--json` prints data, `-D key=value` sets a
setting, such as database or reports. Exit code 0, or 2 with one sentence on standard error.
"""

import argparse
import os
import sys

import msgspec

from lockstep.reporting.runs import run_history
from lockstep.reporting.runs.store_report import database_of
from lockstep.settings import SettingsError, load
from lockstep.store import Store, StoreError


def main(arguments: list[str]) -> int:
    """Answer the question; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load(os.environ, {key: value for key, _, value in (item.partition("=") for item in asked.define)})
        with Store(database_of(settings), make=False) as store:
            sys.stdout.write(_answer(store, asked))
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _answer(store: Store, asked: argparse.Namespace) -> str:
    found: object
    if asked.scenario:
        found = run_history.trend(store, asked.scenario)
        told = run_history.told_trend(found)
    elif asked.flaky:
        found = run_history.flaky(store)
        told = run_history.told_flaky(found)
    elif asked.compare:
        found = run_history.compared(store, *asked.compare)
        told = run_history.told_comparison(found)
    else:
        found = run_history.listed(store, asked.limit)
        told = run_history.told_runs(found)
    return f"{msgspec.json.format(msgspec.json.encode(found)).decode()}\n" if asked.json else told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lockstep.reporting", description="Reports on past runs.")
    command = parser.add_subparsers(required=True).add_parser("history", help="what the store knows of past runs")
    one = command.add_mutually_exclusive_group()
    one.add_argument("--limit", type=_positive, metavar="N", default=20, help="list so many runs (20)")
    one.add_argument("--scenario", metavar="ID", help="one scenario over its runs")
    one.add_argument("--flaky", action="store_true", help="the scenarios that are not steady")
    one.add_argument("--compare", nargs=2, metavar="RUN", help="what changed between two runs")
    command.add_argument("--json", action="store_true", help="data instead of tables")
    command.add_argument("-D", dest="define", metavar="key=value", action="append", default=[], help="set a value")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
