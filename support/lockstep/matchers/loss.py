"""Matchers on the effects of a fault: connections lost, whichever side ended them, and writes of unknown outcome."""

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.history.history import History
from lockstep.history.rows import Close, Info, Open


class _Lost(BaseMatcher[History]):
    def __init__(self, session: str) -> None:
        self._session = session

    def _matches(self, item: History) -> bool:
        ends: list[Open | Close] = [*item.of(Open, session=self._session, phase="done")]
        ends += item.of(Close, session=self._session, phase="done")
        return bool(ends) and isinstance(max(ends, key=lambda row: row.i), Close)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"the connection of {self._session} is lost")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            "it is open" if any(item.of(Open, session=self._session)) else "it was never open"
        )


class _Unsettled(BaseMatcher[History]):
    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def _open(self, history: History) -> list[str]:
        unknown = {row.w for row in history.of(Info)}
        return [w for w in self._asked if w not in unknown]

    def _matches(self, item: History) -> bool:
        return bool(self._asked) and not self._open(item)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{len(self._asked)} writes with an unknown outcome")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"{len(self._open(item))} of them have a known outcome, or no write was made"
        )


def lost(session: str) -> _Lost:
    """The session's last connection has ended, whichever side ended it."""
    return _Lost(session)


def unsettled(asked: list[str]) -> _Unsettled:
    """Each of these writes has an unknown outcome: it was not answered, or the answer leaves it open."""
    return _Unsettled(asked)
