"""Make `.venv`, or bring it up to date: what `requirements.lock` says, and the project itself, editable.

Made anew when the lock or the project's folder changed or its Python is gone; when only `pyproject.toml` changed,
the project alone is installed again; otherwise nothing is done. uv does it where it is installed, else venv and pip.
Two that start at once: the second waits for the first, on a file lock that ends with the process that holds it.
Exit code 0, or 2 after a sentence on standard error. Needs nothing but the standard library.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "lockstep.stamp"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"


def main() -> int:
    """Make what is missing; returns the exit code."""
    with LOCK.open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        packages = _digest(turn.read(), str(ROOT).encode())
        project = _digest(PROJECT.read_bytes())
        stands = STAMP.read_text().split() if STAMP.exists() and PYTHON.exists() else []
        if stands == [packages, project]:
            return 0
        if stands[:1] != [packages]:
            if VENV.exists():
                shutil.rmtree(VENV)
            sys.stderr.write("Making .venv: once, less than a minute ...\n")
            if not _make():
                return 2
        if not _install("--no-deps", "--no-build-isolation", "--editable", str(ROOT)):
            return 2
        STAMP.write_text(f"{packages} {project}\n")
    return 0


def _make() -> bool:
    if shutil.which("uv"):
        made = _run("uv", "venv", "--quiet", "--python", sys.executable, str(VENV))
    elif importlib.util.find_spec("ensurepip") is None:
        sys.stderr.write(
            f"{sys.executable} has no ensurepip: install python3-venv (apt-get install python3-venv), or uv.\n"
        )
        return False
    else:
        made = _run(sys.executable, "-m", "venv", str(VENV))
    return made and _install("--require-hashes", "--requirement", str(LOCK))


def _install(*what: str) -> bool:
    if shutil.which("uv"):
        return _run("uv", "pip", "install", "--quiet", "--python", str(PYTHON), *what)
    return _run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def _run(*command: str) -> bool:
    """Run a command, its output on standard error; say which one failed."""
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.stderr.write(f"The environment could not be made: {' '.join(command)} ended with {done.returncode}.\n")
    return done.returncode == 0


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
