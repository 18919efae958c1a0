"""Schemas of the reference backend's answers and frames, written by hand from its contract, checked strictly.

An unknown field, a missing one, or one of another type breaks the schema. They are not generated from the backend, as
its own documentation would prove nothing. `lockstep.targets.reference.conformance` applies them.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def _is_time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("not a time in UTC with milliseconds")
    return text


Time = Annotated[str, AfterValidator(_is_time)]
Role = Literal["OWNER", "ADMIN", "MEMBER", "GUEST"]


class Exact(BaseModel):
    """Only these fields, of exactly these types; in camelCase on the wire."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel)


class Position(Exact):
    """A place in a room's events."""

    epoch: str
    seq: int


class User(Exact):
    """A person's account."""

    id: int
    version: int
    company_id: int
    email: str
    full_name: str
    role: Role
    is_active: bool
    created_at: Time


class Company(Exact):
    """A company."""

    id: int
    version: int
    name: str
    created_at: Time


class Membership(Exact):
    """A membership."""

    room_id: str
    user_id: int
    version: int


class Revocation(Membership):
    """A person who may no longer listen to a room."""

    reason: Literal["removed", "left"]


class Invitation(Exact):
    """An invitation."""

    id: int
    version: int
    company_id: int
    email: str
    role: Role
    status: Literal["PENDING", "ACCEPTED"]
    invited_by: int
    created_at: Time
    expires_at: Time


class Chatroom(Exact):
    """A chatroom."""

    id: int
    version: int
    company_id: int
    name: str
    description: str
    is_private: bool
    created_by: int
    created_at: Time


class Message(Exact):
    """A message."""

    id: int
    version: int
    chatroom_id: int
    author_id: int
    content: str
    reply_to_id: int | None
    created_at: Time
    edited_at: Time | None


class Status(Exact):
    """A person's status, as last set."""

    user_id: int
    version: int
    status: Literal["online", "away", "busy", "offline"]


class Presence(Exact):
    """Whether a person has a connection open."""

    user_id: int
    present: bool


class Typing(Exact):
    """A person starts or stops typing in a chatroom."""

    chatroom_id: int
    user_id: int
    typing: bool


class ThreadTyping(Exact):
    """A person starts or stops typing in a thread."""

    thread_id: int
    user_id: int
    typing: bool


class Thread(Exact):
    """A thread of a chatroom."""

    id: int
    version: int
    chatroom_id: int
    title: str
    is_archived: bool
    created_by: int
    created_at: Time


class ThreadMessage(Exact):
    """A message in a thread."""

    id: int
    version: int
    thread_id: int
    author_id: int
    content: str
    reply_to_id: int | None
    created_at: Time
    edited_at: Time | None


class Tombstone(Exact):
    """What is left of something deleted."""

    id: int
    version: int
    deleted_at: Time


class Session(Exact):
    """The person who logged in, with the tokens."""

    user: User
    company: Company
    membership: Membership
    access_token: str
    refresh_token: str
    expires_at: Time


class Marker(Exact):
    """The suite's barrier event."""

    token: str
    user_id: int


class Envelope(Exact):
    """The envelope of an API answer; fields beside `data` belong to the answer itself."""

    status: Literal["success"]
    position: Position | None = None
    own_position: Position | None = None
    members: list[Membership] | None = None
    is_private: bool | None = None
    left: list[Membership] | None = None
    membership: Membership | None = None
    participants: list[Membership] | None = None
    gained: list[str] | None = None
    lost: list[str] | None = None
    next_cursor: str | None = None
    token: str | None = None


class Failure(Exact):
    """A rejection."""

    status: Literal["error"]
    code: str
    message: str
    details: dict[str, Any]


REFUSALS = frozenset({
    "malformed", "unauthenticated", "forbidden", "wrong_password", "not_found", "conflict", "invalid", "locked",
    "rate_limited",
})  # fmt: skip
"""The codes that say: this will not be done, and nothing of it was."""

NOT_SERVED = "not_served"
"""The code that says: there is no such route or command; no refusal, for nothing was asked that there is."""

ANSWERS: dict[str, Any] = {
    "Nothing": None,
    "User": User,
    "Users": list[User],
    "Session": Session,
    "Invitation": Invitation,
    "Membership": Membership,
    "Chatroom": Chatroom,
    "Chatrooms": list[Chatroom],
    "Message": Message,
    "Messages": list[Message],
    "Tombstone": Tombstone,
    "Status": Status,
    "Presence": Presence,
    "Thread": Thread,
    "Threads": list[Thread],
    "ThreadMessage": ThreadMessage,
    "ThreadMessages": list[ThreadMessage],
}

EVENTS: dict[str, Any] = {
    "user_joined_company": Membership,
    "user_left_company": Membership,
    "user_joined_chatroom": Membership,
    "user_left_chatroom": Membership,
    "access_revoked": Revocation,
    "chatroom_created": Chatroom,
    "chatroom_updated": Chatroom,
    "chatroom_deleted": Tombstone,
    "chatroom_message_received": Message,
    "chatroom_message_edited": Message,
    "chatroom_message_deleted": Tombstone,
    "user_role_changed": User,
    "user_status_updated": Status,
    "user_presence_changed": Presence,
    "chatroom_typing": Typing,
    "thread_typing": ThreadTyping,
    "thread_created": Thread,
    "thread_updated": Thread,
    "thread_archived": Thread,
    "thread_deleted": Tombstone,
    "participant_added": Membership,
    "participant_removed": Membership,
    "thread_message_received": ThreadMessage,
    "thread_message_edited": ThreadMessage,
    "thread_message_deleted": Tombstone,
    "marker": Marker,
}

EPHEMERAL = frozenset({"chatroom_typing", "thread_typing", "user_presence_changed"})
"""Kinds of events that have no number and are never replayed."""


class EventFrame(Exact):
    """An event, without its data."""

    event: str
    room: str
    epoch: str
    seq: int
    at: Time
    cause: str


class EphemeralFrame(Exact):
    """An event that is not numbered, without its data; without a cause where no request caused it."""

    event: str
    room: str
    epoch: str
    seq: None
    at: Time
    cause: str | None


class Resumption(Exact):
    """The server's claims about one room."""

    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)

    recovered: bool
    epoch: str | None
    start: int | None = Field(alias="from")
    to: int | None
    reason: str | None


class Established(Exact):
    """The greeting."""

    connection_id: str | int
    auth_timeout_s: float


class Admitted(Exact):
    """The person who connected, and when the token expires."""

    user_id: int
    company_id: int
    expires_at: Time


class Joined(Exact):
    """An active subscription."""

    room: str
    position: Position


class Left(Exact):
    """A subscription that ended."""

    room: str


class Resumed(Exact):
    """The claims of a resume."""

    rooms: dict[str, Resumption]


class Refusal(Exact):
    """An error over the socket."""

    status: int
    code: str
    message: str
    details: dict[str, Any]


class Empty(Exact):
    """Nothing."""


CONTROLS: dict[str, Any] = {
    "connection_established": Established,
    "authentication_success": Admitted,
    "room_joined": Joined,
    "room_left": Left,
    "pong": Empty,
    "resumed": Resumed,
    "ack": dict[str, Any],
    "error": Refusal,
}


class ControlFrame(Exact):
    """A control frame, without its data."""

    event: str
    ref: str | int | None


class AnswerFrame(ControlFrame):
    """An acknowledgement or an error, without its data."""

    request_id: str | None
