"""Running a plan: a generator process of its own, its progress, and what it all came to.

The generator is started by this and ended by this; it also ends by itself once its input is closed, so when its
parent dies. Progress is told a line a second. Errors: PlanError before anything is started; LoadError, one sentence,
where the generator could not do its work.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import psutil

from support.checks.verdicts import Verdict
from support.load.columns import Columns, load
from support.load.figures import figures
from support.load.generator import Second
from support.load.judge import judge
from support.load.plan import Plan, check
from support.load.result import LoadResult, Usage, generator_bound, spread
from support.load.usage import Sampler

Tell = Callable[[str], None]
_STOP_S = 5.0


class LoadError(Exception):
    """A load run could not be carried out; the text says why."""


class Own(msgspec.Struct):
    """What the generator says of itself, beside the history: when the schedule began (ns), its CPU and wall time from
    there until the last answer, how many connections to the API it opened, its seconds, and troubles."""

    start: int
    cpu_s: float
    wall_s: float
    connections: int
    seconds: list[Second]
    troubles: list[str]


def run(
    plan: Plan, folder: Path | None = None, *, backend: int | None = None, tell: Tell | None = None
) -> LoadResult:
    """Carry a plan out. The history is left in `folder` (by default a temporary one, which stays); `backend` is the
    pid of a backend on this machine, whose usage is measured; `tell` gets a line of progress a second. Raises
    PlanError, LoadError."""
    check(plan)
    folder = Path(tempfile.mkdtemp(prefix="lockstep-load-")) if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    asked, told = folder / "plan.json", folder / "load.npz"
    asked.write_bytes(msgspec.json.encode(plan))
    asked.chmod(0o600)  # it holds tokens
    sampler = _sampler(backend)
    try:
        _generate(plan, asked, told, tell or _quiet)
    finally:
        asked.unlink(missing_ok=True)
        used = None if sampler is None else sampler.stop()
    own = msgspec.json.decode(told.with_suffix(".json").read_bytes(), type=Own)
    return conclude(plan, load(told), own, used, str(told))


def conclude(plan: Plan, columns: Columns, own: Own, backend: Usage | None, history: str) -> LoadResult:
    """What a run came to, from its history and what the generator says of itself."""
    found = figures(columns, own.start, plan.warmup_s, plan.seconds)
    spreads = {name: spread(values) for name, values in found.samples.items()}
    generator = _own_usage(own)
    return LoadResult(
        run=plan.run,
        seed=plan.seed,
        model="open" if plan.think_s is None else "closed",
        users=len(plan.users),
        rooms=len(plan.rooms),
        warmup_s=plan.warmup_s,
        seconds=plan.seconds,
        writes=len(columns.w_due),
        measured=found.measured,
        deliveries_owed=found.owed,
        deliveries_heard=found.heard,
        error_share=found.error_share,
        errors=found.errors,
        spreads=spreads,
        generator=generator,
        backend=backend,
        series=found.series,
        verdicts=judge(columns),
        troubles=own.troubles,
        invalid=generator_bound(found.samples["lag"], generator.core_share),
        history=history,
        samples=found.samples,
    )


def as_json(result: LoadResult) -> bytes:
    """A result for a file: everything but the samples, which are in the history."""
    told: dict[str, Any] = {name: getattr(result, name) for name in LoadResult.__struct_fields__ if name != "samples"}
    return msgspec.json.format(msgspec.json.encode(told))


def broken(verdicts: list[Verdict]) -> list[Verdict]:
    """Those that were violated or are unknown."""
    return [verdict for verdict in verdicts if verdict.outcome in {"violated", "unknown"}]


def _quiet(line: str) -> None:
    del line


def _sampler(backend: int | None) -> Sampler | None:
    if backend is None:
        return None
    try:
        sampler = Sampler(backend)
    except psutil.NoSuchProcess as error:
        raise LoadError(f"the backend's process {backend} is not running") from error
    sampler.start()
    return sampler


def _generate(plan: Plan, asked: Path, told: Path, tell: Tell) -> None:
    command = [sys.executable, "-m", "support.load", "generate", str(asked), str(told)]
    with (
        (told.parent / "generator.log").open("wb+") as log,
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                tell(_words(plan, msgspec.json.decode(line, type=Second)))
            code = process.wait()
        finally:
            _end(process)
        if code:
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()
            raise LoadError(f"the load generator ended with {code}: {said[-1] if said else 'it said nothing'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _words(plan: Plan, second: Second) -> str:
    failed = f", {second.failed} failed" if second.failed else ""
    return (
        f"load: {second.at_s:.0f} of {plan.seconds:.0f} s, {second.sent} sent, {second.answered} answered, "
        f"{second.heard} heard{failed}"
    )


def _own_usage(own: Own) -> Usage:
    memory = [second.rss for second in own.seconds] or [0]
    handles = [second.handles for second in own.seconds] or [0]
    return Usage(
        round(own.cpu_s, 3), round(own.cpu_s / max(own.wall_s, 1e-9), 3), memory[0], memory[-1], max(memory),
        handles[0], handles[-1], max(handles),
    )  # fmt: skip
