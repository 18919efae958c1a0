"""The parts of the final run, each with what it must come to.

`main` is the whole suite, one scenario at a time; `jobs` the same with two at a time, whose statuses and verdicts
must be those of `main`; `burning` is the whole suite, as often as asked, while every core burns, with times measured
only and another seed each time; `late` a backend 6.5 s late, which must be called losing even where nothing is too
slow; `shows` what is shown on real runs apart from the suite: mutants under load and of the service, stalls and their
arithmetic, kills, the service's documentation, every reader on
generated input; `matrix` every plant and mutant; `targets` every foreign target that
is installed here. `PARTS` is their order.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lockstep.targets.registry import TARGETS

from evidence.full.running import Ran, burning, call

SEED = 1
BURNS = 20
NOT_HERE = "not installed here"
SHOWS = {
    "load": ("evidence.load.shows",),
    "mutants under load": ("evidence.mutants.performance", "prove"),
    "mistaken services": ("evidence.mutants.service", "prove"),
    "documentation": ("evidence.fuzz.documentation",),
    "readers": ("evidence.fuzz",),
    "kills": ("evidence.kills",),
}
"""Each with its command."""
_REPORTED = ("-D", "budgets=report")


@dataclass(frozen=True, slots=True)
class Done:
    """A run of a part: times in seconds, its figures (the last line), its exit code, and what is amiss (empty:
    nothing). `code` is 0 where another one was expected and came."""

    name: str
    seconds: float
    cpu: float
    figures: str
    code: int
    amiss: str = ""

    @property
    def verdict(self) -> str:
        """What came out, in a word or a sentence."""
        return self.amiss or "as expected"

    def data(self) -> dict[str, Any]:
        """As JSON-like data."""
        return {**asdict(self), "verdict": self.verdict}


class Parts:
    """Runs parts in `root`, with their outputs and reports in `folder`."""

    def __init__(self, root: Path, folder: Path, burns: int = BURNS) -> None:
        """`burns` is how often the suite runs while every core burns."""
        self._root, self._folder, self._burns = root, folder, burns

    def lint(self) -> Iterator[Done]:
        """Form, types, layers, steps."""
        yield self._plain("lint", ["scripts/lint"])

    def tests(self) -> Iterator[Done]:
        """The unit tests."""
        yield self._plain("tests", ["scripts/test"])

    def main(self) -> Iterator[Done]:
        """The whole suite."""
        yield self._suite("main", "-D", f"seed={SEED}", "--jobs", "1")

    def jobs(self) -> Iterator[Done]:
        """The whole suite, two scenarios at a time, compared with `main`."""
        done = self._suite("jobs", "-D", f"seed={SEED}", "--jobs", "2")
        differing = self._differing()
        amiss = "; ".join(told for told in (done.amiss, differing) if told)
        yield _amiss(done, done.code or 1, amiss) if amiss else done

    def burning(self) -> Iterator[Done]:
        """The whole suite while every core burns."""
        with burning(self._root, os.cpu_count() or 1):
            for number in range(1, self._burns + 1):
                yield self._suite(f"burning {number}", *_REPORTED, "-D", f"seed={number}")

    def late(self) -> Iterator[Done]:
        """A plant whose delay is a loss, with times only measured."""
        ran = self._behave("late", *_REPORTED, "-D", "plant=delay", "-D", f"seed={SEED}", "--jobs", "2")
        done = _done("late", ran, expected=1)
        fell = {one["property"] for one in self._summary("late")["properties"] if one["outcome"] == "violated"}
        yield done if done.code or "P1" in fell else _amiss(done, 1, "P1 was not violated")

    def shows(self) -> Iterator[Done]:
        """What is shown on real runs, apart from the suite."""
        for name, command in SHOWS.items():
            yield self._plain(name, [sys.executable, "-m", *command])

    def matrix(self) -> Iterator[Done]:
        """Every plant and every mutant."""
        results = str(self._folder / "matrix")
        yield self._plain("matrix", [sys.executable, "-m", "evidence.matrix", "--afresh", "--results", results])

    def targets(self) -> Iterator[Done]:
        """Every foreign target; one that is not installed is reported and is not a failure."""
        for target in TARGETS:
            if target != "reference":
                name = f"target {target}"
                ran = self._behave(name, *_REPORTED, "-D", f"target={target}", "-D", f"seed={SEED}")
                lacking = next((line for line in ran.lines if f"target {target} needs " in line), "")
                absent = ran.code == 2 and lacking
                yield Done(name, ran.seconds, ran.cpu, lacking, 0, NOT_HERE) if absent else _done(name, ran)

    def _plain(self, name: str, command: list[str]) -> Done:
        return _done(name, call(command, self._root, self._folder / f"{name.replace(' ', '-')}.txt"))

    def _suite(self, name: str, *arguments: str) -> Done:
        return _done(name, self._behave(name, *arguments))

    def _behave(self, name: str, *arguments: str) -> Ran:
        reports = self._folder / name.replace(" ", "-")
        (reports / "summary.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", "behave", "-D", f"reports={reports}", *arguments]
        return call(command, self._root, self._folder / f"{reports.name}.txt")

    def _summary(self, name: str) -> dict[str, Any]:
        path = self._folder / name / "summary.json"
        empty: dict[str, Any] = {"properties": [], "scenarios": []}
        return json.loads(path.read_text("utf-8")) if path.exists() else empty

    def _differing(self) -> str:
        first, second = (_told(self._summary(name)) for name in ("main", "jobs"))
        if not first:
            return "main was not run, so there is nothing to compare it with"
        names = sorted(place for place in first.keys() | second.keys() if first.get(place) != second.get(place))
        return f"{len(names)} scenarios had a different outcome from main: {', '.join(names)}" if names else ""


PARTS: dict[str, Callable[[Parts], Iterator[Done]]] = {
    "lint": Parts.lint,
    "tests": Parts.tests,
    "main": Parts.main,
    "jobs": Parts.jobs,
    "burning": Parts.burning,
    "late": Parts.late,
    "shows": Parts.shows,
    "matrix": Parts.matrix,
    "targets": Parts.targets,
}


def _told(summary: dict[str, Any]) -> dict[str, tuple[str, frozenset[tuple[str, str]]]]:
    """What a run says of each scenario, by its place."""
    return {
        f"{one['file']}:{one['line']}": (
            one["status"],
            frozenset((verdict["property"], verdict["outcome"]) for verdict in one["verdicts"]),
        )
        for one in summary["scenarios"]
    }


def _done(name: str, ran: Ran, expected: int = 0) -> Done:
    if ran.code == expected:
        return Done(name, ran.seconds, ran.cpu, ran.last, 0)
    code = ran.code if ran.code in {1, 2, 3} else 1
    told = f"exit code {ran.code}" if expected == 0 else f"exit code {ran.code}, expected {expected}"
    return Done(name, ran.seconds, ran.cpu, ran.last, code, told)


def _amiss(done: Done, code: int, why: str) -> Done:
    return Done(done.name, done.seconds, done.cpu, done.figures, code, why)
