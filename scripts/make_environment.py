"""Make `.venv`, or bring it up to date: what `requirements.lock` says, and the project itself, editable.

Made anew when the lock or the project's folder changed or its Python is gone; when only `pyproject.toml` changed,
the project alone is installed again; otherwise nothing is done. uv does it where it is installed; without it, or
if it fails (it does not read pip's configuration), venv and pip do. Two that start at once: the second waits for
the first, on a file lock that ends with the process that holds it. Exit code 0, or 2 after a sentence on standard
error. Needs nothing but the standard library.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "lockstep.stamp"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"


class Way(NamedTuple):
    """The commands that create an environment and that install into it."""

    create: tuple[str, ...]
    install: tuple[str, ...]


def ways() -> Iterator[Way]:
    """The ways there are on this machine, the fastest first."""
    if uv := shutil.which("uv"):
        yield Way(
            (uv, "venv", "--quiet", "--python", sys.executable, str(VENV)),
            (uv, "pip", "install", "--quiet", "--python", str(PYTHON)),
        )
    if importlib.util.find_spec("ensurepip"):
        yield Way(
            (sys.executable, "-m", "venv", str(VENV)),
            (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        )


def main() -> int:
    """Make what is missing; returns the exit code."""
    with LOCK.open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        wanted = stamp()
        stands = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
        if stands == wanted.split():
            return 0
        possible = list(ways())
        if not possible:
            sys.stderr.write(f"{sys.executable} has no ensurepip: install python3-venv (with apt-get), or uv.\n")
            return 2
        same = stands[:1] == wanted.split()[:1]
        if not any((same or make(way)) and install_project(way) for way in possible):
            return 2
        STAMP.write_text(wanted)
    return 0


def stamp() -> str:
    """What a current environment is stamped with: the packages in this folder, and the project."""
    packages = hashlib.sha256(LOCK.read_bytes() + bytes(ROOT)).hexdigest()
    return f"{packages}\n{hashlib.sha256(PROJECT.read_bytes()).hexdigest()}\n"


def make(way: Way) -> bool:
    """Make the environment anew, with every package of the lock."""
    if VENV.exists():
        shutil.rmtree(VENV)
    sys.stderr.write("Making .venv: once, less than a minute ...\n")
    return run(*way.create) and run(*way.install, "--require-hashes", "--requirement", str(LOCK))


def install_project(way: Way) -> bool:
    """Install the project itself, editable, with the build backend that is in the lock."""
    return run(*way.install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def run(*command: str) -> bool:
    """Run a command, its output on standard error; say which one failed."""
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.stderr.write(f"This ended with {done.returncode}: {' '.join(command)}\n")
    return done.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
