"""Histories for charts: one of each kind of fault."""

from tests.checks.builder import ROOM, Story


def healthy() -> Story:
    """Ana posts once, both receive it."""
    made = Story()
    made.name(ROOM, "design")
    made.members("Ana", "Ben")
    post = made.post("Ana", "Hello")
    made.hear("Ana", post)
    made.hear("Ben", post)
    made.settle(9)
    return made.end()


def lost() -> Story:
    """Ben never receives it."""
    made = Story()
    made.name(ROOM, "design")
    made.members("Ana", "Ben")
    post = made.post("Ana", "Hello <b>&</b>")
    made.hear("Ana", post)
    made.settle(9)
    return made.end()


def doubled() -> Story:
    """Ben receives it twice."""
    made = Story()
    made.name(ROOM, "design")
    made.members("Ana", "Ben")
    post = made.post("Ana", "Hello")
    made.hear("Ana", post)
    made.hear("Ben", post)
    made.hear("Ben", post)
    made.settle(9)
    return made.end()
