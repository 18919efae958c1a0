"""Usage: CPU, memory and handles of a process that lives, and of one that ends while it is watched."""

import os
import subprocess
import sys

import psutil
import pytest
from lockstep.load.usage import Sampler


def test_a_process_is_measured() -> None:
    sampler = Sampler(os.getpid())
    sampler.start()
    sum(range(300_000))
    usage = sampler.stop()
    assert usage.memory_most >= usage.memory_first > 1_000_000
    assert usage.handles_first > 2
    assert usage.cpu_s >= 0


def test_a_process_that_ends_keeps_its_figures() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        sampler = Sampler(process.pid)
        sampler.start()
        process.communicate(b"\n")
    assert sampler.stop().memory_last > 0


def test_nobody_is_not_measured() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with pytest.raises(psutil.NoSuchProcess):
        Sampler(process.pid)
