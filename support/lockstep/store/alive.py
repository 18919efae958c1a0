"""Finds out which runs are in progress: each holds a lock that the system releases when its process ends, however it
ends.

On SQLite it is a lock on the file `<database>.<run id>.running`, on PostgreSQL an advisory lock on a separate
connection, which works between machines. A run without an end whose lock is free was interrupted.
"""

import fcntl
import hashlib
import os
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from lockstep.store.engine import file_of

_MOMENT_MS = 1_000
_LOCKED = "55P03"  # PostgreSQL's code for lock_not_available


class Alive:
    """The locks of one database. Raises SQLAlchemyError, OSError."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is locked yet."""
        self._engine = engine
        file = file_of(engine.url)
        self._beside = None if file is None else f"{file}.{{}}.running"
        self._held: dict[str, int | Connection] = {}

    def hold(self, run_id: str) -> None:
        """Mark the run as in progress in this process, until `release` or the end of the process."""
        if self._beside is not None:
            lock = os.open(self._beside.format(run_id), os.O_CREAT | os.O_RDWR, 0o644)
            self._held[run_id] = lock
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(select(func.pg_advisory_lock(_key(run_id))))
            self._held[run_id] = connection

    def release(self, run_id: str) -> None:
        """Mark the run as over."""
        held = self._held.pop(run_id, None)
        if isinstance(held, Connection):
            held.invalidate()  # closed for good, not put back into the pool with the lock on it
            held.close()
        elif held is not None:
            Path(str(self._beside).format(run_id)).unlink(missing_ok=True)
            os.close(held)

    def goes_on(self, run_id: str) -> bool:
        """Whether a process is executing the run."""
        if run_id in self._held:
            return True
        if self._beside is None:
            return self._is_locked(_key(run_id))
        path = Path(self._beside.format(run_id))
        if not path.exists():
            return False
        with path.open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            path.unlink(missing_ok=True)
            return False

    def close(self) -> None:
        """Release everything."""
        for run_id in list(self._held):
            self.release(run_id)

    def _is_locked(self, key: int) -> bool:
        """Wait briefly for the lock, as a server may need a moment to detect that a process has ended."""
        with self._engine.connect() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_MOMENT_MS}ms'"))
            try:
                connection.execute(select(func.pg_advisory_xact_lock(key)))
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") != _LOCKED:
                    raise
                return True
        return False


def _key(run_id: str) -> int:
    return int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:8], signed=True)
