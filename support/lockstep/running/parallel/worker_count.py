"""How many workers a run gets: what `--jobs` or the setting `jobs` says, never more than there are scenarios.

`auto` is one per core that this process may use, and no more than the free memory has room for: a worker, its backend
and its relay need about 300 MB, of which half again is kept free. Where the system does not tell its free
memory, all of it counts.
"""

import os
from pathlib import Path

WORKER_BYTES = 450 * 1024 * 1024

_MEMINFO = Path("/proc/meminfo")


def workers(asked: int | str, scenarios: int, cores: int | None = None, memory: int | None = None) -> int:
    """The number of workers, at least 1. `cores` and `memory` (bytes) are measured where they are not given."""
    if asked == "auto":
        cores = cores or usable_cores()
        asked = min(cores, (memory or free_memory()) // WORKER_BYTES)
    return max(1, min(int(asked), scenarios))


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory() -> int:
    """The memory that can be had without swapping, in bytes."""
    if _MEMINFO.exists():
        for line in _MEMINFO.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
