"""Health, part by part: api, socket, database, disk. Each is actually checked; shapes in `requests.py`."""

import shutil
import sqlite3
from pathlib import Path

from typing_extensions import TypedDict  # see representations.py

from lockstep.reference.domain.core import Core

_LEAST_FREE = 16 * 1024 * 1024


class Part(TypedDict):
    """The health of one part."""

    healthy: bool
    detail: str


class Health:
    """Checks the parts."""

    def __init__(self, core: Core, database: Path) -> None:
        """`database` is the file whose disk is checked."""
        self._core = core
        self._database = database
        self.stopping = False

    def parts(self) -> dict[str, Part]:
        """Every part."""
        return {"api": self.api(), "socket": self.socket(), "database": self.database(), "disk": self.disk()}

    def api(self) -> Part:
        """Healthy unless shutting down."""
        return {"healthy": not self.stopping, "detail": "shutting down" if self.stopping else "answering"}

    def socket(self) -> Part:
        """The number of open connections; none are accepted while shutting down."""
        return {"healthy": not self.stopping, "detail": f"{self._core.hub.count()} authenticated connections"}

    def database(self) -> Part:
        """Perform a write and roll it back."""
        try:
            with self._core.database.rehearsal():
                self._core.database.run("INSERT INTO schema (key, value) VALUES ('health', '')")
        except sqlite3.Error as error:
            return {"healthy": False, "detail": f"cannot write: {error}"}
        return {"healthy": True, "detail": "writable"}

    def disk(self) -> Part:
        """Check for free space."""
        free = shutil.disk_usage(self._database.parent).free
        return {"healthy": free >= _LEAST_FREE, "detail": f"{free // 1_048_576} MiB free"}

    def counts(self) -> dict[str, int] | None:
        """The number of rows of every table, if the settings expose it."""
        return self._core.database.counts() if self._core.settings.expose_counts else None
