"""The resources a process uses during a load run: CPU time, memory (resident bytes) and handles, including its
children.

Sampled from outside, four times a second, by psutil. A process that ends keeps its last figures.
"""

import threading
import time

import psutil

from lockstep.load.results.result import Usage

_EVERY_S = 0.25


class Sampler:
    """Measures one process from `start` to `stop`."""

    def __init__(self, pid: int) -> None:
        """Nothing is measured yet. Raises psutil.NoSuchProcess."""
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"usage of {pid}", daemon=True)
        self._cpu: list[tuple[float, float]] = []
        self._memory: list[int] = []
        self._handles: list[int] = []

    def start(self) -> None:
        """Begin."""
        self._sample()
        self._thread.start()

    def stop(self) -> Usage:
        """Stop, and return the usage."""
        self._stop.set()
        self._thread.join()
        self._sample()
        (begun, before), (ended, after) = self._cpu[0], self._cpu[-1]
        cpu = after - before
        return Usage(
            round(cpu, 3), round(cpu / max(ended - begun, 1e-9), 3), self._memory[0], self._memory[-1],
            max(self._memory), self._handles[0], self._handles[-1], max(self._handles),
        )  # fmt: skip

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self._sample()

    def _sample(self) -> None:
        cpu, memory, handles = 0.0, 0, 0
        try:
            for process in (self._process, *self._process.children(recursive=True)):
                times = process.cpu_times()
                cpu += times.user + times.system
                memory += process.memory_info().rss
                handles += process.num_fds()
        except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            if self._memory:
                return
        self._cpu.append((time.monotonic(), cpu))
        self._memory.append(memory)
        self._handles.append(handles)
