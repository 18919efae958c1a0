"""A started backend: its process, where it answers, what it logged; ended and waited for at the end."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_END_S = 60


@dataclass
class Started:
    """One process. `lines` grow while it runs; `until_logged` waits for one."""

    process: subprocess.Popen[str]
    api: str
    ws: str
    lines: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def until_logged(self, text: str) -> dict[str, Any]:
        """The first line of the log that holds `text`."""
        with self.news:
            found = self.news.wait_for(lambda: next((line for line in self.lines if text in line), None), _END_S)
        assert found, f"{text!r} was not logged; the log: {self.lines}"
        line: dict[str, Any] = json.loads(found)
        return line

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        return self.process.wait(_END_S)


@contextmanager
def started(
    *arguments: str, module: tuple[str, ...] = ("lockstep.reference",), leashed: bool = False
) -> Iterator[Started]:
    """Start the backend with the cheapest passwords and these arguments; it must be gone at the end. `leashed`: its
    standard input is open."""
    command = [sys.executable, "-m", *module, "--port", "0", "--set", "password_cost=8", *arguments]
    with subprocess.Popen(
        command,
        cwd=_ROOT,
        stdin=subprocess.PIPE if leashed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        ready = process.stdout.readline()
        assert ready.startswith("ready "), ready + process.stderr.read()
        backend = Started(process, **json.loads(ready.removeprefix("ready ")))
        reader = threading.Thread(target=_read, args=(process.stderr, backend))
        reader.start()
        try:
            yield backend
        finally:
            asked = process.poll() is None
            if asked:
                process.terminate()
            code = process.wait(_END_S)
            reader.join(_END_S)
        assert code == 0 or not asked, f"asked to end, it left with {code}; the log: {backend.lines[-5:]}"


def _read(stderr: Any, backend: Started) -> None:
    for line in stderr:
        with backend.news:
            backend.lines.append(line.rstrip("\n"))
            backend.news.notify_all()
