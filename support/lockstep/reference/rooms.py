"""Names of rooms: `company:1`, `chatroom:7`, `thread:5`, `user:3`."""

import re

_KNOWN = re.compile(r"(company|chatroom|thread|user):([1-9][0-9]{0,17})", re.ASCII)


def company(id_: int) -> str:
    """The room of a company."""
    return f"company:{id_}"


def chatroom(id_: int) -> str:
    """The room of a chatroom."""
    return f"chatroom:{id_}"


def thread(id_: int) -> str:
    """The room of a thread."""
    return f"thread:{id_}"


def user(id_: int) -> str:
    """The room of one person."""
    return f"user:{id_}"


def parsed(room: str) -> tuple[str, int] | None:
    """Kind and id from a room's name; None if it is not one."""
    found = _KNOWN.fullmatch(room)
    return (found[1], int(found[2])) if found else None
