"""What readers came to over many trials: kept in a file, so that it can be taken up again, and told as a table."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from evidence.fuzz.trial import Trial


class Account:
    """Cases, outcomes and finds of each reader, in `fuzz.json` of a folder."""

    def __init__(self, folder: Path) -> None:
        """Take up what is there."""
        self._file = folder / "fuzz.json"
        self._kept: dict[str, Any] = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}

    def trials(self, reader: str) -> int:
        """How many trials this reader has had."""
        return int(self._of(reader)["trials"])

    def cases(self, reader: str) -> int:
        """How many inputs this reader was given."""
        return int(self._of(reader)["cases"])

    @property
    def finds(self) -> int:
        """How many finds there are in all."""
        return sum(len(one["finds"]) for one in self._kept.values())

    def add(self, trial: Trial) -> None:
        """Keep a trial."""
        kept = self._of(trial.reader)
        kept["trials"] += 1
        kept["cases"] += trial.cases
        kept["outcomes"] = dict(Counter(kept["outcomes"]) + trial.outcomes)
        kept["finds"] += [find._asdict() for find in trial.finds]
        self._kept[trial.reader] = kept
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._kept, indent=1), "utf-8")

    def table(self) -> str:
        """All readers as Markdown: a table, and every find."""
        lines = ["| reader | cases | outcomes | finds |", "|---|---|---|---|"]
        for reader, kept in self._kept.items():
            told = ", ".join(f"{word} {count:,}" for word, count in sorted(kept["outcomes"].items()))
            lines.append(f"| {reader} | {kept['cases']:,} | {told} | {len(kept['finds'])} |")
        found = [
            f"* {reader} {find['kind']}: {find['told']}\n  {find['input']}"
            for reader, kept in self._kept.items()
            for find in kept["finds"]
        ]
        return "\n".join([*lines, "", *(found or ["* nothing was found"])])

    def _of(self, reader: str) -> dict[str, Any]:
        empty: dict[str, Any] = {"trials": 0, "cases": 0, "outcomes": {}, "finds": []}
        kept: dict[str, Any] = self._kept.get(reader, empty)
        return kept
