"""Things happen in the order of their moments."""

from evidence.oracle.backend.clock import Clock


def test_moments_in_order_and_equal_ones_as_planned() -> None:
    clock, seen = Clock(), []
    clock.at(5, seen.append, "later")
    clock.at(1, seen.append, "first")
    clock.at(1, lambda: clock.after(2, seen.append, "planned on the way"))
    clock.at(5, seen.append, "last")
    clock.run()
    assert seen == ["first", "planned on the way", "later", "last"]
    assert clock.now == 5


def test_the_past_is_now() -> None:
    clock, seen = Clock(), []
    clock.at(5, lambda: clock.at(2, lambda: seen.append(clock.now)))
    clock.run()
    assert seen == [5]
