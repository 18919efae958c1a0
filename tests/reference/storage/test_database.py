"""The file: all or nothing, kept over a restart, erased for good."""

import sqlite3
from pathlib import Path

import pytest
from lockstep.reference.storage.database import Database, DatabaseError

_INSERT = "INSERT INTO companies (name, created_at) VALUES (?, '')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


def test_what_was_committed_outlives_the_connection_and_so_do_epoch_and_secret(path: Path) -> None:
    first = Database(path)
    with first.transaction():
        first.run(_INSERT, "Acme")
    first.close()
    second = Database(path)
    assert [row["name"] for row in second.rows("SELECT name FROM companies")] == ["Acme"]
    assert (second.epoch, second.secret) == (first.epoch, first.secret)
    second.close()


def test_two_files_differ_in_epoch_and_secret(tmp_path: Path) -> None:
    one, two = Database(tmp_path / "1.db"), Database(tmp_path / "2.db")
    assert one.epoch != two.epoch
    assert one.secret != two.secret
    one.close()
    two.close()


def test_a_write_that_breaks_leaves_nothing(path: Path) -> None:
    database = Database(path)
    with pytest.raises(LookupError):
        _break(database)
    assert database.counts()["companies"] == 0
    with database.transaction():
        database.run(_INSERT, "Other")
    assert database.counts()["companies"] == 1
    database.close()


def test_a_rehearsal_leaves_nothing(path: Path) -> None:
    database = Database(path)
    with database.rehearsal():
        database.run(_INSERT, "Acme")
    assert database.counts()["companies"] == 0
    database.close()


def test_counts_name_every_table_but_the_schemas_own(path: Path) -> None:
    database = Database(path)
    names = {name for (name,) in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert set(database.counts()) == names - {"schema", "sqlite_sequence"}
    database.close()


def test_a_deleted_text_is_not_in_the_file_any_more(path: Path) -> None:
    database = Database(path)
    with database.transaction():
        database.run(_INSERT, "Remarkable Name")
    with database.transaction():
        database.run("DELETE FROM companies")
    database.forget()
    held = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"Remarkable" not in held
    database.close()


def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(tmp_path: Path, path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"cannot be opened.*--database"):
        Database(tmp_path / "nowhere" / "test.db")
    path.write_text("not a database, but long enough to be looked at by SQLite" * 20)
    with pytest.raises(DatabaseError, match="cannot be opened"):
        Database(path)


def test_a_file_of_another_version_is_refused(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(DatabaseError, match="version 99"):
        Database(path)


def _break(database: Database) -> None:
    with database.transaction():
        database.run(_INSERT, "Acme")
        database.row("SELECT 1 FROM users")
