"""Where generated data comes from: the same for the same thing, whatever else was asked."""

from lockstep.data.source import Source


def test_the_same_thing_is_the_same_whatever_was_asked_before() -> None:
    first = Source(1, "a").faker("x").name()
    Source(2, "b").faker("y").name()
    assert Source(1, "a").faker("x").name() == first


def test_every_part_of_the_source_makes_a_difference() -> None:
    marks = [
        Source(1, "a").mark("x"), Source(2, "a").mark("x"), Source(1, "b").mark("x"), Source(1, "a", 2).mark("x"),
        Source(1, "a").mark("y"), Source(1, "a").mark("x", 1), Source(1, "a").mark("x", "1"),
    ]  # fmt: skip
    assert len(set(marks)) == len(marks)
    assert all(len(mark) == 16 for mark in marks)
