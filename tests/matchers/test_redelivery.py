"""What was given again is told by its mark, and by having been received before."""

from hamcrest import assert_that, not_
from hamcrest.core.string_description import StringDescription
from lockstep.history.rows import Recv
from lockstep.matchers.received import Received
from lockstep.matchers.redelivery import given_again

from tests.matchers.told import ROOM, Told


def hear(told: Told, mark: str | None, *, device: str = "laptop", entity: str | None = "message:1") -> None:
    told.history.append(
        Recv(person="Ben", session=f"Ben/{device}", n=1, kind="posted", channel=ROOM, entity=entity, redelivery=mark)
    )


def ben(told: Told, since: int = 0) -> Received:
    return Received(told.history, "Ben", since)


def test_a_marked_repeat_is_given_again_and_not_heard_twice() -> None:
    told = Told()
    hear(told, None)
    assert_that(ben(told), not_(given_again(1)))
    hear(told, "d1")
    assert_that(ben(told), given_again(1))
    assert len(ben(told).events()) == 1
    assert ben(told, since=2).events() == []


def test_a_repeat_without_a_mark_is_heard_twice() -> None:
    told = Told()
    hear(told, None)
    hear(told, None)
    assert_that(ben(told), not_(given_again(1)))
    assert len(ben(told).events()) == 2


def test_a_mark_alone_makes_no_repeat() -> None:
    told = Told()
    hear(told, "d1")
    hear(told, "d2", device="phone")
    hear(told, "d3", entity=None)
    assert_that(ben(told), not_(given_again(1)))
    assert_that(ben(told), not_(given_again(0)))
    assert len(ben(told).events()) == 3


def test_a_mismatch_tells_how_many_there_were() -> None:
    told = Told()
    hear(told, None)
    text = StringDescription()
    given_again(2).describe_mismatch(ben(told), text)
    assert "Ben received 0 with a mark; without a mark:\n  +" in str(text)
