"""A run of behave whose standard output somebody watches: on a terminal, or through a pipe that may close."""

import os
import threading
from pathlib import Path

from tests.running.project import Project, Ran, environment
from tests.running.served import behave


def on_terminal(project: Project, *args: str, **env: str) -> Ran:
    """Run behave on a terminal of its own; `out` is all that was sent there."""
    master, slave = os.openpty()
    shown = bytearray()

    def watch() -> None:
        while chunk := _read(master):
            shown.extend(chunk)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        ran = _run(project, Path(os.ttyname(slave)), args, {"TERM": "xterm"} | env)
    finally:
        os.close(slave)
        watcher.join()
        os.close(master)
    ran.out = shown.decode("utf-8").replace("\r\n", "\n")
    return ran


def read_one_line(project: Project, *args: str) -> Ran:
    """Run behave with a reader that goes away after one line."""
    fifo = project.root / "fifo"
    os.mkfifo(fifo)
    seen: list[str] = []

    def watch() -> None:
        with fifo.open(encoding="utf-8") as lines:
            seen.append(lines.readline())

    watcher = threading.Thread(target=watch)
    watcher.start()
    ran = _run(project, fifo, args, {})
    watcher.join()
    ran.out = "".join(seen)
    return ran


def _run(project: Project, out: Path, args: tuple[str, ...], env: dict[str, str]) -> Ran:
    err = project.root / "stderr.txt"
    code = behave(project.root, args, environment() | env, out, err)
    return Ran(code, "", err.read_text("utf-8"), project.root / "reports")


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # nobody has the other side open any more
        return b""
