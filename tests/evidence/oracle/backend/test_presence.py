"""Somebody is shown present with the first socket and absent a moment after the last."""

from lockstep.history.rows import Promises, Recv

from evidence.oracle.setting import COMPANY
from tests.evidence.oracle.backend.scripts import BACK, played

_PROMISES = Promises(presence="company:", presence_ms=200, timers=("presence_changed",))


def _told(*acts: tuple[object, ...]) -> list[object]:
    listening = [("connect", "Ben/laptop"), ("subscribe", "Ben/laptop", BACK, COMPANY)]
    rows = played(*listening, *acts, promises=_PROMISES)
    return [row.payload["present"] for row in rows if isinstance(row, Recv) and row.entity == "presence:Ana"]


def test_coming_and_going() -> None:
    assert _told(("connect", "Ana/laptop"), ("leave", "Ana/laptop")) == [True, False]


def test_a_second_device_changes_nothing() -> None:
    assert _told(("connect", "Ana/laptop"), ("connect", "Ana/phone"), ("leave", "Ana/laptop")) == [True]
