"""`lockstep serve`: the suite as a service."""

import os
from pathlib import Path

import click

from lockstep.cli.defined_settings import defined_settings
from lockstep.cli.refusal import Refusal
from lockstep.management.service import run
from lockstep.management.settings import service_settings
from lockstep.serving.server import ServingError
from lockstep.settings import SettingsError
from lockstep.store import StoreError


@click.command()
@click.option("--port", type=int, default=8010, show_default=True, help="The port on 127.0.0.1; 0 takes a free one.")
@click.option("--database", metavar="URL", help="Where accounts, scenarios and results are kept.")
@click.option("--reports", metavar="FOLDER", help="The folder for the reports of executions.")
@click.option("--leashed", is_flag=True, help="End when standard input ends.")
@defined_settings
def serve(port: int, database: str | None, reports: str | None, leashed: bool, defined: dict[str, str]) -> int:
    """Serve the suite over an API, with pages that show runs live.

    Start it in the folder that holds features/. It listens on 127.0.0.1, prints a line "ready" with its addresses,
    logs in JSON lines on standard error, and ends on Ctrl-C. The API is documented at /api/v1/docs, the pages are at
    /api/v1/monitor.

    \b
    Example:
      lockstep serve --port 8010 --reports reports/service

    \b
    Exit codes:
      0  ended by a signal
      2  a wrong setting, a port in use or a database that cannot be used
    """
    named = {key: value for key, value in (("database", database), ("reports", reports)) if value is not None}
    try:
        run(service_settings(port, defined, named, os.environ, Path.cwd(), leashed=leashed))
    except (SettingsError, StoreError, ServingError, OSError) as error:
        raise Refusal(f"lockstep serve: {error}") from error
    return 0
