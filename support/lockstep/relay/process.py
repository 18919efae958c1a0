"""The relay as the suite uses it: a separate process, so that it takes no time from the suite's event loop.

    async with RelayProcess("http://127.0.0.1:8000/api/v1", plant=parse_plant("drop:who=Ben")) as relay:
        api_url = relay.url("http://127.0.0.1:8000/api/v1")
    relay.report()

    number = await relay.begin_fault("half-open", who="Ben", on="socket")
    account = await relay.end_fault(number)

Created and used on one asyncio loop, of any thread. The process is a child (`lockstep.processes.children`) and ends
when its standard input closes. Signals from the terminal do not reach it: the suite decides when people's connections
end. Errors: RelayError, one sentence for people, with the output of the process.
"""

import asyncio
import sys
import tempfile
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from lockstep.masking import mask_url
from lockstep.processes.children import CHILDREN
from lockstep.relay.control import ANSWER
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import PlantSpec

_READY = b"ready "
_LINES_KEPT = 20
_GOING_S = 10.0


class RelayProcess:
    """One relay process in front of one backend."""

    def __init__(
        self, upstream: str, *, plant: PlantSpec | None = None, dialect: str = "json", report_file: Path | None = None
    ) -> None:
        """Nothing is started yet. `upstream` is a URL of the backend (http or ws) or HOST:PORT; without `report_file`
        the report is kept in memory only. Raises RelayError for a URL that the relay cannot serve."""
        self.port = 0
        self._upstream = _host_and_port(upstream)
        self._plant = plant
        self._dialect = dialect
        self._file = report_file
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._said: deque[str] = deque(maxlen=_LINES_KEPT)
        self._listening: asyncio.Task[None] | None = None
        self._ended = False
        self._telling = asyncio.Lock()
        self._last_report: dict[str, Any] | None = None

    async def start(self, *, timeout_s: float = _GOING_S) -> None:
        """Start the process and wait until it listens. Raises RelayError."""
        if self._process is not None:
            raise RelayError("this relay was started already; create another one")
        if self._file is None:
            self._folder = tempfile.TemporaryDirectory(prefix="lockstep-relay-", dir=CHILDREN.scratch())
            self._file = Path(self._folder.name) / "plant.json"
        command = ["--upstream", self._upstream, "--dialect", self._dialect, "--report", str(self._file)]
        if self._plant is not None:
            command += ["--plant", self._plant.text]
        pipe = asyncio.subprocess.PIPE
        self._process = await CHILDREN.spawn(
            sys.executable,
            "-P",
            "-m",
            "lockstep.relay",
            *command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )
        self._listening = asyncio.create_task(self._listen(self._process), name="what the relay says")
        try:
            self.port = await asyncio.wait_for(_ready(self._process), timeout_s)
        except TimeoutError:
            await self._end(self._process)
            raise RelayError(f"the relay was not ready within {timeout_s:g} s{self._words()}") from None
        except EOFError:
            await self._end(self._process)
            raise RelayError(f"the relay did not start{self._words()}") from None
        except asyncio.CancelledError:
            await self._end(self._process)
            raise

    async def begin_fault(self, name: str, **options: Any) -> int:
        """Begin a network fault (`lockstep.relay.faults.registry`) and return its number. Raises RelayError."""
        number: int = (await self._tell({"begin": name, "options": options}))["fault"]
        return number

    async def end_fault(self, number: int) -> dict[str, Any]:
        """End a fault and return its account: `evidence` of what it did (empty: nothing) and `delay_ms`. Raises
        RelayError."""
        return await self._tell({"end": number})

    async def _tell(self, order: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None or self._ended:
            raise RelayError("the relay is not running, so no network fault can begin or end")
        async with self._telling:
            try:
                process.stdin.write(msgspec.json.encode(order) + b"\n")
                await process.stdin.drain()
                line = await asyncio.wait_for(process.stdout.readline(), _GOING_S)
            except (OSError, TimeoutError) as error:
                raise RelayError(f"the relay accepts no command for a network fault{self._words()}") from error
        if not line.startswith(ANSWER):
            raise RelayError(f"the relay sent no answer, but {line.decode(errors='replace').strip()!r}")
        told: dict[str, Any] = msgspec.json.decode(line.removeprefix(ANSWER))
        if "error" in told:
            raise RelayError(told["error"])
        return told

    async def stop(self) -> None:
        """End the process and read its last report; a second call does nothing. Raises RelayError if the process had
        died by itself or ended with an error."""
        if self._process is None or self._ended:
            return
        died = self._process.returncode is not None
        code = await self._end(self._process)
        if died or code:
            raise RelayError(f"the relay {'died by itself' if died else 'failed'} with code {code}{self._words()}")

    async def __aenter__(self) -> "RelayProcess":
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    def url(self, upstream: str) -> str:
        """The URL that reaches this URL of the backend through the relay. Raises RelayError for another server."""
        if _host_and_port(upstream) != self._upstream:
            raise RelayError(f"the relay stands before {self._upstream}, not before {mask_url(upstream)}")
        parts = urlsplit(upstream)
        user, at, _ = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}{at}127.0.0.1:{self.port}"))

    def report(self) -> dict[str, Any]:
        """What the plant did (`lockstep.relay.report`). The report is final once the relay is stopped; before that it
        includes at least the first effect. Raises RelayError when there is none."""
        if self._last_report is not None:
            return self._last_report
        if self._file is None or not self._file.exists():
            raise RelayError("the relay has written no report: it was never started, or could not write")
        told: dict[str, Any] = msgspec.json.decode(self._file.read_bytes())
        return told

    async def _end(self, process: asyncio.subprocess.Process) -> int:
        """End the process by its standard input, or by force; returns its exit code."""
        if process.stdin is not None:
            process.stdin.close()
        try:
            code = await asyncio.wait_for(process.wait(), _GOING_S)
        except TimeoutError:
            process.kill()
            code = await process.wait()
        if self._listening is not None:
            await self._listening
        self._ended = True
        if self._file is not None and self._file.exists():
            self._last_report = self.report()
        if self._folder is not None:
            self._folder.cleanup()
        return code

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stderr is not None:
            async for line in process.stderr:
                self._said.append(line.decode(errors="replace").strip())

    def _words(self) -> str:
        return f": {' / '.join(self._said)}" if self._said else ", and printed nothing"


async def _ready(process: asyncio.subprocess.Process) -> int:
    """The port that the process announces. Raises EOFError when it ends without announcing one."""
    if process.stdout is not None:
        async for line in process.stdout:
            if line.startswith(_READY):
                port: int = msgspec.json.decode(line[len(_READY) :])["port"]
                return port
    raise EOFError


def _host_and_port(upstream: str) -> str:
    parts = urlsplit(upstream if "://" in upstream else f"http://{upstream}")
    if parts.scheme not in {"http", "ws"}:
        raise RelayError(f"the relay cannot read encrypted traffic: {mask_url(upstream)} must be an http or ws URL")
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if not parts.hostname or not port:
        raise RelayError(f"{mask_url(upstream)!r} is not the address of a backend; expected a URL or HOST:PORT")
    return f"{parts.hostname}:{port}"
