"""`environment.py` refuses to be read by anything but Lockstep."""

import subprocess
import sys

import pytest

READ = "import lockstep.running.environment; print('read')"


@pytest.mark.process
@pytest.mark.parametrize(
    ("before", "code", "out", "err"),
    [
        ("", 2, "", "error: these features need Lockstep's runner: run them with `lockstep run`"),
        ("from lockstep.running.active_runner import announce; announce('a test');", 0, "read\n", ""),
    ],
)
def test_it_needs_the_runner(before: str, code: int, out: str, err: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{before}\n{READ}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, out)
    assert done.stderr.startswith(err)
