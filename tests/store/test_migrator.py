"""The migrator: from empty or from any version to the newest, each migration once."""

from pathlib import Path

from lockstep.store.engine import WRITES, make_engine, url_of
from lockstep.store.migrator import Migrator
from sqlalchemy import Column, Float, Integer, MetaData, Table, inspect

VERSIONS = Table("versions", MetaData(), Column("version", Integer, primary_key=True), Column("applied", Float))
MIGRATIONS = {1: ("CREATE TABLE a (id INTEGER)",), 2: ("CREATE TABLE b (id INTEGER)",)}


def test_each_migration_is_applied_once(tmp_path: Path) -> None:
    migrator = Migrator(VERSIONS, MIGRATIONS, lock=1)
    engine = make_engine(url_of(f"sqlite:///{tmp_path}/a.db")).execution_options(**{WRITES: True})
    with engine.begin() as connection:
        assert migrator.version_of(connection) == 0
        migrator.migrate(connection, to=1)
        assert migrator.version_of(connection) == 1
        assert not inspect(connection).has_table("b")
        for _ in range(2):
            migrator.migrate(connection)
            assert migrator.version_of(connection) == 2
        assert inspect(connection).has_table("b")
    engine.dispose()
