"""A private RabbitMQ: a node with its own name, cookie, configuration, user and folder, on free ports of 127.0.0.1,
and ended by its pid. A service that the package may have installed is neither used nor touched.

It serves HTTP for management and STOMP on WebSockets, and nothing else; AMQP is off. Its password is generated for
it. Erlang needs a name server (epmd) and a port for its nodes: both are private, and bound to 127.0.0.1. Its data are
removed with its folder, so it is killed, and the processes that Erlang started with it end by themselves.

The API answers seconds before the sockets do, so `start` waits for both. Where RabbitMQ is missing, TargetFaultError
names the package. Its log goes to a file.
"""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import NamedTuple

from lockstep.targets.base import TargetFaultError

PACKAGES = "on Debian: apt-get install rabbitmq-server"
USER = "lockstep"
_SCRIPTS = (Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), Path("/usr/local/lib/rabbitmq/bin/rabbitmq-server"))
_READY_S, _STOP_S, _STARTS_TRIED = 90.0, 10.0, 3

_CONFIGURATION = """\
listeners.tcp = none
stomp.listeners.tcp = none
management.tcp.ip = 127.0.0.1
management.tcp.port = {api}
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = {sockets}
default_user = {user}
default_pass = {password}
log.file = false
log.console = true
vm_memory_high_watermark.relative = 0.8
disk_free_limit.absolute = 50MB
"""


class Ports(NamedTuple):
    """Where a node listens: its API, its sockets, its name server, and other nodes."""

    api: int
    sockets: int
    names: int
    nodes: int


def missing() -> str:
    """What is missing on this machine, in words; empty where nothing is."""
    lacking = [name for name, found in (("RabbitMQ", _server()), ("Erlang's epmd", _epmd())) if found is None]
    return " and ".join(lacking)


class RabbitmqProcess:
    """One RabbitMQ node."""

    def __init__(self, log: Path) -> None:
        """Nothing is started. `log` receives RabbitMQ's output."""
        self.password = secrets.token_hex(16)
        self._log = log.absolute()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._names: asyncio.subprocess.Process | None = None
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> Ports:
        """Start it and return its ports once API and sockets answer. Raises TargetFaultError."""
        server, epmd, lacking = _server(), _epmd(), missing()
        if server is None or epmd is None:
            raise TargetFaultError(f"target rabbitmq needs RabbitMQ; {lacking} cannot be found; {PACKAGES}")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._log.write_bytes(b"")
        for _ in range(_STARTS_TRIED):
            self._folder = tempfile.TemporaryDirectory(prefix="lockstep-rabbitmq-")
            ports = Ports(*_free_ports(len(Ports._fields)))
            await self._begin(server, epmd, ports)
            if await self._is_ready(ports):
                return ports
            await self.stop()
        raise TargetFaultError(f"RabbitMQ did not start answering on its own ports; its log is {self._log}")

    @property
    def pid(self) -> int | None:
        """The pid of its Erlang process while it runs."""
        return self._process.pid if self._process is not None and self.alive() else None

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def stop(self) -> None:
        """End it, its name server last, and remove its folder."""
        for process in (self._process, self._names):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()
        if self._folder is not None:
            await asyncio.to_thread(self._folder.cleanup)
            self._folder = None

    async def _begin(self, server: str, epmd: str, ports: Ports) -> None:
        folder = Path(self._folder.name if self._folder is not None else "")
        text = _CONFIGURATION.format(api=ports.api, sockets=ports.sockets, user=USER, password=self.password)
        (folder / "rabbitmq.conf").write_text(text, encoding="utf-8")
        (folder / "plugins").write_text("[rabbitmq_management,rabbitmq_web_stomp].\n", encoding="utf-8")
        (folder / "environment").touch()
        environment = _environment(folder, ports)
        with self._log.open("ab") as log:
            self._names = await _spawn(
                epmd, "-port", str(ports.names), "-address", "127.0.0.1", env=environment, log=log.fileno()
            )
            self._process = await _spawn(server, "-noinput", env=environment, log=log.fileno())

    async def _is_ready(self, ports: Ports) -> bool:
        """Wait until both ports answer; false if it has ended by itself or the time is up."""
        deadline = asyncio.get_running_loop().time() + _READY_S
        while self._process is not None and asyncio.get_running_loop().time() < deadline:
            if await _answers(ports.api) and await _answers(ports.sockets):
                return True
            try:
                await asyncio.wait_for(self._process.wait(), 0.1)
            except TimeoutError:
                continue
            return False
        return False


async def _spawn(*command: str, env: dict[str, str], log: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,  # Ctrl-C is for the suite, which then ends it
    )


def _environment(folder: Path, ports: Ports) -> dict[str, str]:
    """The environment that limits the node to its own folder. Input is allowed but none is sent, so that the script
    becomes Erlang instead of waiting for it: its pid is the node's."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
    return others | {
        "HOME": str(folder),  # where Erlang creates its cookie
        "ERL_EPMD_PORT": str(ports.names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_NODENAME": f"lockstep-{uuid.uuid4().hex}@localhost",
        "RABBITMQ_DIST_PORT": str(ports.nodes),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "environment"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "schema"),
        "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1} +sbwt none"
        ),
    }


def _server() -> str | None:
    """The script itself, where the package installs it separately: Debian's wrapper on the path changes the user
    first."""
    return next((str(path) for path in _SCRIPTS if path.exists()), None) or _which("rabbitmq-server")


def _epmd() -> str | None:
    return _which("epmd")


def _which(program: str) -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which(program, path=path)


def _free_ports(count: int) -> list[int]:
    """Distinct free ports."""
    found = [socket.socket() for _ in range(count)]
    try:
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]
    finally:
        for one in found:
            one.close()


async def _answers(port: int) -> bool:
    """Whether an HTTP server answers on this port."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        return (await reader.read(5)).startswith(b"HTTP/")
    except OSError:
        return False
    finally:
        writer.close()
