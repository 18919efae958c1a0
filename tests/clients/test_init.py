"""What importing the clients leaves out."""

import subprocess
import sys

PROGRAM = "import sys, lockstep.clients.api; print(sorted({'click', 'rich', 'httpx'} & sys.modules.keys()))"


def test_httpx_comes_without_what_only_its_command_needs() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "['httpx']\n"
