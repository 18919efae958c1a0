"""One command of the final run: its output in a file, its time, its processor time, its exit code.

A command gets a process group of its own, so that all of it is ended when the run is interrupted: asked first, killed
when it does not listen. Seconds are of the wall; processor seconds are those of the command and all it waited for.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

_END_S = 60
_BURN = "import os, sys\nos.nice(int(sys.argv[2]))\nwhile os.getppid() == int(sys.argv[1]): pass"
"""A burner ends by itself when the run is gone, however that ended."""


class Ran(NamedTuple):
    """How a command ended; `lines` are those of its output."""

    code: int
    seconds: float
    cpu: float
    lines: list[str]

    @property
    def last(self) -> str:
        """The last line of its output."""
        return self.lines[-1] if self.lines else ""


def call(command: list[str], root: Path, output: Path, environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command in `root` to its end."""
    output.parent.mkdir(parents=True, exist_ok=True)
    begun, used = time.monotonic(), _used()
    with (
        output.open("w", encoding="utf-8") as file,
        group(command, root, stdout=file, stderr=subprocess.STDOUT, env={**os.environ, **(environ or {})}) as process,
    ):
        code = process.wait()
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return Ran(code, time.monotonic() - begun, _used() - used, lines)


@contextmanager
def group(command: list[str], root: Path, **options: Any) -> Iterator["subprocess.Popen[Any]"]:
    """A command in a process group of its own, all of which is gone at the end."""
    process = subprocess.Popen(command, cwd=root, start_new_session=True, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def burning(root: Path, cores: int, nicer: int = 0) -> Iterator[list[int]]:
    """As many processes that do nothing but burn as there are cores, so much nicer than this one; their pids."""
    with ExitStack() as stack:
        command = [sys.executable, "-c", _BURN, str(os.getpid()), str(nicer)]
        yield [stack.enter_context(group(command, root)).pid for _ in range(cores)]


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
