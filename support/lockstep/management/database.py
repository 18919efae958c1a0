"""The service's database: the one that stores the runs, opened for the service's tables.

`writing` is one transaction; once it returns, the data survives `kill -9`. Every method raises StoreError, one
sentence without the database's password.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from lockstep.management.tables import MIGRATOR, NEWEST, executions
from lockstep.store import Store, StoreError
from lockstep.store.engine import WRITES, file_of, make_engine, shown, told, url_of


class Database:
    """A database of the service. Close it at the end."""

    def __init__(self, address: str) -> None:
        """Open it and migrate the service's tables to the newest version."""
        url = url_of(address)
        self.address, self.name = address, shown(address)
        file = file_of(url)
        self._engine = make_engine(url)
        with told(address):
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                now = MIGRATOR.version_of(connection)
            if now > NEWEST:
                raise StoreError(
                    f"the service's tables in {self.name} are at version {now} and this suite knows {NEWEST}: use the"
                    " newer suite, or another database"
                )
            if now < NEWEST:
                with self._engine.execution_options(**{WRITES: True}).begin() as connection:
                    MIGRATOR.migrate(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back by an error."""
        with told(self.name), self._engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with told(self.name), self._engine.begin() as connection:
            yield connection

    def store(self, company_id: str | None = None) -> Store:
        """The store of past runs in this database, to be closed by the caller. For a company, runs of other
        companies' executions are hidden, which is determined by their folders; runs started without the service
        belong to no company and are visible to all."""
        if company_id is None:
            return Store(self.address)
        with self.reading() as connection:
            query = select(executions.c.id).where(executions.c.company_id != company_id)
            others = frozenset(connection.execute(query).scalars())
        return Store(self.address, shows=lambda run: Path(run.reports).name not in others)

    def check(self) -> None:
        """Return if the database answers."""
        with self.reading() as connection:
            connection.execute(select(1)).scalar_one()

    def close(self) -> None:
        """Close its connections."""
        self._engine.dispose()
