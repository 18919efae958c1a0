"""What a run did, scenario by scenario, read from its reports alone: `summary.json` and the histories.

Nothing of the package is used, so that reports of an older commit are read as well. A scenario is told apart by its
feature file, rule, name and example row. Its acts are, for each person, the operations of their writes and reads in
the order in which they began; its instances, how often each property was judged.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of a run. `acts`: person to operations; `instances`: property to count."""

    key: str
    status: str
    acts: dict[str, list[str]] = field(default_factory=dict)
    instances: dict[str, int] = field(default_factory=dict)

    @property
    def executed(self) -> bool:
        """Whether it was run at all."""
        return self.status != SKIPPED


def scenarios(reports: Path) -> dict[str, Scenario]:
    """The scenarios of a run by their keys. Raises OSError, json.JSONDecodeError, KeyError for what is no report."""
    summary = json.loads((reports / "summary.json").read_text("utf-8"))
    found = (_scenario(one, reports) for one in summary["scenarios"] if one["final"])
    return {one.key: one for one in found}


def key_of(file: str, rule: str, name: str, row: dict[str, str]) -> str:
    """How a scenario is called in a baseline."""
    cells = ", ".join(f"{heading}={value}" for heading, value in row.items())
    return " / ".join((file, rule, name, cells))


def renamed(path: Path) -> dict[str, str]:
    """The keys of scenarios before and after their renaming, from a file such as `evidence/renames.json`."""
    rows = json.loads(path.read_text("utf-8"))["titles"]
    return {_key_of_title(row["old"]): _key_of_title(row["new"]) for row in rows}


def _key_of_title(told: dict[str, Any]) -> str:
    name = told["title"]
    for heading, value in told["row"].items():
        name = name.replace(f"<{heading}>", value)
    return key_of(told["feature"], told["rule"], name, told["row"])


def _scenario(told: dict[str, Any], reports: Path) -> Scenario:
    instances = {one["property"]: int(one["instances"]) for one in told["verdicts"]}
    history = Path(told["history"]) if told["history"] else None
    acts: dict[str, list[str]] = {}
    if history is not None:
        lines = (reports / "history" / history.name).read_text("utf-8").rstrip("\n").split("\n")
        for person, operation in _acts(lines):
            acts.setdefault(person, []).append(operation)
    key = key_of(told["file"], told["rule"], told["name"], told["row"])
    return Scenario(key, told["status"], acts, instances)


def _acts(lines: list[str]) -> Iterator[tuple[str, str]]:
    writes = Counter[str]()
    for line in filter(None, lines):
        row = json.loads(line)
        if row["row"] == "invoke":
            writes[row["w"]] += 1
            if writes[row["w"]] == 1:  # how often a write is tried again depends on the machine
                yield row.get("person", "nobody"), f"{row['operation']} ({row['via']})"
        elif row["row"] == "read":
            yield row.get("person", "nobody"), f"{row['operation']} (read)"


def as_data(found: dict[str, Scenario]) -> dict[str, Any]:
    """For a file."""
    return {
        one.key: {"status": one.status, "acts": one.acts, "instances": one.instances}
        for one in sorted(found.values(), key=lambda one: one.key)
    }


def of_data(told: dict[str, Any]) -> dict[str, Scenario]:
    """From a file."""
    return {key: Scenario(key, one["status"], one["acts"], one["instances"]) for key, one in told.items()}
