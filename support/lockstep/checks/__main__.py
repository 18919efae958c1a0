"""Check histories offline: `python -m lockstep.checks FILE ... [--json]`.

Plain, each file's verdicts are a line each, with the number of instances, then the witnesses. With `--json` they are
one list of verdicts, each with its `file`. What could not be read, and a last line that was cut off, are said on
standard error; the raw texts beside a history (`*.raw.jsonl`) are left out where other files are given.

Exit code, over all files: 1 a property is violated; else 2 a file cannot be read; else 3 a verdict is unknown; else
0, all hold or do not apply.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from lockstep.checks.judge import judge
from lockstep.checks.verdicts import Verdict
from lockstep.history.journal import UnreadableHistoryError, read

VIOLATED, UNREADABLE, UNKNOWN = 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the files named, write the verdicts, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep.checks", description="Check recorded histories.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a history (.jsonl)")
    parser.add_argument("--json", action="store_true", help="write a list of verdicts as JSON")
    options = parser.parse_args(arguments)
    files = [path for path in options.files if not path.name.endswith(".raw.jsonl")] or options.files
    judged: list[tuple[Path, list[Verdict]]] = []
    for path in files:
        try:
            judged.append((path, _judge(path)))
        except UnreadableHistoryError as error:
            _warn(str(error))
    sys.stdout.write(_as_json(judged) if options.json else _as_text(judged, titled=len(files) > 1))
    return exit_code([verdict for _, verdicts in judged for verdict in verdicts], unreadable=len(judged) < len(files))


def exit_code(verdicts: Sequence[Verdict], *, unreadable: bool = False) -> int:
    """What verdicts amount to: violated (1) beats unreadable (2) beats unknown (3) beats 0."""
    outcomes = {verdict.outcome for verdict in verdicts}
    if "violated" in outcomes:
        return VIOLATED
    if unreadable:
        return UNREADABLE
    return UNKNOWN if "unknown" in outcomes else 0


def _judge(path: Path) -> list[Verdict]:
    loaded = read(path)
    if loaded.cut:
        _warn(loaded.cut)
    return judge(loaded.rows)


def _warn(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _as_text(judged: Sequence[tuple[Path, list[Verdict]]], *, titled: bool) -> str:
    lines = []
    for path, verdicts in judged:
        if titled:
            lines.append(f"{path}:")
        lines += [_line(verdict) for verdict in verdicts]
        for verdict in verdicts:
            for witness in verdict.witnesses:
                rows = ", ".join(str(row) for row in witness.rows)
                lines += ["", f"{verdict.property} {verdict.name}: {witness.text} (rows {rows})"]
    return "".join(f"{line}\n" for line in lines)


def _line(verdict: Verdict) -> str:
    counted = f"{verdict.instances} instance{'' if verdict.instances == 1 else 's'}"
    looked = "" if verdict.looked_ms is None else f", looked {verdict.looked_ms:.0f} ms past the last write"
    reason = f": {verdict.reason}" if verdict.reason else ""
    return f"{verdict.property:<4}{verdict.name:<26}{verdict.outcome} ({counted}{looked}){reason}"


def _as_json(judged: Sequence[tuple[Path, list[Verdict]]]) -> str:
    verdicts: list[dict[str, Any]] = [
        {"file": str(path), **msgspec.to_builtins(verdict)} for path, verdicts in judged for verdict in verdicts
    ]
    return msgspec.json.format(msgspec.json.encode(verdicts), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.exit(main())
