"""`python -m evidence.growth`: what judging costs as histories grow, for every shape.

Each shape is judged at half of `--rows` and at `--rows`, in a process of its own, healthy as it is or broken in ways
named by `--broken`. The table has CPU seconds, the slowest parts, how many times the half the whole took (2 is
linear), and the peak of memory. Exit code 0: every shape stays below `--seconds` and `--megabytes`; 1: one does not.
"""

import argparse
import sys
import tempfile
from functools import partial
from itertools import product
from pathlib import Path

from lockstep.history.rows import AnyRow

from evidence.growth.breaks import BREAKS, Break
from evidence.growth.measurement import Cost, measured_apart, written
from evidence.growth.shapes import SHAPES

_SHOWN = 3
HEALTHY = "not"
ALL = "all"


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code."""
    asked = _asked(arguments)
    ways = list(BREAKS) if ALL in asked.broken else asked.broken or [HEALTHY]
    sys.stdout.write("| shape | rows | seconds | times the half | slowest parts | MB |\n|---|---|---|---|---|---|\n")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, way in product(asked.shape or list(SHAPES), ways):
            made = partial(_rows, name, BREAKS.get(way, list))
            half = _cost(Path(folder), made(asked.rows // 2), asked.limit)
            whole = _cost(Path(folder), made(asked.rows), asked.limit) if half is not None else None
            title = name if way == HEALTHY else f"{name}, {way}"
            sys.stdout.write(f"{line(title, half, whole)}\n")
            sys.stdout.flush()
            good &= whole is not None and whole.total < asked.seconds and whole.megabytes < asked.megabytes
    return 0 if good else 1


def _rows(name: str, broken: Break, rows: int) -> list[AnyRow]:
    return broken(SHAPES[name](rows))


def _cost(folder: Path, rows: list[AnyRow], limit_s: int) -> Cost | None:
    path = folder / "history.jsonl"
    written(rows, path)
    return measured_apart(path, limit_s)


def line(name: str, half: Cost | None, whole: Cost | None) -> str:
    """One line of the table; a part is shown with its seconds and how many times the half it took."""
    if half is None or whole is None:
        return f"| {name} | | more than the limit | | | |"
    slowest = sorted(whole.seconds, key=lambda part: -whole.seconds[part])[:_SHOWN]
    parts = ", ".join(f"{part} {whole.seconds[part]:.2f} ({_times(half, whole, part)})" for part in slowest)
    times = whole.total / half.total if half.total else 1
    return f"| {name} | {whole.rows} | {whole.total:.2f} | {times:.1f} | {parts} | {whole.megabytes:.0f} |"


def _times(half: Cost, whole: Cost, part: str) -> str:
    return f"x{whole.seconds[part] / half.seconds[part]:.1f}" if half.seconds.get(part) else "x?"


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.growth", allow_abbrev=False)
    parser.add_argument("--rows", type=int, default=50_000, help="how many rows the longest history of a shape has")
    parser.add_argument("--shape", action="append", choices=list(SHAPES), help="only this shape; may be repeated")
    ways = [ALL, HEALTHY, *BREAKS]
    parser.add_argument(
        "--broken", action="append", default=[], choices=ways, help="only broken like this; may be repeated"
    )
    parser.add_argument("--seconds", type=float, default=5, help="what a history may take (CPU seconds)")
    parser.add_argument("--megabytes", type=float, default=1000, help="and how much memory")
    parser.add_argument("--limit", type=int, default=120, help="stop judging a history after so many CPU seconds")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
