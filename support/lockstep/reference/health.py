"""Health, part by part: api, socket, database, disk. Each is tried, not assumed; shapes in `requests.py`."""

import shutil
import sqlite3
from pathlib import Path

from typing_extensions import TypedDict  # see representations.py

from lockstep.reference.domain.core import Core

_LEAST_FREE = 16 * 1024 * 1024


class Part(TypedDict):
    """One part, tried."""

    healthy: bool
    detail: str


class Health:
    """Tries the parts."""

    def __init__(self, core: Core, database: Path) -> None:
        """`database` is the file whose disk counts."""
        self._core = core
        self._database = database
        self.stopping = False

    def parts(self) -> dict[str, Part]:
        """Every part."""
        return {"api": self.api(), "socket": self.socket(), "database": self.database(), "disk": self.disk()}

    def api(self) -> Part:
        """Answers, unless it is shutting down."""
        return {"healthy": not self.stopping, "detail": "shutting down" if self.stopping else "answering"}

    def socket(self) -> Part:
        """How many connections are open; none are accepted while shutting down."""
        return {"healthy": not self.stopping, "detail": f"{self._core.hub.count()} authenticated connections"}

    def database(self) -> Part:
        """A write that is rolled back shows that the next one would succeed."""
        try:
            with self._core.database.rehearsal():
                self._core.database.run("INSERT INTO schema (key, value) VALUES ('health', '')")
        except sqlite3.Error as error:
            return {"healthy": False, "detail": f"cannot write: {error}"}
        return {"healthy": True, "detail": "writable"}

    def disk(self) -> Part:
        """Room for more."""
        free = shutil.disk_usage(self._database.parent).free
        return {"healthy": free >= _LEAST_FREE, "detail": f"{free // 1_048_576} MiB free"}

    def counts(self) -> dict[str, int] | None:
        """Rows of every table, where that may be told."""
        return self._core.database.counts() if self._core.settings.expose_counts else None
