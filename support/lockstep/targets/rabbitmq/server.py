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
import uuid
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lockstep.processes.children import CHILDREN
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import ServerProcess, free_ports, http_answer

PACKAGES = "on Debian: apt-get install rabbitmq-server"
USER = "lockstep"
_SCRIPTS = (Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), Path("/usr/local/lib/rabbitmq/bin/rabbitmq-server"))
_READY_S, _STARTS_TRIED = 90.0, 3

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


class RabbitmqProcess(ServerProcess):
    """One RabbitMQ node. Its `pid` is that of its Erlang process."""

    def __init__(self, log: Path) -> None:
        """Nothing is started. `log` receives RabbitMQ's output."""
        super().__init__(log.absolute())
        self.password = secrets.token_hex(16)
        self._names: asyncio.subprocess.Process | None = None

    async def start(self) -> Ports:
        """Start it and return its ports once API and sockets answer. Raises TargetFaultError."""
        server, epmd, lacking = _server(), _epmd(), missing()
        if server is None or epmd is None:
            raise TargetFaultError(f"target rabbitmq needs RabbitMQ; {lacking} cannot be found; {PACKAGES}")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._log.write_bytes(b"")
        for _ in range(_STARTS_TRIED):
            ports = Ports(*free_ports(len(Ports._fields)))
            await self._begin(server, epmd, self._make_folder("rabbitmq"), ports)
            if await self._answers_within(_READY_S, partial(_is_ready, ports)):
                return ports
            await self.stop()
        raise TargetFaultError(f"RabbitMQ did not start answering on its own ports; its log is {self._log}")

    async def _end(self) -> None:
        """Kill it, its name server last."""
        for process in (self._process, self._names):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()

    async def _begin(self, server: str, epmd: str, folder: Path, ports: Ports) -> None:
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


async def _spawn(*command: str, env: dict[str, str], log: int) -> asyncio.subprocess.Process:
    nothing = asyncio.subprocess.DEVNULL
    return await CHILDREN.spawn(*command, environ=env, stdin=nothing, stdout=log, stderr=asyncio.subprocess.STDOUT)


async def _is_ready(ports: Ports) -> bool:
    """Whether an HTTP server says anything on both ports that are for us."""
    return await _answers(ports.api) and await _answers(ports.sockets)


async def _answers(port: int) -> bool:
    return (await http_answer(port, "/")).startswith(b"HTTP/")


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
