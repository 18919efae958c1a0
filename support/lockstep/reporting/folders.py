"""The folders of the reports, which are cleared of an earlier run's results before a run.

    <reports>/allure-results/   Allure's results
    <reports>/junit/            JUnit's files
    <reports>/summary.json      the summary
    <reports>/failures.txt      everything that did not pass, in full
    <reports>/digest.md         one page for a pull request; digest.html is the same for a browser
    <reports>/events.jsonl      the events of the run, written as they happen
    <reports>/suite.log         full tracebacks of what broke in the suite itself
    <reports>/plant.json        what a plant did
    <reports>/worker-N/         reports of worker N's backend and relay, if scenarios ran in parallel
    <reports>/load/             a folder for each load run: its result, its plan, its seconds, its history
    <reports>/traces/           for scenarios that did not pass, a sequence chart and a trace page
    <reports>/history/          histories, one file per attempt at a scenario, with the raw texts next to them

Only files that this suite writes are removed, by name, so that a folder given by mistake loses nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lockstep.load.results.files import clear

_FACTS = ("environment.properties", "executor.json")
_ALLURE = ("*-result.json", "*-container.json", "*-globals.json", "*-attachment.*", *_FACTS)


def named_folder(defined: Mapping[str, object] | None, environ: Mapping[str, str]) -> Path:
    """The folder of reports before settings are loaded: from -D, else from the environment, else reports/."""
    return Path(str((defined or {}).get("reports") or environ.get("LOCKSTEP_REPORTS") or "reports"))


@dataclass(frozen=True)
class Folders:
    """Where a run writes."""

    root: Path

    @property
    def allure(self) -> Path:
        """Allure's results."""
        return self.root / "allure-results"

    @property
    def junit(self) -> Path:
        """JUnit's files."""
        return self.root / "junit"

    @property
    def history(self) -> Path:
        """Histories."""
        return self.root / "history"

    @property
    def traces(self) -> Path:
        """Charts and trace pages."""
        return self.root / "traces"

    @property
    def load(self) -> Path:
        """Load runs."""
        return self.root / "load"

    @property
    def summary(self) -> Path:
        """The summary."""
        return self.root / "summary.json"

    @property
    def failures(self) -> Path:
        """Everything that did not pass, in full."""
        return self.root / "failures.txt"

    @property
    def digest(self) -> Path:
        """The page for a pull request; that for a browser is beside it."""
        return self.root / "digest.md"

    @property
    def events(self) -> Path:
        """The events of the run."""
        return self.root / "events.jsonl"

    @property
    def plant(self) -> Path:
        """What a plant did."""
        return self.root / "plant.json"

    @property
    def workers(self) -> list[Path]:
        """The folders of workers that exist."""
        return sorted(self.root.glob("worker-*"))

    def of_worker(self, number: int) -> Path:
        """Where a worker's own backend and relay write their reports; 0: there are no workers."""
        return self.root / f"worker-{number}" if number else self.root

    @property
    def log(self) -> Path:
        """Errors in the suite itself, with tracebacks."""
        return self.root / "suite.log"

    def clear(self) -> None:
        """Make the folders and remove an earlier run's results. Raises OSError."""
        for folder in self.workers:
            for name in ("backend.log", "plant.json"):
                (folder / name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
        kinds = (
            (self.allure, _ALLURE),
            (self.junit, ("TESTS-*.xml",)),
            (self.history, ("*.jsonl",)),
            (self.traces, ("*.svg", "*.html")),
        )
        for folder, patterns in kinds:
            folder.mkdir(parents=True, exist_ok=True)
            for path in (path for pattern in patterns for path in folder.glob(pattern)):
                path.unlink()
        clear(self.load)
        self.summary.unlink(missing_ok=True)
        self.failures.unlink(missing_ok=True)
        for page in (self.digest, self.digest.with_suffix(".html")):
            page.unlink(missing_ok=True)
        self.events.unlink(missing_ok=True)
        self.plant.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
