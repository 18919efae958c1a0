"""The result of an execution, read from its run's summary or, without one, from its console output.

A scenario that passed, including known defects, is PASSED; a flaky one is FLAKY, even if excused; a failed one
FAILED; a skipped one SKIPPED, as the target does not meet its needs. Everything else is ERROR: errors, unknown or
invalid results, a scenario that never ran, and a run without a summary. `errorDetails` holds the reason, and every
violation with its witness.
"""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lockstep.masking import mask_text
from lockstep.reporting.folders import Folders

CONSOLE = "console.txt"
LINES = 200
LONGEST = 20_000

_STATUS = {"passed": "PASSED", "known": "PASSED", "flaky": "FLAKY", "failed": "FAILED", "skipped": "SKIPPED"}


class Outcome(NamedTuple):
    """A status, its reason, the verdict of each property, the run's id in the store, and its console lines."""

    status: str
    details: str = ""
    verdicts: tuple[dict[str, Any], ...] = ()
    run_id: str = ""
    logs: tuple[str, ...] = ()


def outcome(folder: Path, code: int) -> Outcome:
    """The result of the run in this folder, which ended with this exit code."""
    logs = tuple(console(folder))
    try:
        summary = msgspec.json.decode(Folders(folder).summary.read_bytes(), type=dict[str, Any])
    except (OSError, ValueError, RecursionError):
        last = next((line for line in reversed(logs) if line.strip()), "it printed nothing")
        return Outcome("ERROR", f"the run ended with code {code} before it wrote its results: {last}", logs=logs)
    finals = [one for one in summary["scenarios"] if one["final"]]
    of_run = [_told(problem, folder) for problem in summary["problems"]]
    problems = [_told(problem, folder) for one in finals for problem in one["problems"]]
    reasons = [one["reason"] for one in finals if one["reason"]]
    statuses = {_STATUS.get(one["status"], "ERROR") for one in finals} or {"ERROR"}
    status = next(iter(statuses)) if len(statuses) == 1 else "ERROR"
    if of_run and status != "FAILED":
        status = "ERROR"
    plant = summary.get("plant")
    planted = [f"plant {plant}: failures are due to the plant, not the product"] if plant else []
    details = [*problems, *of_run, *([*reasons, *planted] if status != "PASSED" else [])]
    return Outcome(
        status,
        "\n".join(dict.fromkeys(details))[:LONGEST] or ("" if status == "PASSED" else f"exit code {code}"),
        tuple(_verdict(verdict) for one in finals for verdict in one["verdicts"]),
        summary["run"],
        logs,
    )


def console(folder: Path) -> list[str]:
    """The last console lines of the run so far, without secrets and the machine's folders."""
    try:
        text = (folder / CONSOLE).read_bytes().decode("utf-8", "replace")
    except OSError:
        return []
    lines = mask_text(text.replace(str(folder), "reports").replace("\0", "\\0")).splitlines()
    return [line[:LONGEST] for line in lines[-LINES:]]


def _told(problem: dict[str, Any], folder: Path) -> str:
    return mask_text(str(problem["message"]).replace(str(folder), "reports"))


def _verdict(verdict: dict[str, Any]) -> dict[str, Any]:
    return {
        "property": verdict["property"],
        "name": verdict["name"],
        "outcome": verdict["outcome"],
        "instances": verdict["instances"],
        "reason": verdict["reason"],
        "witnesses": [one["text"] for one in verdict["witnesses"]],
    }
