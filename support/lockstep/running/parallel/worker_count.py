"""The number of workers of a run: according to `--jobs` or the setting `jobs`, never more than there are scenarios.

`auto` is one per core that this process may use, limited by the free memory: a worker, its backend and its relay need
about 300 MB, and half as much again is kept free. If the system does not report its free memory, all memory counts.
"""

import os
from pathlib import Path

WORKER_BYTES = 450 * 1024 * 1024

_MEMINFO = Path("/proc/meminfo")


def workers(asked: int | str, scenarios: int, cores: int | None = None, memory: int | None = None) -> int:
    """The number of workers, at least 1. `cores` and `memory` (bytes) are measured if they are not given."""
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
    """The memory available without swapping, in bytes."""
    if _MEMINFO.exists():
        for line in _MEMINFO.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
