"""`lockstep backend`: the reference backend by itself.

The suite knows only the addresses of the reference backend; so this command also just starts it by the name of its
module.
"""

import importlib
from pathlib import Path

import click

MODULE = "lockstep.reference.__main__"


@click.command()
@click.option("--port", type=int, default=8000, show_default=True, help="The port on 127.0.0.1; 0 takes a free one.")
@click.option(
    "--database",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The SQLite file; by default a temporary one, removed at the end.",
)
@click.option(
    "--set", "pairs", metavar="NAME=VALUE", multiple=True, help="A setting of the backend, such as ping_s=5."
)
@click.option(
    "--failpoint",
    metavar="after_commit=kill|pause[:N]",
    help="What breaks, after the N-th commit that has an event to send.",
)
@click.option("--leashed", is_flag=True, help="End when standard input ends.")
def backend(port: int, database: Path | None, pairs: tuple[str, ...], failpoint: str | None, leashed: bool) -> int:
    """Start the reference backend.

    It is a chat over REST and WebSocket, to try Lockstep on. It listens on 127.0.0.1, prints a line
    "ready" with its addresses, and ends on Ctrl-C.

    \b
    Example, with a run against it from another shell:
      lockstep backend --port 8000
      API_BASE_URL=http://127.0.0.1:8000/api/v1 WEBSOCKET_URL=ws://127.0.0.1:8000/ws lockstep run

    \b
    Exit codes:
      0  ended by a signal
      2  a wrong option, a port in use or a database that cannot be used
    """
    run = importlib.import_module(MODULE).run
    return int(run("lockstep backend", port, database, list(pairs), failpoint, leashed=leashed))
