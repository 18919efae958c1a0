"""The requests, answers and received events of an execution: a summary of its histories.

One entry for each answer to a write or a read, and one for each event that a session received, in the order of the
history, the newest `MOST` of each. The suite's marker events are left out. Times are ms since the history began. A
history still being written is read as far as it goes; sent texts are not repeated here, as the history contains them.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lockstep.history.journal import UnreadableHistoryError, read
from lockstep.history.rows import AnyRow, Fail, Info, Invoke, Ok, Read, Recv, Snapshot
from lockstep.reporting.folders import Folders

MOST = 200


class Evidence(NamedTuple):
    """Answers, and received events."""

    answers: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]


def histories(folder: Path) -> list[Path]:
    """The histories of a run, one per attempt at a scenario."""
    found = Folders(folder).history.glob("*.jsonl")
    return sorted(path for path in found if not path.name.endswith(".raw.jsonl"))


def evidence(folder: Path) -> Evidence:
    """The content of the histories in this folder so far."""
    answers: deque[dict[str, Any]] = deque(maxlen=MOST)
    events: deque[dict[str, Any]] = deque(maxlen=MOST)
    for path in histories(folder):
        try:
            rows = read(path).rows
        except UnreadableHistoryError:  # it has only just begun
            continue
        answers.extend(_answers(rows))
        events.extend(_events(rows))
    return Evidence(tuple(answers), tuple(events))


def _answers(rows: list[AnyRow]) -> Iterator[dict[str, Any]]:
    asked: dict[tuple[str, int], Invoke] = {}
    for row in rows:
        match row:
            case Invoke(marker=False):
                asked[row.w, row.attempt] = row
            case Ok() | Fail() | Info() if (row.w, row.attempt) in asked:
                invoke = asked[row.w, row.attempt]
                yield _answer(rows, invoke.operation, row, invoke.t) | {
                    "via": invoke.via,
                    "outcome": _OUTCOMES[type(row)],
                }
            case Read() | Snapshot() if row.closing is None:
                yield _answer(rows, row.operation, row, row.since) | {"via": "api", "outcome": "ok"}


def _answer(
    rows: list[AnyRow], operation: str, row: Ok | Fail | Info | Read | Snapshot, since: int
) -> dict[str, Any]:
    return {
        "operation": operation,
        "person": row.person,
        "status": row.status,
        "at": _ms(row.t - rows[0].t),
        "took": _ms(row.t - since),
    }


def _events(rows: list[AnyRow]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if isinstance(row, Recv) and row.event and not row.marker:
            yield {
                "event": row.kind,
                "person": row.person,
                "session": row.session,
                "channel": row.channel,
                "number": row.seq,
                "at": _ms(row.t - rows[0].t),
            }


def _ms(nanoseconds: int) -> float:
    return round(nanoseconds / 1e6, 3)


_OUTCOMES = {Ok: "ok", Fail: "fail", Info: "info"}
