"""A private server on Node.js: its packages installed by npm, started by a few lines of our own on a free port.

The script (`server.mjs`, beside its `package-lock.json`) is called with the folder in which the packages are
installed, says `ready {"port": N}` once it listens, and ends with its standard input or on SIGTERM.
"""

from pathlib import Path

from lockstep.targets.base import TargetFaultError
from lockstep.targets.npm import PACKAGES, cache_of, installed, missing
from lockstep.targets.process import BackendProcess


class NodeProcess:
    """One such server."""

    def __init__(self, name: str, what: str, folder: Path, log: Path, cache: Path | None = None) -> None:
        """Nothing is started. `name` is the target's, `what` the server's for people, `folder` holds the script and
        the lock, `log` receives the server's output; `cache` is where the packages are installed."""
        self._name = name
        self._what = what
        self._folder = folder
        self._log = log
        self._cache = cache or cache_of(name)
        self._process: BackendProcess | None = None

    async def start(self) -> int:
        """Install the packages if necessary, start the server, and return its port. Raises TargetFaultError."""
        if lacking := missing():
            raise TargetFaultError(f"target {self._name} needs {PACKAGES}; {lacking} cannot be found")
        folder = await installed(self._folder / "package-lock.json", self._cache, self._what)
        self._process = BackendProcess(["node", str(self._folder / "server.mjs"), str(folder)], self._log)
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
