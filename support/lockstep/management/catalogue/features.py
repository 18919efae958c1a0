"""The scenarios of `features/`: read once, and again when a feature file was changed, added or removed.

They are read in a separate process. What cannot be used (an unknown tag, for instance) is reported by `trouble`;
everything readable is in the catalogue nevertheless: executing it reveals more. Errors: ReadingError.
"""

import threading
from pathlib import Path

from lockstep.management.catalogue.entries import Entry, entity_of
from lockstep.running.selection.feature_index import Flaw, ReadingError, read
from lockstep.running.selection.sources import feature_files
from lockstep.settings import Settings

LIMIT_S = 60.0

_State = tuple[tuple[str, int, int], ...]


class Features:
    """The scenarios of one project."""

    def __init__(self, project: Path, settings: Settings) -> None:
        """Nothing is read yet."""
        self._project, self._settings = project, settings
        self._lock = threading.Lock()
        self._read_at: _State | None = None
        self._entries: dict[str, Entry] = {}
        self._flaws: tuple[Flaw, ...] = ()

    def entries(self) -> dict[str, Entry]:
        """Id to entry, in order of paths and lines; while they are read again, the previous ones. Raises
        ReadingError."""
        known = self._read_at is not None
        if not self._lock.acquire(blocking=not known):
            return self._entries
        try:
            state = self._state()
            if state != self._read_at:
                self._read({path: changed / 1e9 for path, changed, _ in state})
                self._read_at = state
            return self._entries
        finally:
            self._lock.release()

    def trouble(self) -> str:
        """What is wrong with the features, in one sentence; empty: nothing."""
        try:
            entries = self.entries()
        except ReadingError as error:
            return str(error)
        if not entries and not self._flaws:
            return "there is no scenario in features/: start the service in the project's folder"
        return "; ".join(f"{one.path}{f':{one.line}' if one.line else ''}: {one.reason}" for one in self._flaws[:3])

    def _read(self, changed: dict[str, float]) -> None:
        reading = read(self._project, steps=False, limit_s=LIMIT_S)
        limit, retries = self._settings.test_timeout, self._settings.test_retry_count
        self._flaws = reading.flaws
        self._entries = {
            one.id: Entry(
                scenario=entity_of(one, limit, retries, changed.get(one.path, 0.0)),
                company_id=None,
                path=one.path,
                line=one.line,
                resource=one.resource,
            )
            for one in reading.scenarios
        }

    def _state(self) -> _State:
        told: list[tuple[str, int, int]] = []
        for path in feature_files(self._project / "features"):
            try:
                stat = path.stat()
                changed, size = stat.st_mtime_ns, stat.st_size
            except OSError:  # a broken link: the reading tells of it
                changed, size = 0, 0
            told.append((path.relative_to(self._project).as_posix(), changed, size))
        return tuple(told)
