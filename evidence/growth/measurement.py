"""What judging one history file costs: CPU seconds of reading, facts, pairing and each property, and memory.

`python -m evidence.growth.measurement FILE LIMIT` judges the file in a process of its own, for at most so many CPU
seconds, and prints a `Cost` as JSON, so that the peak of memory is that of this history alone.
"""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties.registry import PROPERTIES
from lockstep.history.journal import read
from lockstep.history.rows import AnyRow

T = TypeVar("T")


class Cost(msgspec.Struct):
    """The CPU seconds of each part, in their order, the rows, the peak of memory (MB) and what was found violated."""

    rows: int
    seconds: dict[str, float]
    megabytes: float
    violated: tuple[str, ...]

    @property
    def total(self) -> float:
        """All seconds together."""
        return sum(self.seconds.values())


def written(rows: list[AnyRow], path: Path) -> None:
    """Write a history file."""
    with path.open("wb") as file:
        file.writelines(msgspec.json.encode(row) + b"\n" for row in rows)


def measured(path: Path) -> Cost:
    """Read and judge a file in this process."""
    seconds: dict[str, float] = {}

    def timed(name: str, act: Callable[[], T]) -> T:
        began = time.process_time()
        found = act()
        seconds[name] = round(time.process_time() - began, 3)
        return found

    rows = timed("read", lambda: read(path)).rows
    facts = timed("facts", lambda: Facts(rows))
    pairing = timed("pairing", lambda: Pairing(facts))
    verdicts = [timed(name, partial(check, pairing)) for name, check in PROPERTIES.items()]
    violated = tuple(verdict.property for verdict in verdicts if verdict.outcome == "violated")
    return Cost(len(rows), seconds, _peak_mb(), violated)


def _peak_mb() -> float:
    """The most memory that this program ever held; not that of the process that started it, as `getrusage` says."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kib,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(kib) * 1024 / 1_000_000)


def measured_apart(path: Path, limit_s: int) -> Cost | None:
    """Read and judge a file in a process of its own; None where it took more than so many CPU seconds."""
    command = [sys.executable, "-m", "evidence.growth.measurement", str(path), str(limit_s)]
    found = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if found.returncode == -signal.SIGXCPU:
        return None
    found.check_returncode()
    return msgspec.json.decode(found.stdout, type=Cost)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), -1))
    sys.stdout.buffer.write(msgspec.json.encode(measured(Path(sys.argv[1]))) + b"\n")
