"""How the scenarios of a run are counted, and the words for it, wherever they stand: console, reports, store, pages.

*passed* are those that a pipeline may take for passed (known defects and excused flaky ones among them), *failed*
those that failed or were flaky, *skipped* those that were skipped or not run. What says nothing of the backend is
none of these: what was *not judged*, because the machine was too slow (*invalid*) or evidence is missing (*unknown*),
and what *broke* in the suite or its environment (status *error*).
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Totals(NamedTuple):
    """How many scenarios came to what."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    invalid: int = 0
    unknown: int = 0
    broken: int = 0

    @property
    def line(self) -> str:
        """What passed, failed and was skipped."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def aside(self) -> str:
        """What says nothing of the backend, by its name; empty where there is nothing."""
        named = ((self.invalid, "invalid"), (self.unknown, "unknown"))
        unjudged = ", ".join(f"{number} {name}" for number, name in named if number)
        parts = (f"not judged: {unjudged}" if unjudged else "", f"broken: {self.broken}" if self.broken else "")
        return "; ".join(filter(None, parts))

    @property
    def told(self) -> str:
        """All of it in a line."""
        return f"{self.line}; {self.aside}" if self.aside else self.line


def totals(came_to: Iterable[tuple[str, bool]]) -> Totals:
    """Count scenarios by their status, and whether each counts as passed; a status nobody knows is unknown."""
    found = Counter("passed" if passed else _COUNTED_AS.get(status, "unknown") for status, passed in came_to)
    return Totals(**found)


_COUNTED_AS = {
    "passed": "passed", "known": "passed", "failed": "failed", "flaky": "failed",
    "skipped": "skipped", "not run": "skipped",
    "invalid": "invalid", "unknown": "unknown", "error": "broken",
}  # fmt: skip
