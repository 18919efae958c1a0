"""What a tool spent and told: one reading a run, and rows of medians over runs.

CPU is user and system, of a process and everything it started. A row's `cpu_s_per_10k` is the median over runs, per
10,000 units of the work (answers, events or sockets); `cpu_least` and `cpu_most` are the spread. `ratio_to_floor` is
the median of the ratios within rounds, for the machine may be faster in one round than in another. A latency's error
is what the tool reports less what the floor reports in the same round (ms); None where the tool reports none. `lost`
is the most that was lost in a run. Errors: ToolError, one sentence for people.
"""

import os
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec


class ToolError(Exception):
    """A tool is missing or did not do its work; the text says which, and what to do."""


class Reading(msgspec.Struct):
    """One run: units of work done, CPU seconds they took, latencies as the tool tells them, units that never came,
    and resident KiB per socket (W4)."""

    n: float
    cpu_s: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    lost: float = 0
    kib: float = 0.0

    @property
    def per_10k(self) -> float:
        """CPU seconds for 10,000 units. Raises ToolError where nothing was done."""
        if self.n <= 0:
            raise ToolError("nothing was done, so nothing can be said of its cost")
        return self.cpu_s / self.n * 10_000


class Row(msgspec.Struct):
    """One tool at one work."""

    work: str
    tool: str
    cpu_s_per_10k: float
    ratio_to_floor: float
    p50_error_ms: float | None
    p99_error_ms: float | None
    runs: int
    cpu_least: float
    cpu_most: float
    lost: float
    kib_per_socket: float | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command wrote, and the CPU seconds of it and its children."""

    text: str
    cpu_s: float


def spend(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    fine: tuple[int, ...] = (0,),
    begun: Callable[[], None] | None = None,
    mark: str = "READY",
    marks: int = 1,
) -> Spent:
    """Run a command to its end; `begun` is called once it wrote `marks` lines with `mark` in them. What it writes to
    its error output is told too. Raises ToolError where it ends with a code that is not `fine`."""
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=None if env is None else {**os.environ, **env}, cwd=cwd,
    )  # fmt: skip
    lines: list[str] = []
    seen = 0
    try:
        for raw in process.stdout or ():
            lines.append(raw.decode(errors="replace"))
            seen += mark in lines[-1]
            if begun is not None and seen >= marks:
                begun()
                begun = None
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
    text = "".join(lines)
    if process.returncode not in fine:
        told = " / ".join(text.strip().splitlines()[-5:]) or "it said nothing"
        raise ToolError(f"{Path(command[0]).name} ended with {process.returncode}: {told}")
    return Spent(text, usage.ru_utime + usage.ru_stime)


def rows_of(work: str, floor: str, rounds: Sequence[Mapping[str, Reading]]) -> list[Row]:
    """One row a tool, the floor's first; a round holds one reading of each tool that could do the work."""
    tools = dict.fromkeys(tool for one in rounds for tool in one)
    return [_row(work, tool, [(one[tool], one[floor]) for one in rounds if tool in one]) for tool in tools]


def _row(work: str, tool: str, readings: list[tuple[Reading, Reading]]) -> Row:
    costs = [mine.per_10k for mine, _ in readings]
    memory = [mine.kib for mine, _ in readings if mine.kib]
    return Row(
        work=work,
        tool=tool,
        cpu_s_per_10k=round(statistics.median(costs), 4),
        ratio_to_floor=round(statistics.median(mine.per_10k / floor.per_10k for mine, floor in readings), 2),
        p50_error_ms=_error([(mine.p50_ms, floor.p50_ms) for mine, floor in readings]),
        p99_error_ms=_error([(mine.p99_ms, floor.p99_ms) for mine, floor in readings]),
        runs=len(readings),
        cpu_least=round(min(costs), 4),
        cpu_most=round(max(costs), 4),
        lost=max(mine.lost for mine, _ in readings),
        kib_per_socket=round(statistics.median(memory), 2) if memory else None,
    )


def _error(pairs: list[tuple[float | None, float | None]]) -> float | None:
    found = [mine - floor for mine, floor in pairs if mine is not None and floor is not None]
    return round(statistics.median(found), 3) if found else None
