"""Integration events: a view of the histories of an execution, one for each effect of a write and each session that
must receive it (`support/lockstep/checks/facts/expected_deliveries.py`). The suite's markers are left out, and so are
deliveries that a later version satisfies.

PROCESSED events arrived in time; `processingTime` is the time from the answer to the arrival, and 0 if the event
arrived first. FAILED events arrived after the deadline for loss or not at all, in a history that has ended;
PROCESSING events are still awaited. `userId` is the person who must receive the event; `retryCount` is the number of
times the write was repeated. Times are relative to the beginning of the attempt.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import MS
from lockstep.checks.narration import Telling
from lockstep.history.journal import UnreadableHistoryError, read
from lockstep.history.rows import Invoke
from lockstep.management.executions.evidence import histories
from lockstep.models.event import IntegrationEvent


def events_of(folder: Path, test_id: str, began: Callable[[str, int], float]) -> list[IntegrationEvent]:
    """The events of an execution whose run wrote into this folder, the earliest first. `began` returns when an
    attempt at a scenario began, in seconds since 1970. A history that cannot be read yet has none."""
    found: list[IntegrationEvent] = []
    for path in histories(folder):
        try:
            found += _events(path, test_id, began)
        except UnreadableHistoryError:  # it has only just begun
            continue
    return sorted(found, key=lambda one: one.timestamp)


def _events(path: Path, test_id: str, began: Callable[[str, int], float]) -> Iterator[IntegrationEvent]:
    rows = read(path).rows
    facts = Facts(rows)
    header = facts.header
    attempts = Counter(row.w for row in rows if isinstance(row, Invoke))
    start, telling = began(header.scenario, header.attempt), Telling(facts)
    for number, one in enumerate(owed(Pairing(facts))):
        status = None if one.expected.write.invoke.marker else _status(one, facts, telling)
        if status is None:
            continue
        write, effect = one.expected.write, one.expected.effect
        ref = effect.entity or effect.channel
        kind, _, key = ref.partition(":")
        yield IntegrationEvent.make(
            id=f"{test_id}-{path.stem}-{number}",
            test_id=test_id,
            event_type=effect.kind,
            source="API" if write.invoke.via == "api" else "WEBSOCKET",
            target="WEBSOCKET",
            user_id=one.session.person,
            resource_id=key or kind,
            resource_type=kind if key else "",
            event_data={
                "cause": write.invoke.w, "operation": write.invoke.operation, "author": write.invoke.person,
                "session": one.session.name, "channel": effect.channel, "version": effect.version,
            },
            timestamp=datetime.fromtimestamp(start + (write.invoke.t - header.t) / 1e9, UTC),
            retry_count=attempts[write.invoke.w] - 1,
            **status,
        )  # fmt: skip


def _status(one: Owed, facts: Facts, telling: Telling) -> Mapping[str, Any] | None:
    """The outcome of a delivery; None if it turned out not to be due."""
    heard = one.expected.received.get(one.session)
    if heard is not None:
        took = round(max(0.0, (heard.t - one.counted_from) / MS), 3)
        if not took or heard.t <= one.deadline + facts.tolerance:
            return {"status": "PROCESSED", "is_processed": True, "processing_time": took}
        why = f"it came {took:,.0f} ms after the answer, later than the deadline for loss"
        return {"status": "FAILED", "processing_time": took, "error_message": why}
    if one.excused or one.expected.effect.coalesce or (facts.end is not None and not one.covered):
        return None
    if facts.unfenced:
        return {"status": "PROCESSING"}
    why = f"{telling.who(one.session)} never received {telling.effect(one.expected)} {telling.origin(one.expected)}"
    return {"status": "FAILED", "error_message": why}
