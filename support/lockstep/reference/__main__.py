"""`python -m lockstep.reference --port N [--database FILE] [--set name=value ...] [--failpoint ...] [--leashed]`

Starts the reference backend on 127.0.0.1; people start it with `lockstep backend`. Port 0 selects a free one, which
the `ready` line states. Without `--database`, a temporary file is used and removed at the end. Settings:
`settings.py`. `--failpoint after_commit=kill[:N]` ends the process with SIGKILL after the N-th commit that has an
event to send (a `marker` does not count; N defaults to 1) and before the event is sent; `after_commit=pause[:N]`
holds back, from that commit on, everything to be sent after commits until SIGUSR1, while requests are still answered.
With `--leashed` it stops when its standard input closes, so that it does not outlive its parent process.

Exit codes: 0 ended by SIGTERM, SIGINT or the end of standard input; 2 bad arguments, port in use, unusable database,
the extra `reference` not installed: one sentence on stderr.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from lockstep.serving.extras import require

if __name__ == "__main__":
    require("reference", "python -m lockstep.reference")

from lockstep.reference.backend import Backend
from lockstep.reference.server import listen, serve
from lockstep.reference.settings import SettingError, read_failpoint, read_settings
from lockstep.reference.storage.database import DatabaseError
from lockstep.serving.log import start_logging
from lockstep.serving.server import ServingError


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}.\n")


@contextmanager
def _file(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="lockstep-reference-") as folder:
        yield Path(folder) / "reference.db"


def main(arguments: list[str], prog: str = "python -m lockstep.reference") -> int:
    """Run with these arguments until a signal; returns the exit code."""
    parser = _Parser(prog=prog, description="The Lockstep reference backend.", allow_abbrev=False)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 for a free one")
    parser.add_argument("--database", type=Path, help="SQLite file; default: a temporary one")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting")
    parser.add_argument("--failpoint", metavar="after_commit=kill|pause[:N]", help="what breaks, and when")
    parser.add_argument("--leashed", action="store_true", help="stop when standard input closes")
    given = parser.parse_args(arguments)
    return run(prog, given.port, given.database, given.set, given.failpoint, leashed=given.leashed)


def run(
    prog: str, port: int, database: Path | None, pairs: list[str], failpoint: str | None, *, leashed: bool = False
) -> int:
    """Run until a signal; returns the exit code. `pairs` are settings as "name=value", `prog` is the command's name,
    for its error messages."""
    try:
        settings = read_settings(pairs)
        breaks = None if failpoint is None else read_failpoint(failpoint)
        with (
            _file(database) as file,
            closing(Backend(settings, file, failpoint=breaks)) as backend,
            listen(port, settings.send_buffer_bytes) as listener,
        ):
            start_logging("lockstep.reference")
            asyncio.run(serve(backend, listener, supervised=leashed))
    except (SettingError, DatabaseError, ServingError) as error:
        sys.stderr.write(f"{prog}: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
