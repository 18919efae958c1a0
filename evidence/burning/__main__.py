"""`python -m evidence.burning --times 10`: repeats recovery while every core is busy, and reports the results.

Runs `features/recovery` and `features/connection`, or the paths named, each time with another seed and with times
only measured; `--at-once` runs side by side, `--nicer` says how much more willingly than the suite the burners give
way. Each run's reports and output lie in `--results` (reports/burning), the table in `burning.md` there, written anew
after every run. Exit code 0: everything executed passed, every time; 1: not so; 130 when interrupted.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from evidence.burning.account import Account, table
from evidence.full.running import burning, group

ROOT = Path(__file__).resolve().parents[2]
PATHS = ("features/recovery", "features/connection")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Burn, run, count, print; the exit code."""
    asked = _asked(arguments)
    results = (root / asked.results).resolve()
    results.mkdir(parents=True, exist_ok=True)
    whole = Account()
    seeds = range(asked.seed, asked.seed + asked.times)
    with burning(root, os.cpu_count() or 1, asked.nicer):
        for begin in range(0, asked.times, asked.at_once):
            some = seeds[begin : begin + asked.at_once]
            with ExitStack() as stack:
                runs = [(seed, stack.enter_context(_run(seed, asked.paths, root, results))) for seed in some]
                for seed, run in runs:
                    code = run.wait()
                    whole.add(f"run {seed}", results / f"run-{seed}" / "summary.json")
                    _say(f"run {seed}: exit code {code}")
            (results / "burning.md").write_text(f"{table(whole)}\n", "utf-8")
    _say(table(whole))
    return 0 if whole.clean else 1


@contextmanager
def _run(seed: int, paths: list[str], root: Path, results: Path) -> Iterator["subprocess.Popen[Any]"]:
    reports = results / f"run-{seed}"
    (reports / "summary.json").unlink(missing_ok=True)
    chosen = ["-D", f"reports={reports}", "-D", f"seed={seed}", "-D", "budgets=report"]
    command = [sys.executable, "-m", "behave", *paths, *chosen]
    with (
        (results / f"run-{seed}.txt").open("w", encoding="utf-8") as output,
        group(command, root, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        yield process


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.burning", allow_abbrev=False)
    parser.add_argument("paths", nargs="*", default=list(PATHS), help="what to run")
    parser.add_argument("--times", type=_positive, default=10, help="how many runs")
    parser.add_argument("--at-once", type=_positive, default=1, help="how many of them side by side")
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each further one has the next")
    parser.add_argument("--nicer", type=int, default=0, help="how much nicer the burners are than the suite")
    parser.add_argument("--results", type=Path, default=Path("reports/burning"), help="where reports go")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    raise SystemExit(code)
