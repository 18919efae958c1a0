"""The reports of several runs as the reports of one.

For shards of one run: each source is the folder of reports of one shard. The output folder receives Allure's results,
JUnit's files, the histories, `summary.json`, `failures.txt`, the digest, `suite.log` and `plant.json` of all; files
of an earlier run there are removed. Runs that are not parts of one run are rejected with a sentence before anything
is written: if a scenario is in two of them, if seed, target or another setting that affects verdicts differs, or if a
shard is missing or given twice. A shard that had nothing to run is not an error of the whole as long as another shard
had. If Allure's results do not match what all shards executed, the merged run is an error.

The exit code is the one that the whole run would have had; 2 also when the merging itself is refused.
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from lockstep.reporting.allure import mismatch
from lockstep.reporting.digest.report import DigestReport
from lockstep.reporting.folders import Folders
from lockstep.reporting.junit import JUnitReport
from lockstep.reporting.places import relative
from lockstep.reporting.plant_account import merge_plants
from lockstep.reporting.results import SKIPPED, Problem, RunResult, ScenarioResult
from lockstep.reporting.summary import SCHEMA, SummaryReport
from lockstep.running.errors import SELECTION
from lockstep.running.execution.exit_codes import exit_code

OWN = frozenset({
    "reports", "shard", "jobs", "database", "keep_runs", "api_base_url", "websocket_url",
    "notices.failure", "notices.mended", "notices.flaky", "notices.budget", "notices.link",
})  # fmt: skip
"""Settings in which the parts of one run may differ."""


class MergeError(Exception):
    """These reports cannot be merged; one sentence for the user."""


def merge(out: Path, sources: list[Path]) -> RunResult:
    """Write the merged reports and return their result. Raises MergeError, OSError."""
    if out.resolve() in {source.resolve() for source in sources}:
        raise MergeError(f"{out} is to be written and cannot be one of the folders that are merged: name another")
    runs = [_read(source) for source in sources]
    _are_one(runs)
    run = _whole(runs, out)
    folders = Folders(out)
    folders.clear()
    for source in map(Folders, sources):
        _copy(source.history, folders.history, "*.jsonl")
        _copy(source.allure, folders.allure, "*", without_empty_selection=not _nothing_ran(run))
        _add(source.log, folders.log)
        _add(source.failures, folders.failures)
    merge_plants((Folders(source).plant for source in sources), folders.plant)
    run.problems += mismatch(folders.allure, run.scenarios)
    run.exit_code = exit_code(run)
    JUnitReport(folders.junit).ended(run)
    SummaryReport(folders.summary).ended(run)
    DigestReport(folders).ended(run)
    return run


def _read(folder: Path) -> RunResult:
    path = Folders(folder).summary
    try:
        told = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        if told["schema"] != SCHEMA:
            raise MergeError(f"{path} has schema {told['schema']}, this version reads {SCHEMA}")
        for one in (told, *told["scenarios"]):
            one["started"] = datetime.fromisoformat(one["started"]).timestamp()
        told["id"], told["reports"] = told["run"], str(folder)
        return msgspec.convert(told, RunResult)
    except FileNotFoundError:
        raise MergeError(f"{path} does not exist: {folder} contains no reports of a finished run") from None
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise MergeError(f"{path} is not the summary of a run ({error})") from None


def _are_one(runs: list[RunResult]) -> None:
    """Raises MergeError unless these are the parts of one run."""
    first, *others = runs
    for run in others:
        bearing: dict[str, tuple[object, object]] = {
            "seed": (first.seed, run.seed),
            "target": (first.target, run.target),
        }
        bearing |= {
            key: (first.settings.get(key), run.settings.get(key))
            for key in sorted((first.settings.keys() | run.settings.keys()) - OWN)
        }
        for key, (one, other) in bearing.items():
            if one != other:
                raise MergeError(f"{first.reports} has {key} {one}, {run.reports} has {key} {other}: {_NOT_ONE}")
    _all_shards(runs)
    at: dict[str, RunResult] = {}
    for run in runs:
        for scenario in run.final():
            if at.setdefault(scenario.id, run) is not run:
                raise MergeError(
                    f'"{scenario.title}" ({scenario.file}:{scenario.line}) is in {at[scenario.id].reports} and in'
                    f" {run.reports}: {_NOT_ONE}"
                )


def _all_shards(runs: list[RunResult]) -> None:
    shards = [str(run.settings.get("shard") or "") for run in runs]
    if not any(shards):
        return
    count = next(shard for shard in shards if shard).split("/")[1]
    wanted = [f"{number}/{count}" for number in range(1, int(count) + 1)]
    amiss = [f"shard {shard} is missing" for shard in wanted if shard not in shards]
    amiss += [f"shard {shard} was given twice" for shard in wanted if shards.count(shard) > 1]
    amiss += [f"{run.reports} is not a shard of {count}" for run, shard in zip(runs, shards, strict=True)
              if shard not in wanted]  # fmt: skip
    if amiss:
        raise MergeError(f"{'; '.join(amiss)}: merge all {count} shards of one run, each once")


def _whole(runs: list[RunResult], out: Path) -> RunResult:
    first = runs[0]
    started = min(run.started for run in runs)
    whole = RunResult(
        id=first.id if len(runs) == 1 else f"{first.id}+{len(runs) - 1}",
        started=started,
        duration=max(run.started + run.duration for run in runs) - started,
        reports=relative(out, Path.cwd()),
        seed=first.seed,
        target=first.target,
        settings={**first.settings, "reports": relative(out, Path.cwd()), "shard": ""},
        scenarios=[_moved(one, out) for run in runs for one in run.scenarios],
        stopped=next((run.stopped for run in runs if run.stopped), ""),
    )
    problems: dict[tuple[str, str], Problem] = {}
    for problem in (problem for run in runs for problem in run.problems):
        if problem.where != SELECTION or _nothing_ran(whole):
            problems.setdefault((problem.where, problem.message), problem)
    whole.problems = list(problems.values())
    return whole


def _moved(one: ScenarioResult, out: Path) -> ScenarioResult:
    if one.history is not None:
        one.history = relative(Folders(out).history / Path(one.history).name, Path.cwd())
    return one


def _nothing_ran(run: RunResult) -> bool:
    return all(one.status in SKIPPED for one in run.scenarios)


def _copy(source: Path, to: Path, pattern: str, *, without_empty_selection: bool = False) -> None:
    for path in sorted(source.glob(pattern)):
        if without_empty_selection and path.name.endswith("-result.json") and _is_empty_selection(path):
            continue
        shutil.copyfile(path, to / path.name)


def _add(source: Path, to: Path) -> None:
    """Append the file to the existing one, if there is one."""
    if source.exists():
        with to.open("ab") as file:
            file.write(source.read_bytes())


def _is_empty_selection(path: Path) -> bool:
    """Whether this is Allure's result for a shard that had nothing to run."""
    told = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    return bool(told.get("fullName") == f"the run: {SELECTION}")


_NOT_ONE = "they are not parts of one run"
