"""`python -m evidence.mutants.orders [NAME ...]`: run each mistake of the backend of orders against the scenarios
that must find it, and print what fell. Exit code 1 when one was not found.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from evidence.mutants.orders.registry import MISTAKES, Mistake

ROOT = Path(__file__).parents[3]
_FELL = re.compile(r"^  (P\d+) .* violated", re.MULTILINE)
_FAILED = re.compile(r"^  (?:FAILED|failed) +[\d.]+ s  order: (.*?) \[", re.MULTILINE)


def lines_of(mistake: Mistake) -> list[str]:
    """Where the scenarios are: a file and a line each."""
    file = Path("features", "resources", f"{mistake.feature}.feature")
    text = (ROOT / file).read_text("utf-8").splitlines()
    found = {line.partition("<resource>: ")[2]: number for number, line in enumerate(text, start=1)}
    rows = [
        next(n for n in range(found[one], len(text)) if "each resource" in text[n]) + 1 for one in mistake.scenarios
    ]
    return [f"{file}:{row}" for row in rows]


def found_by(name: str) -> tuple[set[str], list[str]]:
    """The scenarios that failed, and the properties that fell."""
    mistake = MISTAKES[name]
    with tempfile.TemporaryDirectory() as reports:
        command = [
            sys.executable,
            "-m",
            "behave",
            *lines_of(mistake),
            "-D",
            "target=evidence/mutants/orders/adapter.py",
        ]
        command += ["-D", "resource=order", "-D", f"reports={reports}", "-D", "budgets=report"]
        environment = {**os.environ, "ORDERS_MISTAKE": name}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return set(_FAILED.findall(run.stdout)), _FELL.findall(run.stdout)


def main(names: list[str]) -> int:
    """The exit code."""
    missed = 0
    for name in names or MISTAKES:
        failed, fell = found_by(name)
        for scenario in MISTAKES[name].scenarios:
            missed += scenario not in failed
            told = "found" if scenario in failed else "NOT FOUND"
            sys.stdout.write(f"{name:<24} {told:<10} {','.join(fell) or 'step':<16} {scenario}\n")
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
