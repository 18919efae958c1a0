"""The database: transactions hold or vanish whole, and what is wrong is told in a sentence."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from support.management.database import Database
from support.management.tables import NEWEST, secrets, versions
from support.store import StoreError


def test_what_was_written_is_read_after_opening_anew(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/folder/a.db"
    first = Database(address)
    with first.writing() as connection:
        connection.execute(insert(secrets).values(name="a", value="b"))
    first.close()
    second = Database(address)
    second.check()
    with second.reading() as connection:
        assert connection.execute(select(secrets.c.value)).scalar_one() == "b"
    with second.store() as store:
        assert store.runs() == []
    second.close()


def test_an_error_undoes_the_transaction(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    row = insert(secrets).values(name="a", value="b")
    with pytest.raises(StoreError, match="cannot be used"), database.writing() as connection:
        [connection.execute(row) for _ in range(2)]
    with database.reading() as connection:
        assert connection.execute(select(secrets)).all() == []
    database.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/a.db"
    database = Database(address)
    with database.writing() as connection:
        connection.execute(insert(versions).values(version=NEWEST + 1, applied=0.0))
    database.close()
    with pytest.raises(StoreError, match="use the newer suite"):
        Database(address)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        Database(f"sqlite:///{tmp_path}/a.db")
