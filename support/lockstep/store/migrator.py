"""Migrations: numbered from 1, forward only, each applied once and in one transaction with its number.

The store and the test management each have a migrator with its own version table. The statements are ones that both
SQLite and PostgreSQL accept.
"""

import time
from collections.abc import Mapping

from sqlalchemy import Connection, Table, func, inspect, select, text


class Migrator:
    """Applies migrations and records them in `versions`, a table with the columns `version` and `applied`."""

    def __init__(self, versions: Table, migrations: Mapping[int, tuple[str, ...]], lock: int) -> None:
        """`lock` is the key of the PostgreSQL advisory lock that serialises simultaneous migrations."""
        self._versions = versions
        self._migrations = migrations
        self._lock = lock

    def version_of(self, connection: Connection) -> int:
        """The current version of a database; 0 if it has none of these tables."""
        if not inspect(connection).has_table(self._versions.name):
            return 0
        return int(connection.execute(select(func.coalesce(func.max(self._versions.c.version), 0))).scalar_one())

    def migrate(self, connection: Connection, to: int | None = None) -> None:
        """Migrate a database to a version, by default the newest, in the transaction of `connection`.

        Raises SQLAlchemyError. Two processes that start simultaneously on an empty database wait for each other: on
        SQLite through the transaction's write lock, on PostgreSQL through the advisory lock, held until its end.
        """
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(self._lock)))
        now = self.version_of(connection)
        if now == 0:
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {self._versions.name}"
                    " (version INTEGER PRIMARY KEY, applied DOUBLE PRECISION NOT NULL)"
                )
            )
        for number in range(now + 1, (max(self._migrations) if to is None else to) + 1):
            for statement in self._migrations[number]:
                connection.execute(text(statement))
            connection.execute(self._versions.insert().values(version=number, applied=time.time()))
