"""Matchers on answers and reads: accepted or rejected, one entity or several, the content of a read."""

from collections.abc import Sequence
from typing import get_args

from hamcrest import is_not
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description
from hamcrest.core.matcher import Matcher

from lockstep.clients.errors import Trouble
from lockstep.history.differences import difference_lines
from lockstep.history.rows import Fail, Info, Ok, Shown
from lockstep.matchers.received import Received

Outcome = Ok | Fail | Info

_NOT_ANSWERED = frozenset(get_args(Trouble))


def is_refusal(answer: Outcome) -> bool:
    """Whether the backend answered, and with a status that its adapter treats as a rejection."""
    return isinstance(answer, Fail) and answer.status not in _NOT_ANSWERED


def told_answer(answer: Outcome) -> str:
    """How a write was answered; says so if the answer is neither an acceptance nor a rejection."""
    neither = not isinstance(answer, Ok) and not is_refusal(answer)
    return f"{answer.status}, which the adapter does not treat as a rejection" if neither else answer.status


class _AllRefused(BaseMatcher[Sequence[Outcome]]):
    def _matches(self, item: Sequence[Outcome]) -> bool:
        return bool(item) and all(is_refusal(answer) for answer in item)

    def describe_to(self, description: Description) -> None:
        description.append_text("every write rejected")

    def describe_mismatch(self, item: Sequence[Outcome], mismatch_description: Description) -> None:
        told = ", ".join(f"{answer.person}'s write was answered {told_answer(answer)}" for answer in item)
        mismatch_description.append_text(told or "no write was made")


class _OneEntity(BaseMatcher[Sequence[Outcome]]):
    def _matches(self, item: Sequence[Outcome]) -> bool:
        told = {(answer.entity, answer.version, answer.digest) for answer in item}
        return len(item) > 1 and len(told) == 1 and all(isinstance(answer, Ok) for answer in item)

    def describe_to(self, description: Description) -> None:
        description.append_text("several identical answers, all acknowledging the same entity")

    def describe_mismatch(self, item: Sequence[Outcome], mismatch_description: Description) -> None:
        told = ", ".join(f"{answer.status} {answer.entity} version {answer.version}" for answer in item)
        mismatch_description.append_text(told or "there was no answer")
        for number, answer in enumerate(item[1:], start=2):
            for line in difference_lines(item[0].payload, answer.payload):
                mismatch_description.append_text(f"\n  answer {number}: {line}")


class _Replied(BaseMatcher[Received]):
    def __init__(self, entity: str) -> None:
        self._id = entity.rpartition(":")[2]

    def _matches(self, item: Received) -> bool:
        return any(
            isinstance(event.payload, dict) and str(event.payload.get("replyToId")) == self._id
            for event in item.events()
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"a reply to message {self._id}")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"{item.person} received:\n{item.told()}")


def all_refused() -> BaseMatcher[Sequence[Outcome]]:
    """There were writes, and each was rejected."""
    return _AllRefused()


def all_speak_of_one_entity() -> BaseMatcher[Sequence[Outcome]]:
    """There were at least two identical answers, all acknowledging one entity at one version."""
    return _OneEntity()


class _Shows(BaseMatcher[Sequence[Shown]]):
    def __init__(self, text: str) -> None:
        self._text = text

    def _texts(self, shown: Sequence[Shown]) -> list[str]:
        return [str(one.payload.get("content")) for one in shown if isinstance(one.payload, dict)]

    def _matches(self, item: Sequence[Shown]) -> bool:
        return self._text in self._texts(item)

    def describe_to(self, description: Description) -> None:
        description.append_text(f'the text "{self._text}" in the content read')

    def describe_mismatch(self, item: Sequence[Shown], mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the content read: {', '.join(self._texts(item)) or 'nothing'}")


class _ShowsEach(BaseMatcher[Sequence[Shown]]):
    def __init__(self, entities: Sequence[str | None]) -> None:
        self._entities = entities

    def _missing(self, shown: Sequence[Shown]) -> list[str]:
        there = {one.entity for one in shown}
        return [str(entity) for entity in self._entities if entity not in there]

    def _matches(self, item: Sequence[Shown]) -> bool:
        return bool(self._entities) and not self._missing(item)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{len(self._entities)} entities in the content read")

    def describe_mismatch(self, item: Sequence[Shown], mismatch_description: Description) -> None:
        missing = ", ".join(self._missing(item)) or "no entity was expected"
        mismatch_description.append_text(f"{len(item)} were read, missing: {missing}")


def shows_each(entities: Sequence[str | None]) -> BaseMatcher[Sequence[Shown]]:
    """The content read includes every one of these entities, of which there is at least one."""
    return _ShowsEach(entities)


def shows(text: str) -> BaseMatcher[Sequence[Shown]]:
    """The content read includes an entity with this text."""
    return _Shows(text)


def shows_no(text: str) -> Matcher[Sequence[Shown]]:
    """The content read does not include an entity with this text."""
    return is_not(_Shows(text))


def received_reply_to(entity: str) -> BaseMatcher[Received]:
    """A received event names this message as the one it answers."""
    return _Replied(entity)
