"""The suite's own service under test: a process on a free port, with a folder that is removed with it.

It is started as any user would start it and used only through its address. It tests the reference backend, regardless
of this run's settings. Everything that it starts uses its folder for temporary files, so that leftover processes and
files are found without its help. Errors: TargetFaultError, one sentence that names the log.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import anyio
import psutil

from lockstep.clients.tls import tls_context
from lockstep.processes.children import CHILDREN
from lockstep.settings import Settings
from lockstep.settings.model import env_name
from lockstep.targets.process import BackendProcess

# One password is hashed at the lowest cost, and logins are not limited: they all come from one address.
_SETTINGS = {
    "management.at_once": "1",
    "management.password_cost": "64",
    "management.login_rate": "0",
    "management.rate": "0",
}
_TEMPORARY = "TMPDIR"
_NOTICES = "notices."  # addresses with passwords in them, and everybody may read a command
MODULE = "lockstep.management"


class Service:
    """One service. `api` and `live` are its addresses once it runs."""

    def __init__(self, log: Path, **settings: str) -> None:
        """Nothing is started. `log` receives its output; `settings` (with `__` for a dot) override the defaults
        here."""
        self.api = self.live = ""
        self.tls = tls_context()
        self._log = log
        self._settings = _SETTINGS | {name.replace("__", "."): value for name, value in settings.items()}
        self._folder = Path()
        self._process: BackendProcess | None = None

    async def start(self) -> None:
        """Create the folder and start it; nothing is left if that fails. Raises TargetFaultError."""
        self._folder = Path(tempfile.mkdtemp(prefix="lockstep-service-", dir=CHILDREN.scratch()))
        temporary = self._folder / "tmp"
        temporary.mkdir()
        own = ("--leashed", "--port", "0", "--database", f"sqlite:///{self._folder / 'service.db'}")
        reports = ("--reports", str(self._folder / "reports"))
        secret = {key: value for key, value in self._settings.items() if key.startswith(_NOTICES)}
        others = (f"{key}={value}" for key, value in self._settings.items() if key not in secret)
        command = [
            sys.executable,
            "-P",
            "-m",
            MODULE,
            *own,
            *reports,
            *(part for one in others for part in ("-D", one)),
        ]
        environ = _environ() | {env_name(key.replace(".", "__")): value for key, value in secret.items()}
        self._process = BackendProcess(command, self._log, environ=environ | {_TEMPORARY: str(temporary)})
        try:
            await self._begin(self._process)
        except BaseException:
            with anyio.CancelScope(shield=True):  # a time limit may have cancelled the waiting
                await self.stop()
            raise

    async def kill(self) -> None:
        """End it abruptly, as if its machine were lost. Raises TargetFaultError if it is not running."""
        if self._process is not None:
            await self._process.end(signal.SIGKILL)

    async def again(self) -> None:
        """Start it again with its stored data. Raises TargetFaultError."""
        if self._process is not None:
            await self._begin(self._process)

    async def stop(self) -> list[str]:
        """End it; a sentence for each leftover, which is ended and removed nevertheless."""
        if self._process is None:
            return []
        await self._process.stop()
        left = [f"the service left the process {one.pid} running" for one in self._running()]
        left += [f"the service left the file {name}" for name in self.lying_about()]
        for one in self._running():
            one.kill()
        shutil.rmtree(self._folder)
        self._process = None
        return left

    def children(self) -> list[str]:
        """The commands of all processes it has started that are still running."""
        own = None if self._process is None else self._process.pid
        return [_command(one) for one in self._running() if one.pid != own]

    def lying_about(self) -> list[str]:
        """The names of existing temporary files and folders."""
        return sorted(path.name for path in (self._folder / "tmp").iterdir())

    def written(self, execution: str) -> str:
        """Everything that the run of an execution wrote to its log and printed."""
        folder = self._folder / "reports" / "executions" / execution
        return "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.log")))

    async def _begin(self, process: BackendProcess) -> None:
        told = await process.start()
        self.api, self.live = told["api"], told["live"]

    def _running(self) -> list[psutil.Process]:
        return [one for one in psutil.process_iter() if _has_its_files_in(one, self._folder)]


def _environ() -> dict[str, str]:
    """This run's environment without its settings; time is not judged where several processes share the machine."""
    ours = {env_name(name) for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {env_name("budgets"): "report"}


def _has_its_files_in(one: psutil.Process, folder: Path) -> bool:
    try:
        return one.environ().get(_TEMPORARY, "").startswith(f"{folder}/") and one.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):  # it has ended meanwhile, or belongs to another user
        return False


def _command(one: psutil.Process) -> str:
    try:
        return " ".join(one.cmdline())
    except psutil.Error:
        return "a process that has just ended"
