"""`python -m evidence.interrupts --times 100`: interrupt so many runs at random moments, and print what they left.

`--seed` decides how, where and when (`plan.py`). Each run's reports and output lie in `--results`
(reports/interrupts), the table in `interrupts.md` there, written anew after every run. Exit code 0: nothing was left,
everything could be read and every code was right; 1: not so. Linux only, for it looks into /proc.
"""

import argparse
import shutil
import signal
import sys
from pathlib import Path

from evidence.interrupts.account import amiss, table
from evidence.interrupts.plan import cases
from evidence.interrupts.project import make
from evidence.interrupts.run import Interrupted, interrupted


def main(arguments: list[str]) -> int:
    """Interrupt, count, print; the exit code."""
    asked = _asked(arguments)
    results = asked.results.resolve()
    shutil.rmtree(results, ignore_errors=True)
    project = make(results / "project")
    _let_signals_through()
    runs: list[Interrupted] = []
    for case in cases(asked.times, asked.seed):
        runs.append(interrupted(case, project, results))
        wrong = "; ".join(amiss(runs[-1]))
        _say(f"run {case.number}: {case.way.name} in {case.place.name}, jobs {case.jobs}, {runs[-1].seconds:.1f} s, "
             f"exit code {runs[-1].code}{': ' + wrong if wrong else ''}")  # fmt: skip
        (results / "interrupts.md").write_text(f"{table(runs)}\n", "utf-8")
    _say(table(runs))
    return 1 if any(map(amiss, runs)) else 0


def _let_signals_through() -> None:
    """A background job ignores SIGINT, one under `nohup` SIGHUP, and so would every run."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.interrupts", allow_abbrev=False)
    parser.add_argument("--times", type=int, default=20, help="how many runs")
    parser.add_argument("--seed", type=int, default=7, help="decides how, where and when")
    parser.add_argument("--results", type=Path, default=Path("reports/interrupts"), help="where reports go")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
