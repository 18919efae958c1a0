"""The suite, once with a fault: in a folder of its own, which is kept, so that an interrupted table goes on.

A folder counts as done once it holds the summary of a run that was not stopped and in which something was executed.
`commit.txt` beside it names the commit that was run; `-dirty` behind it says that the tree held more than that.
The service's features are left out. Deliveries are lost after 2,500 ms (absence is told within 2,000), times are only
measured, the seed is always the same, two scenarios run at a time.
Whatever is started here is ended here, by its own process, also when this one is interrupted.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evidence.matrix.faults import Fault
from evidence.matrix.mutated import adapter_file

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = (
    "-D", "loss_deadline=2500", "-D", "seed=1", "-D", "budgets=report", "--jobs", "2", "--tags", "not @performance",
    "--tags", "not @management",
)  # fmt: skip
NOT_RUN = frozenset({"skipped", "not run"})
_END_S = 60


class FaultError(Exception):
    """The run with a fault proves nothing; one sentence for people."""


def commit() -> str:
    """The commit of the tree, and whether it holds more than that. `unknown` outside a repository."""
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def commit_of(folder: Path) -> str:
    """The commit that the run in this folder was made on."""
    path = folder / "commit.txt"
    return path.read_text("utf-8").strip() if path.exists() else "unknown"


def done(folder: Path) -> dict[str, Any] | None:
    """The summary of a run that went to its end; None if there is none. Raises ValueError for what is no JSON."""
    path = folder / "summary.json"
    summary: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    if summary is None or summary["stopped"]:
        return None
    executed = [one for one in summary["scenarios"] if one["status"] not in NOT_RUN]
    return summary if executed else None


def forget(folder: Path) -> None:
    """Make the run in this folder one that is still to be done."""
    (folder / "summary.json").unlink(missing_ok=True)


def run(fault: Fault, folder: Path, selection: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run what is selected (behave's arguments), else what the fault concerns, with this fault; its summary. Raises
    FaultError."""
    folder.mkdir(parents=True, exist_ok=True)
    forget(folder)
    (folder / "commit.txt").write_text(f"{commit()}\n", encoding="utf-8")
    command = [sys.executable, "-m", "behave", *OPTIONS, "-D", f"reports={folder}", *(selection or fault.features)]
    if fault.plant:
        command += ["-D", f"plant={fault.plant}"]
    if fault.kind == "mutant":
        command += ["-D", f"target={adapter_file(fault.name, folder)}"]
    with (
        (folder / "output.txt").open("w", encoding="utf-8") as output,
        ended(subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)) as process,
    ):
        code = process.wait()
    summary = done(folder)
    if summary is None:
        raise FaultError(f"The run with {fault.name} proved nothing, exit code {code}: see {folder / 'output.txt'}.")
    return summary


@contextmanager
def ended(process: "subprocess.Popen[Any]") -> Iterator["subprocess.Popen[Any]"]:
    """A process that is gone at the end: asked to end if it still runs, killed if it does not listen."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
