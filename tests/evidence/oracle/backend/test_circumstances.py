"""Faults begin and end; strangers and timers cause events without a write."""

from lockstep.history.rows import Fault, Promises, Recv

from evidence.oracle.setting import PUBLIC
from tests.evidence.oracle.backend.scripts import BACK, played


def test_a_fault_begins_and_ends() -> None:
    fault = {"what": "holds", "for": 300.0, "delay": 0, "all": True}
    rows = played(("connect", "Ben/laptop"), ("fault", "Ben/laptop", fault))
    assert [(row.phase, row.session, row.does) for row in rows if isinstance(row, Fault)] == [
        ("start", None, ("holds",)),
        ("end", None, ("holds",)),
    ]


def test_strangers_and_timers_have_no_write() -> None:
    rows = played(
        ("connect", "Ben/laptop"),
        ("subscribe", "Ben/laptop", BACK, PUBLIC),
        ("subscribe", "Ben/laptop"),
        ("stranger", "Root", {}, PUBLIC),
        ("timer", "Ana", {}),
        promises=Promises(shared=("public:",), timers=("typing_stopped",)),
    )
    assert {row.kind for row in rows if isinstance(row, Recv) and row.event} == {"note_received", "typing_stopped"}
    assert not any(row.raw for row in rows if isinstance(row, Recv))
