"""The whole service: combines its parts and runs until a signal."""

import asyncio
from contextlib import closing

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
from lockstep.management.settings import ServiceSettings
from lockstep.serving.log import start_logging
from lockstep.serving.server import listen


def assembled(given: ServiceSettings, database: Database) -> FastAPI:
    """Create the service with these settings. Raises StoreError, OSError."""
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


def run(given: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT. Raises StoreError, ServingError, OSError if it cannot start."""
    with closing(Database(given.database)) as database:
        app = assembled(given, database)
        with closing(listen(given.port)) as listener:
            start_logging("lockstep.management")
            asyncio.run(serve(app, listener, supervised=given.leashed))
