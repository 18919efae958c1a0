"""Matchers on connections: how one ended, whether one is open, on which devices an event was received."""

from collections.abc import Collection, Sequence
from typing import Literal

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.history.history import History
from lockstep.history.rows import Close, Open, Recovery, Recv, Resume, Send, Subscribe
from lockstep.matchers.received import Made, Received, is_of
from lockstep.matchers.standing import Standing

Endings = Sequence[int | Literal["frame"]]
"""Close codes, HTTP statuses of a rejected handshake, or the word for a frame that says that the session is over."""


def _told_endings(codes: Endings) -> str:
    numbers = [str(code) for code in codes if code != "frame"]
    frames = ["by a frame that says so"] if "frame" in codes else []
    return " or ".join(([f"with code {' or '.join(numbers)}"] if numbers else []) + frames)


def _is_as(row: Close, codes: Endings) -> bool:
    return row.code in codes or ("frame" in codes and row.code is None and bool(row.reason))


class _Ended(BaseMatcher[History]):
    def __init__(self, session: str, by: str, codes: Endings, *, clean: bool) -> None:
        self._session = session
        self._by = by
        self._codes = codes
        self._clean = clean

    def _closes(self, history: History) -> list[Close]:
        return list(history.of(Close, session=self._session, phase="done"))

    def _matches(self, item: History) -> bool:
        closes = self._closes(item)
        if not closes or closes[-1].by != self._by or not _is_as(closes[-1], self._codes):
            return False
        return closes[-1].clean or not self._clean

    def standing(self, item: History) -> Standing:
        """Broken once the connection has ended differently and no other one was requested or is being restored."""
        if self._matches(item):
            return "kept"
        rows = [
            row for row in item.rows() if row.session == self._session and isinstance(row, Open | Close | Recovery)
        ]
        over = bool(rows) and isinstance(rows[-1], Close) and rows[-1].phase == "done"
        return "broken" if over and not any(isinstance(row, Recovery) for row in rows) else "open"

    def describe_to(self, description: Description) -> None:
        answered = " and an answer to it" if self._clean else ""
        description.append_text(f"{self._session} ended by {self._by} {_told_endings(self._codes)}{answered}")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        closes = self._closes(item)
        if not closes:
            mismatch_description.append_text("its connection never ended")
        else:
            last = closes[-1]
            answered = ", which was never answered" if self._clean and not last.clean else ""
            told = f"it ended by {last.by} with code {last.code} {last.reason}".rstrip()
            mismatch_description.append_text(f"{told}{answered}")


class _ReceivedOnlyOn(BaseMatcher[Received]):
    def __init__(self, made: Made, session: str) -> None:
        self._made = made
        self._session = session

    def _on(self, received: Received) -> Sequence[str]:
        return [
            str(event.session)
            for event in received.events()
            if any(is_of(event, self._made, effect) for effect in self._made.ok.effects)
        ]

    def _matches(self, item: Received) -> bool:
        return self._on(item) == [self._session]

    def standing(self, item: Received) -> Standing:
        """Broken once it was received twice, or by another session."""
        where = self._on(item)
        return "kept" if where == [self._session] else "broken" if where else "open"

    def describe_to(self, description: Description) -> None:
        description.append_text(f"received once, on {self._session} only")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        where = self._on(item)
        mismatch_description.append_text(
            f"it was received on {', '.join(where)}" if where else "it was not received on any session"
        )


class _ToldRefused(BaseMatcher[History]):
    def __init__(self, session: str, since: int, errors: Collection[tuple[str, int]]) -> None:
        self._session = session
        self._since = since
        self._errors = errors

    def _matches(self, item: History) -> bool:
        rows = item.of(Recv, self._since, session=self._session, event=False)
        return any((row.conn, row.n) in self._errors for row in rows)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._session} informed of a rejection")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        kinds = [row.kind for row in item.of(Recv, self._since, session=self._session)]
        mismatch_description.append_text(f"it received {', '.join(kinds) or 'nothing'}")


class _RefusedToListen(BaseMatcher[History]):
    def __init__(self, person: str, channel: str) -> None:
        self._person = person
        self._channel = channel

    def _phases(self, history: History) -> list[str]:
        return [row.phase for row in history.of(Subscribe, person=self._person, channel=self._channel)]

    def _matches(self, item: History) -> bool:
        return self._phases(item)[-1:] == ["refused"]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._person}'s request to listen to {self._channel} rejected")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the asking went: {', '.join(self._phases(item)) or 'it was never asked'}")


