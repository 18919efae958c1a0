"""Matchers on concurrent writes: how many writes were accepted, and whether everyone reads the same afterwards.

When people act at the same time, there is no telling who is first. What can be demanded is that some order explains
the outcome, and that it is the same for everyone, including the order of a list and the position up to which it is
valid.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.history.differences import difference_lines
from lockstep.history.digest import digest
from lockstep.history.history import History
from lockstep.history.rows import Fail, Info, Ok, Resume, Shown
from lockstep.matchers.answers import is_refusal, told_answer
from lockstep.matchers.received import Received
from lockstep.matchers.standing import Standing


class _SoManyAccepted(BaseMatcher[Sequence[Ok | Fail | Info]]):
    def __init__(self, count: int, of: int) -> None:
        self._count, self._of = count, of

    def _matches(self, item: Sequence[Ok | Fail | Info]) -> bool:
        accepted = sum(isinstance(answer, Ok) for answer in item)
        refused = sum(map(is_refusal, item))
        return (accepted, refused) == (self._count, self._of - self._count)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._count} of {self._of} writes accepted and the others rejected")

    def describe_mismatch(self, item: Sequence[Ok | Fail | Info], mismatch_description: Description) -> None:
        told = ", ".join(f"{answer.person}'s was answered {told_answer(answer)}" for answer in item)
        mismatch_description.append_text(told or "no write was made")


class _ReadAlike(BaseMatcher[Mapping[str, Any]]):
    def _matches(self, item: Mapping[str, Any]) -> bool:
        return len(item) > 1 and all(isinstance(body, dict) for body in item.values()) and len(self._told(item)) == 1

    def _told(self, item: Mapping[str, Any]) -> dict[str, list[str]]:
        told: dict[str, list[str]] = {}
        for person, body in item.items():
            told.setdefault(digest(body), []).append(person)
        return told

    def describe_to(self, description: Description) -> None:
        description.append_text("several people who read the same content")

    def describe_mismatch(self, item: Mapping[str, Any], mismatch_description: Description) -> None:
        first, *others = self._told(item).values() or [[]]
        for people in others:
            mismatch_description.append_text(
                f"\n  {', '.join(people)} read something different from {', '.join(first)}"
            )
            for line in difference_lines(item[first[0]], item[people[0]]):
                mismatch_description.append_text(f"\n    {line}")
        for person, body in item.items():
            if not isinstance(body, dict):
                mismatch_description.append_text(f"\n  {person} was answered {body}")
        if len(item) < 2:
            mismatch_description.append_text(f"only {first[0]} read anything" if first else "nobody read anything")


class _ShownOnceInOrder(BaseMatcher[Sequence[Shown]]):
    def __init__(self, entities: Sequence[str]) -> None:
        self._entities = list(entities)

    def _found(self, shown: Sequence[Shown]) -> list[str]:
        return [one.entity for one in shown if one.entity in set(self._entities)]

    def _matches(self, item: Sequence[Shown]) -> bool:
        return bool(self._entities) and self._found(item) in (self._entities, self._entities[::-1])

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{len(self._entities)} entities once each, in order of creation or the reverse")

    def describe_mismatch(self, item: Sequence[Shown], mismatch_description: Description) -> None:
        found = self._found(item)
        missing = [one for one in self._entities if one not in found]
        double = sorted({one for one in found if found.count(one) > 1})
        wrong = [*(f"{one} is missing" for one in missing), *(f"{one} was returned twice" for one in double)]
        mismatch_description.append_text(", ".join(wrong[:5]) or f"what was read: {', '.join(found) or 'nothing'}")


class _RepliesAfter(BaseMatcher[Received]):
    def _wrong(self, received: Received) -> tuple[int, list[str]]:
        """How many replies were received, and which arrived before, or without, the message they answer."""
        known: set[tuple[str | None, str]] = set()
        replies, wrong = 0, []
        for event in received.events():
            payload = event.payload if isinstance(event.payload, dict) else {}
            answers = payload.get("replyToId")
            if answers is not None:
                replies += 1
                if (event.session, str(answers)) not in known:
                    wrong.append(
                        f"{event.session} received {event.entity}, but not yet message {answers}, which it answers"
                    )
            known.add((event.session, str(event.entity).rpartition(":")[2]))
        return replies, wrong

    def _matches(self, item: Received) -> bool:
        replies, wrong = self._wrong(item)
        return replies > 0 and not wrong

    def standing(self, item: Received) -> Standing:
        """Broken by the first reply that arrives too early."""
        replies, wrong = self._wrong(item)
        return "broken" if wrong else "kept" if replies else "open"

    def describe_to(self, description: Description) -> None:
        description.append_text("replies, each received after the message it answers")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        _, wrong = self._wrong(item)
        mismatch_description.append_text("\n  ".join(wrong[:5]) or f"{item.person} received no reply:\n{item.told()}")


class _Told(BaseMatcher[History]):
    """What the last answer to a resume said about one channel."""

    def __init__(self, person: str, channel: str, since: int) -> None:
        self._person, self._channel, self._since = person, channel, since

    def _claim(self, history: History) -> str:
        for row in reversed(list(history.of(Resume, self._since, person=self._person, phase="done"))):
            if self._channel in row.claims:
                return "recovered" if row.claims[self._channel].recovered else "not recovered"
        return "no answer"

    def _matches(self, item: History) -> bool:
        return self._claim(item) == "not recovered"

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._person} informed that {self._channel} could not be recovered")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"{self._person}'s resume was answered: {self._claim(item)}")


def so_many_accepted(count: int, of: int) -> BaseMatcher[Sequence[Ok | Fail | Info]]:
    """Exactly `count` of the `of` writes were accepted and the others rejected; no outcome is unknown."""
    return _SoManyAccepted(count, of)


def read_alike() -> BaseMatcher[Mapping[str, Any]]:
    """At least two people received answers, all identical; keys are names, values are the content read."""
    return _ReadAlike()


def shown_once_in_order(entities: Sequence[str]) -> BaseMatcher[Sequence[Shown]]:
    """The content read includes each of these entities once, oldest first or newest first; others do not matter."""
    return _ShownOnceInOrder(entities)


def replies_follow() -> BaseMatcher[Received]:
    """Replies were received, and on every session each after the message it answers."""
    return _RepliesAfter()


def told_not_recovered(person: str, channel: str, since: int) -> BaseMatcher[History]:
    """The person's last resume was answered that this channel's missed events are no longer available."""
    return _Told(person, channel, since)
