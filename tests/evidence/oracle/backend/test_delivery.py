"""Numbers rise on every connection; recipients, marks, delays and doubles are as declared."""

from lockstep.history.rows import Fault, Promises, Recv

from tests.evidence.oracle.backend.scripts import WRITE, joined, played

_FAULT = {"what": "delays", "for": 1000.0, "delay": 3000, "all": False}


def test_numbers_arrive_in_order() -> None:
    rows = played(*joined("Ben/laptop", "Cleo/laptop"), *[("post", "Ana")] * 20)
    for session in ("Ben/laptop", "Cleo/laptop"):
        assert [row.seq for row in rows if isinstance(row, Recv) and row.session == session and row.event] == [
            *range(1, 21)
        ]


def test_a_whisper_is_for_one_person() -> None:
    rows = played(*joined("Ben/laptop", "Cleo/laptop"), ("whisper", "Ana"))
    assert [row.person for row in rows if isinstance(row, Recv) and row.event] == ["Ben"]


def test_a_declared_delay_delays() -> None:
    rows = played(*joined("Ben/laptop"), ("fault", "Ben/laptop", _FAULT), ("post", "Ana"))
    fault = next(row for row in rows if isinstance(row, Fault))
    heard = next(row for row in rows if isinstance(row, Recv) and row.event)
    assert heard.t - fault.t > 3e9
    assert fault.does == ("delays",)


def test_repeats_carry_their_mark() -> None:
    promises = Promises(cause=True, delivery="at-least-once")
    rows = played(*joined("Ben/laptop"), *[("post", "Ana")] * 60, promises=promises)
    marks = [row.redelivery for row in rows if isinstance(row, Recv) and row.event]
    assert len(marks) > 60
    assert sum(mark is None for mark in marks) == 60


def test_a_fault_that_doubles_and_one_that_loses() -> None:
    for what, least, most in (("doubles", 11, 20), ("loses", 0, 9)):
        fault = _FAULT | {"what": what, "for": 10_000.0}
        rows = played(*joined("Ben/laptop"), ("fault", "Ben/laptop", fault), *[("post", "Ana", WRITE)] * 10)
        assert least <= sum(isinstance(row, Recv) and row.event for row in rows) <= most