class _Opened(BaseMatcher[History]):
    """How the last connection of a person's laptop was opened."""

    def __init__(self, person: str, codes: Endings | None) -> None:
        self._person = person
        self._codes = codes

    def _outcome(self, history: History) -> tuple[str, int | None]:
        rows = [row for row in history.rows() if row.person == self._person]
        begun = max((row.i for row in rows if isinstance(row, Open) and row.phase == "requested"), default=None)
        if begun is None:
            return "no connection was requested", None
        since = [row for row in rows if row.i > begun]
        for row in since:
            if isinstance(row, Subscribe) and row.phase == "done":
                return "let in", None
            if isinstance(row, Close) and row.phase == "done":
                return "closed" if row.code is not None else "told that it is over", row.code
            if isinstance(row, Open) and row.phase == "refused":
                return f"refused: {row.reason}", row.status
        return "neither accepted nor closed", None

    def _matches(self, item: History) -> bool:
        told, code = self._outcome(item)
        if self._codes is None:
            return told == "let in"
        by_frame = told == "told that it is over" and "frame" in self._codes
        return by_frame or (told.startswith(("closed", "refused")) and code in self._codes)

    def standing(self, item: History) -> Standing:
        """Broken once the connection was opened differently and is not being restored."""
        if self._matches(item):
            return "kept"
        began = self._outcome(item)[0].startswith(("let in", "closed", "refused", "told"))
        return "broken" if began and not any(item.of(Recovery, person=self._person)) else "open"

    def describe_to(self, description: Description) -> None:
        how = "accepted"
        if self._codes is not None:
            how = f"turned away {_told_endings(self._codes)} before it received anything"
        description.append_text(f"{self._person} {how}")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        told, code = self._outcome(item)
        mismatch_description.append_text(told if code is None else f"{told} with code {code}")


class _Answered(BaseMatcher[History]):
    def __init__(self, since: int) -> None:
        self._since = since

    def _matches(self, item: History) -> bool:
        asked = {row.ref for row in item.of(Send, self._since) if row.ref is not None}
        return any(row.ref in asked for row in item.of(Recv, self._since, event=False))

    def describe_to(self, description: Description) -> None:
        description.append_text("a command, and its answer")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        asked = [row.kind for row in item.of(Send, self._since) if row.ref is not None]
        mismatch_description.append_text(f"{', '.join(asked)} was never answered" if asked else "no command was sent")


class _ResumeRefused(BaseMatcher[History]):
    def __init__(self, person: str, since: int) -> None:
        self._person = person
        self._since = since

    def _phases(self, history: History) -> list[str]:
        return [row.phase for row in history.of(Resume, self._since, person=self._person)]

    def _matches(self, item: History) -> bool:
        return self._phases(item)[-1:] == ["refused"]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._person}'s request for missed events rejected")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the asking went: {', '.join(self._phases(item)) or 'it was never asked'}")


def let_in(person: str) -> BaseMatcher[History]:
    """The person's last connection was accepted: it has a subscription."""
    return _Opened(person, None)


def turned_away(person: str, codes: Endings) -> BaseMatcher[History]:
    """The person's last connection was closed or rejected like this before it had any subscription."""
    return _Opened(person, codes)


def answered_a_ping(since: int) -> BaseMatcher[History]:
    """A command sent since the cursor was answered under its reference."""
    return _Answered(since)


def resume_refused(person: str, since: int) -> BaseMatcher[History]:
    """The person's last resume since the cursor was rejected."""
    return _ResumeRefused(person, since)


def ended(session: str, *, by: str, codes: Endings, clean: bool = False) -> BaseMatcher[History]:
    """The session's last connection was ended by `by` like this; `clean`: the other side answered it."""
    return _Ended(session, by, codes, clean=clean)


def received_only_on(made: Made, session: str) -> BaseMatcher[Received]:
    """The write was received once, on this session and no other of the person. Meaningful only once settled."""
    return _ReceivedOnlyOn(made, session)


def told_refused(session: str, since: int, errors: Collection[tuple[str, int]]) -> BaseMatcher[History]:
    """A frame that the adapter calls an error reached the session since the cursor; `errors` are the connections and
    numbers of those."""
    return _ToldRefused(session, since, errors)


def refused_to_listen(person: str, channel: str) -> BaseMatcher[History]:
    """The person's last request to listen to the channel was rejected by the server."""
    return _RefusedToListen(person, channel)
