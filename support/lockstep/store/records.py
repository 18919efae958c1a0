"""The stored records, as plain data: runs, attempts at scenarios, their verdicts and measurements.

Times are seconds since 1970, durations seconds. A run is *running* until its end is stored; it is *interrupted* if no
end was stored and its process has ended.
"""

from typing import Literal

import msgspec

from lockstep.store.totals import Totals

State = Literal["running", "ended", "interrupted"]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict of one property on one attempt; `witness` is the first witness's text, `reason` why it is
    unknown."""

    property: str
    name: str
    outcome: str
    instances: int = 0
    reason: str = ""
    witness: str = ""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement, as in the entity PerformanceMetric; `samples` is the number of values it is based on."""

    metric_type: str
    operation: str
    value: float
    unit: str = "ms"
    threshold: float | None = None
    within: bool | None = None
    samples: int = 1


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt of one scenario in one run. `final`: it is the scenario's result in that run; `ok`: a pipeline may
    count it as passed; `message` is its first problem, or why it was skipped; `history` is the file of its
    journal."""

    run_id: str
    scenario_id: str
    attempt: int
    final: bool
    ok: bool
    feature: str
    title: str
    place: str
    status: str
    started: float
    duration: float
    message: str = ""
    history: str = ""
    tags: tuple[str, ...] = ()
    verdicts: tuple[Judged, ...] = ()
    metrics: tuple[Measured, ...] = ()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `settings` are the effective ones, without secrets; `stopped` is why it ended early; the six counts
    (`totals.py`) are of scenarios, until the end those concluded so far; `exit_code` is None until the end."""

    id: str
    started: float
    state: State = "running"
    target: str = ""
    seed: str = ""
    reports: str = ""
    duration: float = 0.0
    exit_code: int | None = None
    stopped: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    invalid: int = 0
    unknown: int = 0
    broken: int = 0
    settings: dict[str, object] = {}
    problems: tuple[str, ...] = ()

    @property
    def totals(self) -> Totals:
        """The counts."""
        return Totals(self.passed, self.failed, self.skipped, self.invalid, self.unknown, self.broken)

    @property
    def plant(self) -> str:
        """The fault that was planted in it, such as "drop"; empty: none. It says nothing of the backend."""
        return str(self.settings.get("plant") or "")
