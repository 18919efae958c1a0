"""`python -m lockstep.management --port N [--database URL] [--reports FOLDER] [-D key=value ...]`: the service.

Begin it in the project's folder. On stdout it prints one line, `ready` with the addresses, on stderr its log in JSON
lines. Exit codes: 0 ended by SIGTERM or SIGINT; 2 bad arguments or settings, port in use, unusable database: one
sentence on stderr.
"""

import asyncio
import os
import sys
from contextlib import closing
from pathlib import Path

from fastapi import FastAPI

from lockstep.management.accounts import Accounts
from lockstep.management.accounts_routes import AccountsRoutes
from lockstep.management.app import Part, State, make_app
from lockstep.management.catalogue.catalogue import Catalogue
from lockstep.management.catalogue.routes import CatalogueRoutes
from lockstep.management.database import Database
from lockstep.management.executions.routes import ExecutionRoutes
from lockstep.management.executions.service import Executions
from lockstep.management.health import health_router
from lockstep.management.monitor.monitor import monitor_router
from lockstep.management.monitor.monitor_data import MonitorData
from lockstep.management.server import serve
from lockstep.management.settings import ServiceSettings, read_settings
from lockstep.serving.log import start_logging
from lockstep.serving.server import ServingError, listen
from lockstep.settings import SettingsError
from lockstep.store import StoreError


def assembled(given: ServiceSettings, database: Database) -> FastAPI:
    """The service of these settings. Raises StoreError, OSError."""
    given.reports.mkdir(parents=True, exist_ok=True)
    accounts = Accounts(database, given.settings)
    catalogue = Catalogue(database, given.project, given.settings)
    executions = Executions(database, catalogue, given.settings, given.reports, accounts.get, own=given.own)
    parts: tuple[Part, ...] = (
        AccountsRoutes(accounts),
        CatalogueRoutes(catalogue, database),
        ExecutionRoutes(executions),
    )
    health = health_router(database, given.reports, accounts.count, [part.health for part in parts])
    pages = monitor_router(MonitorData(accounts, database, executions.newest, executions.told))
    largest = given.settings.management__largest_request
    return make_app(State(doorkeeper=accounts, parts=parts, routers=(health, pages), largest_body=largest))


def main(arguments: list[str]) -> int:
    """Run until a signal; the exit code."""
    try:
        given = read_settings(arguments, os.environ, Path.cwd())
        with closing(Database(given.database)) as database:
            app = assembled(given, database)
            with closing(listen(given.port)) as listener:
                start_logging("lockstep.management")
                asyncio.run(serve(app, listener, supervised=given.leashed))
    except (SettingsError, StoreError, ServingError, OSError) as error:
        sys.stderr.write(f"python -m lockstep.management: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
