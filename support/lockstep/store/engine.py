"""The connection to the database: makes an engine from the setting's text, and one sentence from each database error.

The setting is `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST:PORT/NAME` (with `?host=FOLDER` for a local
socket). SQLite is used with foreign keys on; a write takes the write lock when it begins, and waits at most 10 s if
another holds it. The journal mode is the default: switching to a write-ahead log does not wait for locks, so that one
of two runs beginning simultaneously on an empty database would fail. No text returned from here contains a password.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from lockstep.masking import Masker, mask_url, secrets_in_url
from lockstep.serving.extras import missing

WAIT_S = 10
WRITES = "lockstep_writes"


class StoreError(Exception):
    """The store cannot be used; the text is one sentence that names the database without its password."""


def url_of(database: str) -> URL:
    """Parse the setting into an address. Raises StoreError."""
    try:
        url = make_url(database)
    except (SQLAlchemyError, ValueError) as error:
        raise StoreError(f"{shown(database)} is not a database address: {_ALLOWED}") from error
    if url.drivername in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError(f"{shown(database)} is not a database address: {_ALLOWED}")
    return url


def shown(database: str) -> str:
    """The address without its secrets."""
    return mask_url(database)


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database, None for any other."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def make_engine(url: URL) -> Engine:
    """Make an engine; nothing is connected yet, and nothing stays connected between transactions, so that workers may
    be forked at any time. Raises StoreError when the driver is missing."""
    waiting = {"timeout": WAIT_S} if file_of(url) else {"connect_timeout": WAIT_S}
    try:
        engine = create_engine(url, connect_args=waiting, poolclass=NullPool)
    except ModuleNotFoundError as error:
        raise StoreError(
            missing("postgres", shown(str(url))) or f"{shown(str(url))} has no driver: {error}"
        ) from error
    if file_of(url):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def told(database: str) -> Iterator[None]:
    """Turn a database error into a StoreError of one sentence."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        lines = str(cause).strip().splitlines() or [type(cause).__name__]
        said = Masker(values=secrets_in_url(database)).text(lines[0])
        raise StoreError(f"the database {shown(database)} cannot be used: {said}") from error


def _prepare(connection: Any, record: Any) -> None:
    del record
    connection.isolation_level = None  # sqlite3 would commit before DDL; transactions begin in _begin
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_ALLOWED = "allowed is sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"
