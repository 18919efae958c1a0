"""A parent of children, in an interpreter of its own, and waiting for the end of what it started."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from lockstep.processes.ending import lives, wait_for

LONGEST_S = 60.0
PARENT = """
import signal, sys
from lockstep.processes.children import CHILDREN
child = CHILDREN.popen([sys.executable, "-c", sys.argv[1]], stdout=-1)
told = child.stdout.readline().decode().strip()
print(CHILDREN.scratch(), CHILDREN._watchdog.pid, child.pid, told, flush=True)
signal.pause()
"""


class Family:
    """What the parent has started. `told`: the pids that the child itself told of."""

    def __init__(self, parent: "subprocess.Popen[str]", line: str) -> None:
        scratch, watchdog, child, *told = line.split()
        self.parent, self.scratch = parent, Path(scratch)
        self.watchdog, self.child = psutil.Process(int(watchdog)), psutil.Process(int(child))
        self.told = [psutil.Process(int(pid)) for pid in told]

    def are_gone(self) -> bool:
        """Wait until nothing is left; whether that came."""
        everybody = [self.watchdog, self.child, *self.told]
        wait_for(everybody, LONGEST_S)
        return not any(map(lives, everybody)) and not self.scratch.exists()


@contextmanager
def family(program: str) -> Iterator[Family]:
    """A parent whose child runs this program, which prints one line: the pids of its own children."""
    with subprocess.Popen([sys.executable, "-c", PARENT, program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        made = Family(parent, parent.stdout.readline())
        try:
            yield made
        finally:
            parent.kill()
            for one in (made.child, *made.told):
                if lives(one):
                    one.kill()
