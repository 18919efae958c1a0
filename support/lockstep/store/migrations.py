"""The schema's versions: numbered, forward only, each applied once and in one transaction with its number.

A database is brought to the newest version whenever it is opened to write. One that is newer than this suite knows is
refused rather than guessed at. A migration that has been in a release is never changed: the next one mends it. The
statements are such as SQLite and PostgreSQL both take.
"""

import time
from collections.abc import Mapping

from sqlalchemy import Connection, func, inspect, select, text

from lockstep.store.tables import versions

_ATTEMPT = "run_id TEXT NOT NULL, scenario_id TEXT NOT NULL, attempt INTEGER NOT NULL"
_OF_ATTEMPT = (
    "FOREIGN KEY (run_id, scenario_id, attempt) REFERENCES attempts (run_id, scenario_id, attempt) ON DELETE CASCADE"
)

MIGRATIONS: Mapping[int, tuple[str, ...]] = {
    1: (
        (
            "CREATE TABLE runs (id TEXT PRIMARY KEY, started DOUBLE PRECISION NOT NULL, state TEXT NOT NULL,"
            " target TEXT NOT NULL, seed TEXT NOT NULL, reports TEXT NOT NULL, duration DOUBLE PRECISION NOT NULL,"
            " exit_code INTEGER, stopped TEXT NOT NULL, passed INTEGER NOT NULL, failed INTEGER NOT NULL,"
            " skipped INTEGER NOT NULL, settings TEXT NOT NULL, problems TEXT NOT NULL)"
        ),
        (
            f"CREATE TABLE attempts ({_ATTEMPT}, final BOOLEAN NOT NULL, ok BOOLEAN NOT NULL, feature TEXT NOT NULL,"
            " title TEXT NOT NULL, place TEXT NOT NULL, status TEXT NOT NULL, started DOUBLE PRECISION NOT NULL,"
            " duration DOUBLE PRECISION NOT NULL, message TEXT NOT NULL, history TEXT NOT NULL, tags TEXT NOT NULL,"
            " PRIMARY KEY (run_id, scenario_id, attempt),"
            " FOREIGN KEY (run_id) REFERENCES runs (id) ON DELETE CASCADE)"
        ),
        (
            f"CREATE TABLE verdicts ({_ATTEMPT}, property TEXT NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL,"
            " instances INTEGER NOT NULL, reason TEXT NOT NULL, witness TEXT NOT NULL,"
            f" PRIMARY KEY (run_id, scenario_id, attempt, property), {_OF_ATTEMPT})"
        ),
        (
            f"CREATE TABLE metrics ({_ATTEMPT}, number INTEGER NOT NULL, metric_type TEXT NOT NULL,"
            " operation TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, unit TEXT NOT NULL,"
            " threshold DOUBLE PRECISION, within BOOLEAN, samples INTEGER NOT NULL,"
            f" PRIMARY KEY (run_id, scenario_id, attempt, number), {_OF_ATTEMPT})"
        ),
    ),
    2: (  # trends read by scenario, lists by time
        "CREATE INDEX attempts_of_scenario ON attempts (scenario_id, started)",
        "CREATE INDEX runs_by_time ON runs (started)",
    ),
}
NEWEST = max(MIGRATIONS)

_LOCK = 0x10C57E9


def version_of(connection: Connection) -> int:
    """The version that a database is at; 0 is an empty one."""
    if not inspect(connection).has_table(versions.name):
        return 0
    return int(connection.execute(select(func.coalesce(func.max(versions.c.version), 0))).scalar_one())


def migrate(connection: Connection, to: int = NEWEST) -> None:
    """Bring a database to a version, in the transaction that `connection` is in. Raises SQLAlchemyError.

    Two runs that begin at once on an empty database wait for each other: SQLite by the transaction's own write lock,
    PostgreSQL by a lock of ours until its end.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    now = version_of(connection)
    if now == 0:
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS schema_version"
                " (version INTEGER PRIMARY KEY, applied DOUBLE PRECISION NOT NULL)"
            )
        )
    for number in range(now + 1, to + 1):
        for statement in MIGRATIONS[number]:
            connection.execute(text(statement))
        connection.execute(versions.insert().values(version=number, applied=time.time()))
