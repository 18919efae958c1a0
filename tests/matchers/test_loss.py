"""A lost connection and a write of unknown outcome are told from their opposites."""

from hamcrest import assert_that, not_
from lockstep.history.history import History
from lockstep.history.rows import Close, Info, Ok, Open
from lockstep.matchers.loss import lost, unsettled

WHERE = {"person": "Ben", "session": "Ben/laptop", "conn": "Ben/laptop#1"}


def test_a_connection_is_lost_from_its_end_to_the_next_one() -> None:
    history = History()
    assert_that(history, not_(lost("Ben/laptop")))
    history.append(Open(phase="done", **WHERE))
    history.append(Close(phase="requested", by="us", **WHERE))
    assert_that(history, not_(lost("Ben/laptop")))
    history.append(Close(by="network", **WHERE))
    assert_that(history, lost("Ben/laptop"))
    assert_that(history, not_(lost("Ana/laptop")))
    history.append(Open(phase="done", **WHERE))
    assert_that(history, not_(lost("Ben/laptop")))


def test_writes_are_unsettled_only_if_each_is_and_there_is_one() -> None:
    history = History()
    history.append(Info(w="a", status="503"))
    history.append(Ok(w="b", status="201"))
    assert_that(history, unsettled(["a"]))
    assert_that(history, not_(unsettled(["a", "b"])))
    assert_that(history, not_(unsettled([])))
