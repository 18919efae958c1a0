"""The tables as they are queried are those that the migrations make, in SQLite and PostgreSQL's words alike."""

from pathlib import Path

import pytest
from lockstep.management.tables import MIGRATIONS, MIGRATOR, NEWEST, schema, versions
from sqlalchemy import create_engine, inspect


def test_migrations_make_the_tables_that_are_queried(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        assert MIGRATOR.version_of(connection) == 0
        MIGRATOR.migrate(connection)
        assert MIGRATOR.version_of(connection) == NEWEST
        MIGRATOR.migrate(connection)
        made = inspect(connection)
        assert set(made.get_table_names()) == set(schema.tables)
        for table in schema.tables.values():
            columns = {one["name"] for one in made.get_columns(table.name)}
            assert columns == {column.name for column in table.columns}, table.name
    engine.dispose()


def test_versions_are_numbered_without_a_gap() -> None:
    assert list(MIGRATIONS) == list(range(1, NEWEST + 1))


@pytest.mark.parametrize("table", [one for one in schema.tables.values() if one is not versions], ids=str)
def test_names_are_apart_from_those_of_the_store(table: object) -> None:
    assert str(table).startswith("management_")
