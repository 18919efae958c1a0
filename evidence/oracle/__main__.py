"""`python -m evidence.oracle --histories 100000`: compare the judge with an independent oracle, history by history.

Prints a table by kind and writes each kind of mismatch, reduced, into `--results` (reports/oracle) as a history
of its own (JSONL, for `lockstep check`). Exit code 0: no healthy history has an alarm and no broken one is missed;
1: not so.
"""

import argparse
import sys
import time
from pathlib import Path

import msgspec

from evidence.oracle.comparison import Mismatch, Tally, compared, table
from evidence.oracle.reduction import reduced

_SMALL = 40
"""Of each kind of mismatch, the plan with the fewest acts among so many is reduced."""


def main(arguments: list[str]) -> int:
    """Compare, reduce, print; the exit code."""
    asked = _asked(arguments)
    began, tally, seed = time.perf_counter(), Tally(), asked.seed
    while sum(tally.histories.values()) < asked.histories and time.perf_counter() - began < asked.seconds:
        tally.add(compared(seed))
        seed += 1
    took = time.perf_counter() - began
    count = sum(tally.histories.values())
    sys.stdout.write(
        f"{table(tally)}\n{count} histories, {tally.rows} rows, {count / took:.0f} histories per second\n"
    )
    sys.stdout.flush()
    for name, found in _kinds(tally.mismatches).items():
        _write(asked.results, name, min(found[:_SMALL], key=lambda one: len(one.plan.acts)), len(found))
    return 1 if tally.mismatches else 0


def _kinds(mismatches: list[Mismatch]) -> dict[str, list[Mismatch]]:
    found: dict[str, list[Mismatch]] = {}
    for one in mismatches:
        found.setdefault(one.name, []).append(one)
    return found


def _write(results: Path, name: str, mismatch: Mismatch, count: int) -> None:
    """Reduce one mismatch and leave its history."""
    results.mkdir(parents=True, exist_ok=True)
    rows, path = reduced(mismatch), results / f"{name}.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    said = f"{mismatch.promise} is {mismatch.said}"
    sys.stdout.write(f"{mismatch.kind}: {said}, {count} times; {len(rows)} rows, seed {mismatch.seed}: {path}\n")
    sys.stdout.flush()


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.oracle", allow_abbrev=False)
    parser.add_argument("--histories", type=int, default=2000, help="how many, healthy and mutated ones together")
    parser.add_argument("--seed", type=int, default=1, help="the first plan")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--results", type=Path, default=Path("reports/oracle"), help="where reduced histories go")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
