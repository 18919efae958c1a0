"""Packages of npm that a backend needs, installed once for each Python environment, in the versions of a lock.

They are installed into a folder of the environment that is named after the lock; so it is removed with the
environment, and a changed lock causes a new installation. Several processes may install at the same time: each uses a
temporary folder, and the first to finish renames it. Where npm fails, TargetFaultError states the remedy in one
sentence.
"""

import asyncio
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from lockstep.processes.children import CHILDREN
from lockstep.targets.base import TargetFaultError

PACKAGES = "Node.js 18 or newer with npm (on Debian: apt-get install nodejs npm)"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_INSTALL_S = 180.0


def missing() -> str:
    """Which of node and npm is missing on this machine, in words; empty where both are installed."""
    return " and ".join(program for program in ("node", "npm") if shutil.which(program) is None)


def cache_of(name: str) -> Path:
    """Where what is called `name` is installed in this environment."""
    return Path(sys.prefix) / f"lockstep-{name}"


async def installed(lock: Path, cache: Path, what: str) -> Path:
    """The folder in which the packages of a `package-lock.json`, called `what`, are installed, after installing them
    there if necessary. The `package.json` is beside the lock. Raises TargetFaultError."""
    folder = cache / _digest(lock)
    if folder.exists():
        return folder
    new = _new_folder(lock, cache, what)
    try:
        await _npm(new, what)
        _give_name(new, folder, what)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()[:12]


def _new_folder(lock: Path, cache: Path, what: str) -> Path:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=cache))
    except OSError as error:
        raise TargetFaultError(f"{what} cannot be installed in {cache}: {error.strerror}") from error
    shutil.copy(lock, new)
    shutil.copy(lock.with_name("package.json"), new)
    return new


def _give_name(new: Path, folder: Path, what: str) -> None:
    try:
        new.rename(folder)
    except OSError as error:
        if not folder.exists():  # nobody else was faster
            raise TargetFaultError(f"{what} cannot be installed as {folder}: {error.strerror}") from error


async def _npm(folder: Path, what: str) -> None:
    process = await CHILDREN.spawn(
        "npm",
        *_INSTALL,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), _INSTALL_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise TargetFaultError(f"npm did not install {what} within {_INSTALL_S:g} s: is the network there?") from None
    if process.returncode:
        lines = [line for line in said.decode(errors="replace").splitlines() if line.startswith("npm error")]
        why = lines[0].removeprefix("npm error").strip() if lines else f"exit code {process.returncode}"
        raise TargetFaultError(f"npm could not install {what} ({why}): is its registry reachable from here?")
