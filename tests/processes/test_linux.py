"""What Linux offers, seen from the processes that use it; `test_children.py` has the watchdog that is woken."""

import subprocess
import sys

import psutil
import pytest
from lockstep.processes.ending import lives, wait_for

CHILD = """
import os, sys
from lockstep.processes.linux import wake_with_parents_end
wake_with_parents_end()
print(os.getpid(), flush=True)
sys.stdin.read()
"""
PARENT = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {CHILD!r}], stdin=subprocess.PIPE)"
ADOPTING = """
import os, subprocess, sys
from lockstep.processes.linux import adopt_orphans
adopt_orphans()
done = subprocess.run(["/bin/sh", "-c", "sleep 600 >&2 & echo $!"], stdout=subprocess.PIPE)
orphan = int(done.stdout)
with open(f"/proc/{orphan}/stat") as stat:
    print(int(stat.read().rpartition(")")[2].split()[1]) == os.getpid())
os.kill(orphan, 9)
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="nothing of this is there elsewhere")
def test_one_that_stands_still_runs_on_when_its_parent_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        child.suspend()
        parent.kill()
    wait_for([child], 60)
    assert not lives(child)


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="nothing of this is there elsewhere")
def test_orphans_are_adopted() -> None:
    done = subprocess.run([sys.executable, "-c", ADOPTING], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
