"""An entry of the catalogue: a scenario as the entity TestScenario, and its place for execution.

The entity of a scenario of `features/` is derived from its file:

    category        the folder below `features/`
    priority        HIGH: @smoke, @blocker, @critical; LOW: @minor, @trivial, @slow; otherwise MEDIUM
    type            from its folder or tags: `connection` and @connection are WEBSOCKET_ONLY,
                    `management` and @management API_ONLY, everything else INTEGRATION
    timeout         @timeout.N, otherwise the setting `test_timeout`, within the entity's limits (ms)
    expectedResults its Then steps, each {"promise": text}
    apiEndpoints, websocketEvents: none, as steps state what people do, not the requests behind it
    createdAt       when its file was last changed

The status comes from the newest execution (`status_after`); a scenario that must not be executed is a DRAFT.
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
    """A scenario. `company_id` is its company, None for one of `features/`; `path` and `line` are its place, the path
    relative to the root of a project; `resource` is the one of a row that is written for each."""

    scenario: TestScenario
    company_id: str | None
    path: str
    line: int
    resource: str = ""

    @property
    def is_added(self) -> bool:
        """Whether a company added it."""
        return self.company_id is not None

    @property
    def place(self) -> str:
        """Its place as an argument of behave, in the working directory returned by `lay`."""
        return f"{self.path}:{self.line}"


def priority_of(tags: tuple[str, ...]) -> Priority:
    """The priority according to the tags."""
    if _HIGH.intersection(tags):
        return "HIGH"
    return "LOW" if _LOW.intersection(tags) else "MEDIUM"


def timeout_of(tags: tuple[str, ...], otherwise: int) -> int:
    """The time limit from the tags or otherwise the settings, in ms."""
    named = [int(tag.removeprefix("timeout.")) * 1_000 for tag in tags if re.fullmatch(r"timeout\.\d+", tag)]
    return min(max((named or [otherwise])[0], SHORTEST_MS), LONGEST_MS)


def entity_of(written: Written, test_timeout: int, retries: int, changed: float) -> TestScenario:
    """A scenario of `features/` as an entity; `changed` is when its file was changed, in seconds since 1970."""
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
    """Its description, otherwise its rule, otherwise its feature."""
    return written.description or written.rule or written.feature


def promises_of(written: Written) -> tuple[dict[str, Any], ...]:
    """The expected results, in the words of the scenario."""
    return tuple({"promise": text} for text in written.promises)


def status_after(newest: str | None, *, is_active: bool) -> Status:
    """The status of a scenario whose newest execution has this status; None: never executed."""
    if not is_active:
        return "DRAFT"
    return _AFTER.get(newest or "", "ACTIVE")
