"""One execution from the service's side: a supervisor process (`supervisor.py`) that runs the command.

Closing the pipe to the supervisor is the only way to end an execution early: when it is cancelled, out of time, or
the service stops or dies. Its console output goes to a file. No process is left once `ended` has returned, even if
the supervisor itself was killed. Errors: OSError, LeftRunningError.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lockstep.management.executions.processes import LEASH, MARK, end_and_sweep

GRACE_S = 10.0
PATIENCE_S = 20.0
"""How much longer than the grace period a supervisor may take to end its processes."""


def scratch_of(mark: str) -> Path:
    """The folder of an execution's temporary files; near the root, as the names of sockets must be short."""
    return Path(tempfile.gettempdir()) / f"execution-{mark}"


class Launch(NamedTuple):
    """How to run an execution: a command, its environment, and the working directory."""

    command: Sequence[str]
    environ: Mapping[str, str]
    folder: Path


class Child:
    """One execution's processes."""

    def __init__(self, mark: str, launch: Launch, console: Path, grace_s: float = GRACE_S) -> None:
        """Start the processes; the command's output goes to the file `console`."""
        self._mark, self._grace_s = mark, grace_s
        self._scratch = scratch_of(mark)
        self._scratch.mkdir(mode=0o700, exist_ok=True)
        console.parent.mkdir(parents=True, exist_ok=True)
        leash = [sys.executable, "-P", "-m", LEASH, str(self._scratch), f"{grace_s:g}"]
        with console.open("wb") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*leash, *launch.command],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=launch.folder,
                env={**launch.environ, MARK: mark, "TMPDIR": str(self._scratch)},
                start_new_session=True,
            )

    def wait(self, limit_s: float) -> bool:
        """Wait for the end for at most this long; returns whether it came."""
        try:
            self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def let_go(self) -> None:
        """Begin to end the execution, without waiting. A second call does nothing."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def ended(self) -> int:
        """End the execution if necessary, and return the exit code once no process of it is left."""
        self.let_go()
        if not self.wait(self._grace_s + PATIENCE_S):
            self._process.kill()
        code = self._process.wait()
        end_and_sweep(self._mark, self._scratch)  # a killed supervisor could not do this
        return code
