"""The envelopes of the API's answers as types, only for its OpenAPI page: `answers.py` creates the answers."""

from typing import Any, Generic, Literal, NotRequired, TypeVar

from typing_extensions import TypedDict  # see representations.py

from lockstep.reference.health import Part
from lockstep.reference.representations import (
    Chatroom,
    Invitation,
    Membership,
    Message,
    Position,
    Thread,
    ThreadMessage,
    Tombstone,
    User,
)

T = TypeVar("T")


class Success(TypedDict, Generic[T]):
    """The answer to a successful request."""

    status: Literal["success"]
    data: T


class Failure(TypedDict):
    """The answer to a failed request."""

    status: Literal["error"]
    code: str
    message: str
    details: dict[str, Any]


class PeopleAnswer(Success[list[User]]):
    """The company's people."""

    members: list[Membership]
    position: Position


class RemovalAnswer(Success[Membership]):
    """The membership that ended, and those that ended with it."""

    left: list[Membership]


class RoleAnswer(Success[User]):
    """A person with their new role, and the rooms that it opens and closes."""

    gained: list[str]
    lost: list[str]


class DeactivationAnswer(Success[User]):
    """A deactivated account, and the memberships that ended with it."""

    membership: Membership
    left: list[Membership]


class InvitationAnswer(Success[Invitation]):
    """A new invitation with its secret."""

    token: str


class ChatroomAnswer(Success[Chatroom]):
    """A chatroom with its members."""

    members: list[Membership]


class PlacedChatroomAnswer(ChatroomAnswer):
    """A chatroom with its members and its room's position."""

    position: Position


class ChatroomsAnswer(Success[list[Chatroom]]):
    """Chatrooms, with the positions of the rooms where new ones are announced."""

    position: Position
    ownPosition: Position


class DeletedChatroomAnswer(Success[Tombstone]):
    """A deleted chatroom."""

    members: list[Membership]
    isPrivate: bool


class ThreadAnswer(Success[Thread]):
    """A thread with its participants."""

    participants: list[Membership]


class PlacedThreadAnswer(ThreadAnswer):
    """A thread with its participants and its room's position."""

    position: Position


class ThreadsAnswer(Success[list[Thread]]):
    """The threads of a chatroom, with its position."""

    position: Position


class ThreadPageAnswer(Success[list[ThreadMessage]]):
    """A page of messages in a thread."""

    position: Position
    nextCursor: str | None


class PageAnswer(Success[list[Message]]):
    """A page of messages."""

    position: Position
    nextCursor: str | None


class Health(TypedDict):
    """Every part."""

    healthy: bool
    parts: dict[str, Part]


class DatabasePart(Part):
    """The database; `tables` only with `--set expose_counts=true`."""

    tables: NotRequired[dict[str, int]]
