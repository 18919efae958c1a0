"""Histories judged offline: the files' verdicts, as text or JSON, and the exit code that they amount to.

As text, each file's verdicts are a line each, with the number of instances, then the witnesses. As JSON they are one
list of verdicts, each with its `file`. The raw texts beside a history (`*.raw.jsonl`) are left out where other files
are given.

Exit code, over all files: 1 a property is violated; else 2 a file cannot be read; else 3 a verdict is unknown; else
0, all hold or do not apply.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from lockstep.checks.judge import judge
from lockstep.checks.verdicts import Verdict
from lockstep.history.journal import UnreadableHistoryError, read

VIOLATED, UNREADABLE, UNKNOWN = 1, 2, 3


class JudgedHistories(msgspec.Struct, frozen=True):
    """What files came to: `judged` in their order, `warnings` of what could not be read and of last lines that were
    cut off, and how many there were."""

    files: int
    judged: tuple[tuple[Path, list[Verdict]], ...]
    warnings: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """The exit code over all files."""
        verdicts = [verdict for _, found in self.judged for verdict in found]
        return exit_code(verdicts, unreadable=len(self.judged) < self.files)

    def as_text(self) -> str:
        """The verdicts and witnesses in lines, under the file's name where there are several."""
        lines = []
        for path, verdicts in self.judged:
            if self.files > 1:
                lines.append(f"{path}:")
            width = max((len(verdict.name) for verdict in verdicts), default=0)
            lines += [_line(verdict, width) for verdict in verdicts]
            for verdict in verdicts:
                for witness in verdict.witnesses:
                    rows = ", ".join(str(row) for row in witness.rows)
                    lines += ["", f"{verdict.property} {verdict.name}: {witness.text} (rows {rows})"]
        return "".join(f"{line}\n" for line in lines)

    def as_json(self) -> str:
        """The verdicts as one list."""
        verdicts: list[dict[str, Any]] = [
            {"file": str(path), **msgspec.to_builtins(verdict)} for path, found in self.judged for verdict in found
        ]
        return msgspec.json.format(msgspec.json.encode(verdicts), indent=2).decode() + "\n"


def judge_histories(paths: Sequence[Path]) -> JudgedHistories:
    """Judge every history of these; one that cannot be read is a warning."""
    files = [path for path in paths if not path.name.endswith(".raw.jsonl")] or list(paths)
    judged, warnings = [], []
    for path in files:
        try:
            loaded = read(path)
        except UnreadableHistoryError as error:
            warnings.append(str(error))
            continue
        if loaded.cut:
            warnings.append(loaded.cut)
        judged.append((path, judge(loaded.rows)))
    return JudgedHistories(len(files), tuple(judged), tuple(warnings))


def exit_code(verdicts: Sequence[Verdict], *, unreadable: bool = False) -> int:
    """What verdicts amount to: violated (1) beats unreadable (2) beats unknown (3) beats 0."""
    outcomes = {verdict.outcome for verdict in verdicts}
    if "violated" in outcomes:
        return VIOLATED
    if unreadable:
        return UNREADABLE
    return UNKNOWN if "unknown" in outcomes else 0


def _line(verdict: Verdict, width: int) -> str:
    counted = f"{verdict.instances} instance{'' if verdict.instances == 1 else 's'}"
    looked = "" if verdict.looked_ms is None else f", looked {verdict.looked_ms:.0f} ms past the last write"
    reason = f": {verdict.reason}" if verdict.reason else ""
    return f"{verdict.property:<4}{verdict.name:<{width}} {verdict.outcome} ({counted}{looked}){reason}"
