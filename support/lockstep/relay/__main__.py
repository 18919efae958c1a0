"""The relay as a process: `python -m lockstep.relay --upstream HOST:PORT [options]`.

    --upstream HOST:PORT          the backend under test
    --listen PORT                 where to listen on 127.0.0.1; 0, the default, takes any free port
    --dialect NAME                how the backend frames its messages; default json
    --plant NAME:key=value,...    the plant to use; default none (`lockstep.relay.parse`)
    --report FILE                 where to write what the plant did: at the start, at its first effect, at the end

Prints `ready {"port": N}` on standard output once it listens. Ends with 0, all sockets closed and the report written,
on SIGTERM, SIGINT or when its standard input ends, so that it never outlives the process that started it; lines on
its standard input begin and end network faults (`lockstep.relay.control`). Ends with 2 and one sentence on standard
error when it cannot start or cannot write its report.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from lockstep.clients.dialects.registry import UnknownDialectError, codec_named
from lockstep.relay import report
from lockstep.relay.control import Control
from lockstep.relay.errors import RelayError
from lockstep.relay.faults.active import Active
from lockstep.relay.parse import PlantSpecError, parse_plant
from lockstep.relay.plants.base import Plant
from lockstep.relay.proxy import Relay

_STDIN = 0
_log = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    """Reports a usage error in one sentence, without the usage text."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"relay: {message}\n")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8000")
    return host, int(port)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; 0 takes any free one")
    return int(text)


def _arguments() -> argparse.Namespace:
    parser = _Parser(prog="python -m lockstep.relay", description="A relay between the suite and a backend.")
    parser.add_argument("--upstream", type=_address, required=True, metavar="HOST:PORT")
    parser.add_argument("--listen", type=_port, default=0, metavar="PORT")
    parser.add_argument("--dialect", default="json", metavar="NAME")
    parser.add_argument("--plant", default="", metavar="NAME:key=value,...")
    parser.add_argument("--report", type=Path, metavar="FILE")
    return parser.parse_args()


def _obey_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event, control: Control) -> None:
    def read() -> None:
        data = os.read(_STDIN, 4096)
        if data:
            sys.stdout.buffer.write(control.feed(data))
            sys.stdout.flush()
        else:
            loop.remove_reader(_STDIN)
            stop.set()

    try:
        loop.add_reader(_STDIN, read)
    except OSError as error:
        raise RelayError(
            "the relay stops when its standard input closes, and cannot watch this one: give it a pipe or a terminal"
        ) from error


def _without_stopping(write_report: Callable[[], None]) -> None:
    """Write the report while traffic flows; a failure is only logged here, whereas at the end it is fatal."""
    try:
        write_report()
    except RelayError as error:
        _log.warning("%s", error)


async def _run(arguments: argparse.Namespace, plant: Plant | None) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    faults = Active()
    relay = Relay(arguments.upstream, lambda: codec_named(arguments.dialect), plant, faults)

    def write_report() -> None:
        if arguments.report is not None:
            report.write(arguments.report, report.account(plant, relay.traffic))

    write_report()
    if plant is not None:
        plant.on_first_effect = lambda: _without_stopping(write_report)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _obey_stdin(loop, stop, Control(faults))
    port = await relay.start(arguments.listen)
    sys.stdout.write(f'ready {{"port": {port}}}\n')
    sys.stdout.flush()
    await stop.wait()
    await relay.stop()
    write_report()


def main() -> int:
    """Run the relay; returns the exit code."""
    arguments = _arguments()
    logging.basicConfig(format="relay: %(message)s", level=logging.WARNING)
    try:
        plant = parse_plant(arguments.plant).plant() if arguments.plant else None
        codec_named(arguments.dialect)
        asyncio.run(_run(arguments, plant))
    except (PlantSpecError, UnknownDialectError, RelayError) as error:
        sys.stderr.write(f"relay: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
