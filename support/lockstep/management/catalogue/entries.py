"""An entry of the catalogue: a scenario as the entity TestScenario, and where it is executed from.

What the entity says of a scenario of `features/` is taken from its file, and nothing is made up:

    category        the folder below `features/`
    priority        HIGH: @smoke, @blocker, @critical; LOW: @minor, @trivial, @slow; else MEDIUM
    type            what its folder or tags say it tries: `connection` and @connection are WEBSOCKET_ONLY,
                    `management` and @management API_ONLY, all else both: INTEGRATION
    timeout         @timeout.N, else the setting `test_timeout`, within the entity's limits (ms)
    expectedResults its Then steps, each {"promise": text}
    apiEndpoints, websocketEvents: none, for a step says what people do and not how it is asked for
    createdAt       when its file was last changed

The status is what the newest execution says (`status_after`); one that nobody may execute is a DRAFT.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from lockstep.models.scenario import Status, TestScenario
from lockstep.running.selection.feature_index import Written

Type = Literal["API_ONLY", "WEBSOCKET_ONLY", "INTEGRATION"]
Priority = Literal["HIGH", "MEDIUM", "LOW"]

SHORTEST_MS, LONGEST_MS = 1_000, 300_000

_HIGH = frozenset({"smoke", "blocker", "critical"})
_LOW = frozenset({"minor", "trivial", "slow"})
_ONLY: dict[str, Type] = {"connection": "WEBSOCKET_ONLY", "management": "API_ONLY"}
_AFTER: dict[str, Status] = {
    "RUNNING": "EXECUTING", "PASSED": "COMPLETED", "FAILED": "FAILED", "FLAKY": "FAILED", "ERROR": "ERROR",
    "TIMEOUT": "TIMEOUT",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A scenario. `company_id` is whose it is, None for one of `features/`; `path` and `line` are where it stands,
    the path relative to the root of a project."""

    scenario: TestScenario
    company_id: str | None
    path: str
    line: int

    @property
    def is_added(self) -> bool:
        """Whether a company added it."""
        return self.company_id is not None

    @property
    def place(self) -> str:
        """How behave is told of it, in the working directory that `lay` gives."""
        return f"{self.path}:{self.line}"


def priority_of(tags: tuple[str, ...]) -> Priority:
    """What the tags say of importance."""
    if _HIGH.intersection(tags):
        return "HIGH"
    return "LOW" if _LOW.intersection(tags) else "MEDIUM"


def timeout_of(tags: tuple[str, ...], otherwise: int) -> int:
    """The time limit that the tags or else the settings give, in ms."""
    named = [int(tag.removeprefix("timeout.")) * 1_000 for tag in tags if re.fullmatch(r"timeout\.\d+", tag)]
    return min(max((named or [otherwise])[0], SHORTEST_MS), LONGEST_MS)


def entity_of(written: Written, test_timeout: int, retries: int, changed: float) -> TestScenario:
    """A scenario of `features/` as an entity; `changed` is when its file was, in seconds since 1970."""
    folder = written.path.split("/")[1] if written.path.count("/") > 1 else "features"
    kinds = [_ONLY[name] for name in (folder, *written.tags) if name in _ONLY]
    fields: dict[str, Any] = {
        "id": written.id, "name": written.title, "description": description_of(written),
        "type": kinds[0] if kinds else "INTEGRATION", "priority": priority_of(written.tags), "category": folder,
        "tags": written.tags, "gherkin": written.gherkin, "expected_results": promises_of(written),
        "timeout": timeout_of(written.tags, test_timeout), "retry_count": retries, "status": "ACTIVE",
        "created_at": datetime.fromtimestamp(changed, UTC),
    }  # fmt: skip
    return TestScenario.make(**fields)


def description_of(written: Written) -> str:
    """What it is about: its own words, else its rule, else its feature."""
    return written.description or written.rule or written.feature


def promises_of(written: Written) -> tuple[dict[str, Any], ...]:
    """What is expected, as the scenario itself says it."""
    return tuple({"promise": text} for text in written.promises)


def status_after(newest: str | None, *, is_active: bool) -> Status:
    """The status of a scenario whose newest execution has this status; None: there was none."""
    if not is_active:
        return "DRAFT"
    return _AFTER.get(newest or "", "ACTIVE")
