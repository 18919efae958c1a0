"""The leash: a small process between the service and one execution, which leaves nothing of it behind.

    python -m lockstep.management.executions.supervisor SCRATCH GRACE COMMAND...

It leads a session of its own, starts the command in it, and holds the reading end of a pipe whose other end is the
service's. When that end is closed, because the execution is cancelled, its time is over, or the service is gone
however it went, the command is asked to end as by Ctrl-C (SIGTERM), so that it cleans up and writes its reports;
what is still there after GRACE seconds is killed. When the command has ended, by itself or not, every other process
of the execution is killed and the folder SCRATCH, its temporary files, is removed. The exit code is the command's;
128 + N where signal N ended it. The mark of the execution (`processes.py`) is in the environment.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

from lockstep.management.executions.processes import MARK, end_all, end_and_sweep
from lockstep.processes.linux import adopt_orphans

SIGNALLED = 128


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit code. Raises LeftRunningError, OSError."""
    scratch, grace, *command = arguments
    adopt_orphans()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the service's own program
    letting_go = threading.Thread(target=_end_when_let_go, args=(process, float(grace)), daemon=True)
    letting_go.start()
    code = process.wait()
    end_and_sweep(os.environ[MARK], Path(scratch))
    return code if code >= 0 else SIGNALLED - code


def _end_when_let_go(process: subprocess.Popen[bytes], grace_s: float) -> None:
    """Wait for the end of the pipe, then end the command."""
    os.read(sys.stdin.fileno(), 1)
    process.terminate()
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        end_all(os.environ[MARK])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
