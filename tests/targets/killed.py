"""A server started by a process of its own that is then killed: what is left of it?"""

import subprocess
import sys
from pathlib import Path

import psutil
from lockstep.processes.ending import lives, wait_for

LONGEST_S = 60.0
PARENT = """
import asyncio, sys
from importlib import import_module
from pathlib import Path
import psutil
from lockstep.processes.children import CHILDREN

async def main():
    process = getattr(import_module(sys.argv[1]), sys.argv[2])(Path(sys.argv[3]))
    await process.start()
    found = psutil.Process().children(recursive=True)
    print(CHILDREN.scratch(), process.pid, *(one.pid for one in found), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def left_of(module: str, name: str, log: Path, *, without_its_own: bool = False) -> list[str]:
    """The commands of the processes, and the folder, that a server leaves whose parent is killed; `without_its_own`:
    its own first process is killed before."""
    command = [sys.executable, "-c", PARENT, module, name, str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        scratch, own, *pids = parent.stdout.readline().split()
        found = [psutil.Process(int(pid)) for pid in pids]
        if without_its_own:
            psutil.Process(int(own)).kill()
        parent.kill()
    wait_for(found, LONGEST_S)
    left = [" ".join(one.cmdline()) for one in found if lives(one)]
    for one in found:
        if lives(one):
            one.kill()
    return [*left, *([scratch] if Path(scratch).exists() else [])]
