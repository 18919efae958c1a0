"""The supervisor: a small process between the service and one execution, which leaves nothing of it behind.

    python -m lockstep.management.executions.supervisor SCRATCH GRACE COMMAND...

It leads a new session, starts the command in it, and holds the reading end of a pipe whose other end belongs to the
service. When that end closes, because the execution is cancelled, its time is up, or the service has ended for any
reason, the command receives SIGTERM, so that it cleans up and writes its reports; processes that still run after
GRACE seconds are killed. When the command has ended, by itself or not, every other process of the execution is killed
and the folder SCRATCH with its temporary files is removed. The exit code is the command's, or 128 + N if signal N
ended it. The mark of the execution (`processes.py`) is in the environment.
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
    """Wait until the pipe closes, then end the command."""
    os.read(sys.stdin.fileno(), 1)
    process.terminate()
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        end_all(os.environ[MARK])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
