"""The folders of the reports, and their state before a run: what an earlier run left there is gone.

    <reports>/allure-results/   Allure's results
    <reports>/junit/            JUnit's files
    <reports>/summary.json      the summary
    <reports>/failures.txt      what did not pass, in full
    <reports>/events.jsonl      the events of the run, told while it goes on
    <reports>/suite.log         full tracebacks of what broke in the suite itself
    <reports>/plant.json        what a plant did
    <reports>/worker-N/         what the backend and the relay of worker N reported, where scenarios ran side by side
    <reports>/load/             a folder for each load run: what it came to, its plan, its seconds, its history
    <reports>/history/          histories, one file per attempt of a scenario, and the raw texts beside them

Only files that this suite writes are removed, by their names, so that a folder named by mistake loses nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lockstep.load.results.files import clear

_ALLURE = ("*-result.json", "*-container.json", "*-globals.json", "*-attachment.*", "environment.properties")


def named_folder(defined: Mapping[str, object] | None, environ: Mapping[str, str]) -> Path:
    """The folder of reports before settings are loaded: what -D defines, else the environment, else reports/."""
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
    def load(self) -> Path:
        """Load runs."""
        return self.root / "load"

    @property
    def summary(self) -> Path:
        """The summary."""
        return self.root / "summary.json"

    @property
    def failures(self) -> Path:
        """What did not pass, in full."""
        return self.root / "failures.txt"

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
        """The folders of workers that are there."""
        return sorted(self.root.glob("worker-*"))

    def of_worker(self, number: int) -> Path:
        """Where a worker's own backend and relay report; 0: there are no workers."""
        return self.root / f"worker-{number}" if number else self.root

    @property
    def log(self) -> Path:
        """What broke in the suite itself, with tracebacks."""
        return self.root / "suite.log"

    def clear(self) -> None:
        """Make the folders and remove an earlier run's results. Raises OSError."""
        for folder in self.workers:
            for name in ("backend.log", "plant.json"):
                (folder / name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()
        kinds = ((self.allure, _ALLURE), (self.junit, ("TESTS-*.xml",)), (self.history, ("*.jsonl",)))
        for folder, patterns in kinds:
            folder.mkdir(parents=True, exist_ok=True)
            for path in (path for pattern in patterns for path in folder.glob(pattern)):
                path.unlink()
        clear(self.load)
        self.summary.unlink(missing_ok=True)
        self.failures.unlink(missing_ok=True)
        self.events.unlink(missing_ok=True)
        self.plant.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
