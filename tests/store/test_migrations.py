"""The schema: from empty and from each version to the newest, once each, equal to the tables that queries use."""

from collections.abc import Iterator

import pytest
from lockstep.store import Store, StoreError
from lockstep.store.engine import WRITES, file_of, make_engine, url_of
from lockstep.store.migrations import MIGRATIONS, MIGRATOR, NEWEST
from lockstep.store.migrator import Migrator
from lockstep.store.tables import schema, versions
from sqlalchemy import Boolean, Connection, Engine, Float, Integer, Text, inspect, text

from tests.store.made import attempt, run


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    url = url_of(database)
    file = file_of(url)
    if file is not None:
        file.parent.mkdir()
    made = make_engine(url).execution_options(**{WRITES: True})
    yield made
    made.dispose()


def columns(connection: Connection) -> dict[str, set[str]]:
    looking = inspect(connection)
    return {name: {column["name"] for column in looking.get_columns(name)} for name in looking.get_table_names()}


def indexes(connection: Connection) -> set[str]:
    found = [*inspect(connection).get_indexes("attempts"), *inspect(connection).get_indexes("runs")]
    return {str(one["name"]) for one in found}


def test_versions_are_numbered_without_gaps() -> None:
    assert list(MIGRATIONS) == list(range(1, NEWEST + 1))


def test_an_empty_database_gets_the_tables_that_queries_use(engine: Engine) -> None:
    with engine.begin() as connection:
        assert MIGRATOR.version_of(connection) == 0
        MIGRATOR.migrate(connection)
    kinds = {Text: ("TEXT",), Integer: ("INTEGER",), Boolean: ("BOOLEAN",), Float: ("DOUBLE", "REAL")}
    with engine.connect() as connection:
        assert MIGRATOR.version_of(connection) == NEWEST
        assert columns(connection) == {table.name: set(table.columns.keys()) for table in schema.tables.values()}
        for table in schema.tables.values():
            made = {one["name"]: str(one["type"]) for one in inspect(connection).get_columns(table.name)}
            for column in table.columns:
                assert made[column.name].startswith(kinds[type(column.type)]), f"{table.name}.{column.name}"


def test_version_1_is_brought_to_the_newest_with_its_rows(engine: Engine, database: str) -> None:
    with engine.begin() as connection:
        MIGRATOR.migrate(connection, to=1)
        assert MIGRATOR.version_of(connection) == 1
        assert "attempts_of_scenario" not in indexes(connection)
        connection.execute(text(
            "INSERT INTO runs VALUES"
            " ('old', 1.5, 'ended', 'reference', '7', 'reports', 2.5, 0, '', 1, 0, 0, '{}', '[]')"
        ))  # fmt: skip
    with Store(database) as store:
        (old,) = store.runs()
        assert (old.id, old.started, old.exit_code) == ("old", 1.5, 0)
        store.begin(run(), keep=5)
        store.add(attempt())
    with engine.connect() as connection:
        assert MIGRATOR.version_of(connection) == NEWEST
        assert "attempts_of_scenario" in indexes(connection)


def test_each_version_is_applied_once(engine: Engine) -> None:
    for _ in range(2):
        with engine.begin() as connection:
            MIGRATOR.migrate(connection)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version FROM schema_version ORDER BY version")).scalars().all()
    assert list(found) == list(MIGRATIONS)


def test_a_migration_that_breaks_leaves_the_version_before(engine: Engine) -> None:
    with engine.begin() as connection:
        MIGRATOR.migrate(connection, to=1)
    broken = {**MIGRATIONS, 2: ("CREATE TABLE half (a TEXT)", "CREATE NONSENSE")}
    with pytest.raises(Exception, match="syntax error"), engine.begin() as connection:
        Migrator(versions, broken, lock=1).migrate(connection)
    with engine.connect() as connection:
        assert MIGRATOR.version_of(connection) == 1
        assert "half" not in columns(connection)


def test_a_newer_database_is_refused(engine: Engine, database: str) -> None:
    with engine.begin() as connection:
        MIGRATOR.migrate(connection)
        connection.execute(versions.insert().values(version=NEWEST + 1, applied=0.0))
    with pytest.raises(StoreError, match=f"is at version {NEWEST + 1} of the schema and this suite knows {NEWEST}"):
        Store(database)


def test_what_was_counted_as_failed_before_version_3_is_counted_by_its_name(engine: Engine, database: str) -> None:
    with engine.begin() as connection:
        MIGRATOR.migrate(connection, to=2)
        connection.execute(text(
            "INSERT INTO runs VALUES"
            " ('old', 1.5, 'ended', 'reference', '7', 'reports', 2.5, 1, '', 1, 4, 0, '{}', '[]')"
        ))  # fmt: skip
        for number, status in enumerate(("passed", "failed", "error", "unknown", "invalid", "invalid")):
            final, attempt = status != "invalid" or number == 5, 1 + (number == 5)
            connection.execute(
                text(
                    "INSERT INTO attempts VALUES ('old', :id, :attempt, :final, :ok, 'f', 't', 'a:1', :status, 1.0,"
                    " 1.0, '', '', '[]')"
                ),
                {"id": status, "attempt": attempt, "final": final, "ok": status == "passed", "status": status},
            )
    with Store(database) as store:
        (old,) = store.runs()
    assert old.totals == (1, 1, 0, 1, 1, 1)
