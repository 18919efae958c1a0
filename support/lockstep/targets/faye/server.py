"""A private Faye server: installed once by npm, started by a few lines of node (`server.mjs`) on a free port.

Faye is installed in the versions of `package-lock.json`, into a folder of the Python environment named after that
lock; so it is removed with the environment, and a changed lock causes a new installation. Several processes may
install simultaneously: each uses a temporary folder, and the first to finish renames it. Where node or npm is
missing, or npm fails, TargetFaultError states the remedy in one sentence.
"""

import asyncio
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from lockstep.processes.children import CHILDREN
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import BackendProcess

_SERVER = Path(__file__).with_name("server.mjs")
_LOCK = Path(__file__).with_name("package-lock.json")
PACKAGES = "Node.js 18 or newer with npm (on Debian: apt-get install nodejs npm)"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_INSTALL_S = 180.0


def missing() -> str:
    """Which of node and npm is missing on this machine, in words; empty where both are installed."""
    return " and ".join(program for program in ("node", "npm") if shutil.which(program) is None)


class FayeProcess:
    """One Faye server."""

    def __init__(self, log: Path, cache: Path | None = None) -> None:
        """Nothing is started. `log` receives the server's output; `cache` is where Faye is installed."""
        self._log = log
        self._cache = cache or Path(sys.prefix) / "lockstep-faye"
        self._process: BackendProcess | None = None

    async def start(self) -> int:
        """Install Faye if necessary, start it, and return its port. Raises TargetFaultError."""
        lacking = missing()
        if lacking:
            raise TargetFaultError(f"target faye needs {PACKAGES}; {lacking} cannot be found")
        folder = await installed(self._cache)
        self._process = BackendProcess(["node", str(_SERVER), str(folder)], self._log)
        ready = await self._process.start()
        return int(ready["port"])

    @property
    def pid(self) -> int | None:
        """The server's pid while it runs."""
        return None if self._process is None else self._process.pid

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.alive()

    async def stop(self) -> None:
        """End it."""
        if self._process is not None:
            await self._process.stop()


async def installed(cache: Path) -> Path:
    """The folder in which Faye is installed, after installing it there if necessary. Raises TargetFaultError."""
    folder = cache / hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:12]
    if folder.exists():
        return folder
    new = _new_folder(cache)
    try:
        await _npm(new)
        _give_name(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def _new_folder(cache: Path) -> Path:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=cache))
    except OSError as error:
        raise TargetFaultError(f"Faye cannot be installed in {cache}: {error.strerror}") from error
    shutil.copy(_LOCK, new)
    shutil.copy(_LOCK.with_name("package.json"), new)
    return new


def _give_name(new: Path, folder: Path) -> None:
    try:
        new.rename(folder)
    except OSError as error:
        if not folder.exists():  # nobody else was faster
            raise TargetFaultError(f"Faye cannot be installed as {folder}: {error.strerror}") from error


async def _npm(folder: Path) -> None:
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
        raise TargetFaultError(f"npm did not install Faye within {_INSTALL_S:g} s: is the network there?") from None
    if process.returncode:
        lines = [line for line in said.decode(errors="replace").splitlines() if line.startswith("npm error")]
        why = lines[0].removeprefix("npm error").strip() if lines else f"exit code {process.returncode}"
        raise TargetFaultError(f"npm could not install Faye ({why}): is its registry reachable from here?")
