"""The JSON representation of every object of the reference backend, for both API and socket.

A representation changes only together with its `version` (which starts at 1 and rises by one per change), and is the
same for every viewer: ids instead of names, no presence, no last login, no counters. Ids are integers, never reused,
unique per kind; rooms are strings such as "chatroom:7"; times are UTC with milliseconds, such as
"2026-11-22T17:58:01.123Z"; optional fields are always present, possibly null.

An answer of the API is `{"status": "success", "data": X}`. `data` is always the object, an array of objects, or null;
fields that belong to the answer rather than to the object are beside it:

- `position`     {"epoch", "seq"} of the room that the answer is a snapshot of, taken in the same read transaction:
                 companies/me/members and chatrooms (list): `company:ID`; chatrooms/{id}, messages/chatroom/{id}
                 and threads (list): `chatroom:ID`; threads/{id}, messages/thread/{id}: `thread:ID`
- `ownPosition`  the same of the caller's `user:ID`; on the list of chatrooms only, because a private chatroom is
                 announced there
- `members`      array of Membership, the active ones: companies/me/members, and every answer on one chatroom
                 (POST, GET, PUT; on DELETE those of the moment before)
- `isPrivate`    of a deleted chatroom, as its tombstone does not include it
- `left`         array of Membership: the chatrooms left with the company (DELETE companies/members/{id} and
                 DELETE users/{id})
- `membership`   the Membership in the company that ended (DELETE users/{id})
- `gained`, `lost`  arrays of rooms that the person may now, or may no longer, subscribe to (PUT users/{id}/role)
- `participants` array of Membership, the active ones: every answer on one thread (POST, GET, PUT)
- `nextCursor`   string or null: the next page of messages
- `token`        the secret of a new invitation (POST invitations only)

A failure is `{"status": "error", "code": C, "message": one sentence, "details": {...}}`: malformed 400 ·
unauthenticated 401 (`details.reason` missing, malformed, expired, revoked, credentials) · forbidden 403 ·
wrong_password 403 · not_found 404 · not_served 404 (400 over the socket) · method_not_allowed 405 · conflict 409 ·
invalid 422 (`details.fields` {field: reason}) · locked 423 (`details.retryAfterS`) · rate_limited 429 (`Retry-After`)
· internal 500 · unavailable 503. A not_found is the same whether the object never existed, was deleted, or is another
company's; not_served means that there is no such route or command.
"""

from typing import Literal

from typing_extensions import TypedDict  # typing's own is not understood by pydantic before Python 3.12

Role = Literal["OWNER", "ADMIN", "MEMBER", "GUEST"]
State = Literal["online", "away", "busy", "offline"]


class Position(TypedDict):
    """A place in the numbered events of one room: `seq` 0 before its first event."""

    epoch: str
    seq: int


class User(TypedDict):
    """A person's account; it also represents a member of a company. Deactivated: `isActive` false."""

    id: int
    version: int
    companyId: int
    email: str
    fullName: str
    role: Role
    isActive: bool
    createdAt: str


class Company(TypedDict):
    """A company."""

    id: int
    version: int
    name: str
    createdAt: str


class Membership(TypedDict):
    """That `userId` belongs to the company or chatroom `roomId` ("company:1", "chatroom:7"), or did.

    It has no id of its own: (roomId, userId) is its identity. `version` is 1 at the first joining, 2 at the first
    leaving, 3 at the second joining, and so on.
    """

    roomId: str
    userId: int
    version: int


class Revocation(TypedDict):
    """The data of `access_revoked`: `roomId` is now closed to the person; the other fields are the membership's."""

    roomId: str
    userId: int
    version: int
    reason: Literal["removed", "left"]


class Invitation(TypedDict):
    """An invitation; an expired one has `status` PENDING with `expiresAt` in the past (passing time is no change)."""

    id: int
    version: int
    companyId: int
    email: str
    role: Role
    status: Literal["PENDING", "ACCEPTED"]
    invitedBy: int
    createdAt: str
    expiresAt: str


class Chatroom(TypedDict):
    """A chatroom; `isPrivate` never changes."""

    id: int
    version: int
    companyId: int
    name: str
    description: str
    isPrivate: bool
    createdBy: int
    createdAt: str


class Message(TypedDict):
    """A message; `replyToId` stays when that message is deleted; `editedAt` is null at version 1."""

    id: int
    version: int
    chatroomId: int
    authorId: int
    content: str
    replyToId: int | None
    createdAt: str
    editedAt: str | None


class Tombstone(TypedDict):
    """A deleted message, chatroom, thread, invitation or company; `version` is the last one plus 1."""

    id: int
    version: int
    deletedAt: str


class Session(TypedDict):
    """The answer to register, login, refresh and to accepting an invitation. `membership` is the person's in the
    company; `expiresAt` is the access token's end."""

    user: User
    company: Company
    membership: Membership
    accessToken: str
    refreshToken: str
    expiresAt: str


class Status(TypedDict):
    """A person's status, as last set; version 1 is the initial "offline"."""

    userId: int
    version: int
    status: State


class Presence(TypedDict):
    """Whether a person has an open connection; without a version, as it is not stored."""

    userId: int
    present: bool


class Typing(TypedDict):
    """A person starts (or stops) typing; without a version, as it is not stored."""

    chatroomId: int
    userId: int
    typing: bool


class ThreadTyping(TypedDict):
    """The same in a thread."""

    threadId: int
    userId: int
    typing: bool


class Thread(TypedDict):
    """A thread of a chatroom. Its participants are memberships in the room "thread:5"."""

    id: int
    version: int
    chatroomId: int
    title: str
    isArchived: bool
    createdBy: int
    createdAt: str


class ThreadMessage(TypedDict):
    """A message in a thread; ids are never those of a chatroom's message. For the rest as Message."""

    id: int
    version: int
    threadId: int
    authorId: int
    content: str
    replyToId: int | None
    createdAt: str
    editedAt: str | None


class Me(TypedDict):
    """The answer to GET auth/me."""

    user: User
    company: Company


class Marker(TypedDict):
    """The data of a `marker` event: the token, and its author."""

    token: str
    userId: int
