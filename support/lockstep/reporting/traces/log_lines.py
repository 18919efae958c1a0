"""The backend's log lines that belong to a history: those that name one of its requests' ids."""

from collections.abc import Collection, Iterable
from pathlib import Path

from lockstep.masking import mask_text

MOST = 200
"""Lines that a page shows at most."""


def lines_about(logs: Iterable[Path], ids: Collection[str]) -> list[str]:
    """The lines of `logs` that contain one of `ids`, secrets masked, at most MOST and then a line that says how many
    more there are. A log that does not exist has none. Raises OSError for one that cannot be read."""
    found: list[str] = []
    for log in (log for log in logs if ids and log.is_file()):
        with log.open(encoding="utf-8", errors="replace") as stream:
            found += [mask_text(line.rstrip("\n")) for line in stream if any(one in line for one in ids)]
    more = len(found) - MOST
    return [*found[:MOST], *([f"... {more} more lines"] if more > 0 else [])]
