"""The process of a backend that the suite started, as far as scenarios may break it."""

from pathlib import Path
from typing import Protocol


class LocalProcess(Protocol):
    """The process of a backend that the suite started and may break; `database` is its file, where it has one."""

    database: Path | None

    @property
    def pid(self) -> int | None:
        """Its pid while it runs."""

    def signal(self, number: int) -> None:
        """Send it a signal."""

    async def end(self, number: int) -> int:
        """Send it a signal that ends it, wait until it has ended, and return its exit code. Raises
        TargetFaultError."""

    async def again(self) -> None:
        """Start it again, on the same port and with the same data. Raises TargetFaultError."""
