"""The database: one SQLite file in WAL mode, one connection, used inline by the one thread that serves.

Promise: a `transaction` is stored completely once it has ended, even after `kill -9`, or not at all. All data of a
company depends on its row through foreign keys, so that deleting that row erases it from every table; freed pages are
overwritten. `schema` and SQLite's tables belong to the schema; all others hold people's data.

Errors: `DatabaseError` when the file cannot be opened or is of another version; sqlite3's own otherwise.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_VERSION = 3
_COUNT = "SELECT count(*) FROM NAME"

_SCHEMA = """
CREATE TABLE schema (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE companies (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL, created_at TEXT NOT NULL);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    email TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL, role TEXT NOT NULL, is_active INTEGER NOT NULL DEFAULT 1,
    password_hash TEXT NOT NULL, failed_logins INTEGER NOT NULL DEFAULT 0, locked_until REAL NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'offline', status_version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL);
CREATE INDEX users_of_company ON users (company_id);

CREATE TABLE families (
    id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    refresh_id TEXT NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX families_of_user ON families (user_id);

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    email TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'PENDING', invited_by INTEGER NOT NULL,
    token_hash TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE INDEX invitations_of_company ON invitations (company_id);

CREATE TABLE rooms (
    room TEXT PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    last_seq INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX rooms_of_company ON rooms (company_id);

CREATE TABLE outbox (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE, seq INTEGER NOT NULL,
    stored_at REAL NOT NULL, frame TEXT NOT NULL, PRIMARY KEY (room, seq)) WITHOUT ROWID;

CREATE TABLE memberships (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    version INTEGER NOT NULL DEFAULT 1, is_active INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (room, user_id)) WITHOUT ROWID;
CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TABLE chatrooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    company_id INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    name TEXT NOT NULL, description TEXT NOT NULL, is_private INTEGER NOT NULL, created_by INTEGER NOT NULL,
    created_at TEXT NOT NULL);
CREATE INDEX chatrooms_of_company ON chatrooms (company_id);

CREATE TABLE threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    chatroom_id INTEGER NOT NULL REFERENCES chatrooms ON DELETE CASCADE,
    title TEXT NOT NULL, is_archived INTEGER NOT NULL DEFAULT 0, created_by INTEGER NOT NULL,
    created_at TEXT NOT NULL);
CREATE INDEX threads_of_chatroom ON threads (chatroom_id);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1,
    chatroom_id INTEGER NOT NULL REFERENCES chatrooms ON DELETE CASCADE,
    thread_id INTEGER REFERENCES threads ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    content TEXT NOT NULL, reply_to_id INTEGER, created_at TEXT NOT NULL, edited_at TEXT);
CREATE INDEX messages_of_chatroom ON messages (chatroom_id, id);
CREATE INDEX messages_of_thread ON messages (thread_id, id);
CREATE INDEX messages_of_author ON messages (author_id);

CREATE TABLE idempotency (
    user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, key TEXT NOT NULL,
    body TEXT NOT NULL, answer TEXT NOT NULL, stored_at REAL NOT NULL, PRIMARY KEY (user_id, key)) WITHOUT ROWID;
"""


class DatabaseError(Exception):
    """The database file cannot be used; one sentence for people."""


class Database:
    """The one connection. `epoch` names the numbering of this file's events, `secret` signs its tokens; both are
    created with the file, so that tokens and positions outlive the process."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating it if necessary. Raises DatabaseError."""
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0.25)
            self._connection.row_factory = sqlite3.Row
            self._open(path)
        except sqlite3.Error as error:
            raise DatabaseError(f"The database {path} cannot be opened: {error}; use another --database.") from error
        known = {row["key"]: row["value"] for row in self.rows("SELECT key, value FROM schema")}
        self.epoch: str = known["epoch"]
        self.secret: str = known["secret"]

    def _open(self, path: Path) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        (version,) = self.row("PRAGMA user_version")
        if version == 0:
            with self.transaction():
                for statement in _SCHEMA.split(";"):
                    self.run(statement)
                for key, value in (("epoch", secrets.token_hex(4)), ("secret", secrets.token_hex(32))):
                    self.run("INSERT INTO schema (key, value) VALUES (?, ?)", key, value)
                self.run(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise DatabaseError(
                f"The database {path} is of version {version}, not {_VERSION}; use another --database."
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """An atomic write. Must not contain await."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A write that is rolled back at the end. Must not contain await."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads of one consistent state. Must not contain await."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def run(self, statement: str, *values: Any) -> int:
        """Execute one statement; returns the number of changed rows."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """Every row of a query, or of a statement with RETURNING."""
        return self._connection.execute(statement, values).fetchall()

    def find(self, statement: str, *values: Any) -> sqlite3.Row | None:
        """The first row, or None."""
        found: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return found

    def row(self, statement: str, *values: Any) -> sqlite3.Row:
        """The row, which must exist."""
        found = self.find(statement, *values)
        if found is None:
            raise LookupError(f"no row: {statement}")
        return found

    def counts(self) -> dict[str, int]:
        """The number of rows of every table except for the schema's."""
        names = self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
            " AND name <> 'schema' ORDER BY name"
        )
        return {name: self.row(_COUNT.replace("NAME", name))[0] for (name,) in names}

    def sweep(self, now: float, retain_s: float) -> None:
        """Remove expired data: events beyond retention, logins that can no longer be refreshed, answers to keys older
        than a day."""
        with self.transaction():
            self.run("DELETE FROM outbox WHERE stored_at <= ?", now - retain_s)
            self.run("DELETE FROM families WHERE expires_at <= ?", now)
            self.run("DELETE FROM idempotency WHERE stored_at <= ?", now - 86_400)

    def forget(self) -> None:
        """Remove deleted rows from the write-ahead log."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file; its write-ahead log goes with it."""
        self._connection.close()
