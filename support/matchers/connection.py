"""Matchers on connections: how one ended, whether one stands, on which devices something was heard."""

from collections.abc import Sequence

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from support.history.history import History
from support.history.rows import Close, Recv
from support.matchers.heard import Heard, Made


class _Ended(BaseMatcher[History]):
    def __init__(self, session: str, by: str, code: int) -> None:
        self._session = session
        self._by = by
        self._code = code

    def _closes(self, history: History) -> list[Close]:
        return list(history.of(Close, session=self._session, phase="done"))

    def _matches(self, item: History) -> bool:
        closes = self._closes(item)
        return bool(closes) and (closes[-1].by, closes[-1].code) == (self._by, self._code)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._session} ended by {self._by} with code {self._code}")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        closes = self._closes(item)
        if not closes:
            mismatch_description.append_text("its connection never ended")
        else:
            last = closes[-1]
            mismatch_description.append_text(f"it ended by {last.by} with code {last.code} {last.reason}".rstrip())


class _HeardOnlyOn(BaseMatcher[Heard]):
    def __init__(self, made: Made, session: str) -> None:
        self._w = made.invoke.w
        self._session = session

    def _on(self, heard: Heard) -> Sequence[str]:
        return [str(event.session) for event in heard.events() if event.cause == self._w]

    def _matches(self, item: Heard) -> bool:
        return self._on(item) == [self._session]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"heard once, on {self._session} only")

    def describe_mismatch(self, item: Heard, mismatch_description: Description) -> None:
        where = self._on(item)
        mismatch_description.append_text(f"it was heard on {', '.join(where)}" if where else "it was heard nowhere")


class _Refused(BaseMatcher[History]):
    def __init__(self, session: str, since: int) -> None:
        self._session = session
        self._since = since

    def _matches(self, item: History) -> bool:
        return any(item.of(Recv, self._since, session=self._session, event=False, kind="error"))

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._session} told that something was refused")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        kinds = [row.kind for row in item.of(Recv, self._since, session=self._session)]
        mismatch_description.append_text(f"it received {', '.join(kinds) or 'nothing'}")


def ended(session: str, *, by: str, code: int) -> BaseMatcher[History]:
    """The session's last connection ended, by whom and with which close code."""
    return _Ended(session, by, code)


def heard_only_on(made: Made, session: str) -> BaseMatcher[Heard]:
    """The write was heard once, on this session and no other of the person. Only means something once settled."""
    return _HeardOnlyOn(made, session)


def told_refused(session: str, since: int) -> BaseMatcher[History]:
    """An error frame reached the session since the cursor."""
    return _Refused(session, since)
