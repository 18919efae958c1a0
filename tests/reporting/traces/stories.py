"""Histories for charts: one of each kind of fault."""

from tests.checks.builder import ROOM, Story


def healthy() -> Story:
    """Ana posts once, both receive it."""
    return posted("Hello", times=1)


def lost() -> Story:
    """Ben never receives it."""
    return posted("Hello <b>&</b>", times=0)


def doubled() -> Story:
    """Ben receives it twice."""
    return posted("Hello", times=2)


def posted(text: str, times: int) -> Story:
    """Ana posts once and receives it; Ben receives it so many times."""
    made = Story()
    made.name(ROOM, "design")
    made.members("Ana", "Ben")
    post = made.post("Ana", text)
    made.hear("Ana", post)
    for _ in range(times):
        made.hear("Ben", post)
    made.settle(9)
    return made.end()
