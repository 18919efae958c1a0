"""The routes under `/api/v1`: permissions, bodies, answers; and the models of the bodies.

The status is 200, or 201 on creation; `data` names a representation of `representations.py`, + the fields beside it.
"any" is every role; creator and author mean the person who created the object. The rules of visibility (without it:
404) are in docs/reference-backend.md.

    request                                 permitted for             body            data
    POST auth/register                      everybody                 Register        201 Session
    POST auth/login                         everybody                 Login           Session
    POST auth/refresh                       everybody                 Refresh         Session
    POST auth/logout                        any                                       null
    GET auth/me                             any                                       Me
    GET users/me                            any                                       User
    PUT users/me                            any                       UpdateMe        User
    PUT users/me/password                   any                       ChangePassword  User
    PUT users/me/status                     any                       SetStatus       Status
    GET users/{id}/status                   any, of a colleague                       Status
    GET users/{id}/presence                 any, of a colleague                       Presence
    PUT users/{id}/role                     OWNER                     ChangeRole      User + gained, lost
    DELETE users/{id}                       oneself, ADMIN, OWNER*                    User + membership, left
    GET companies/me                        any                                       Company
    PUT companies/me                        OWNER                     UpdateCompany   Company
    DELETE companies/me                     OWNER                     DeleteCompany   Tombstone
    GET companies/me/members                any                                       [User] + members, position
    DELETE companies/members/{userId}       oneself, ADMIN, OWNER*                    Membership + left
    POST invitations                        ADMIN, OWNER*             Invite          201 Invitation + token
    GET invitations                         ADMIN                                     [Invitation]
    GET invitations/validate/{token}        everybody                                 Invitation
    POST invitations/accept                 everybody                 Accept          201 Session
    DELETE invitations/{id}                 ADMIN                                     Tombstone
    POST chatrooms                          MEMBER                    CreateChatroom  201 Chatroom + members
    GET chatrooms                           any                                       [Chatroom] + both positions
    GET chatrooms/{id}                      who sees it                               Chatroom + members, position
    PUT chatrooms/{id}                      creator, ADMIN            UpdateChatroom  Chatroom + members
    DELETE chatrooms/{id}                   creator, ADMIN                            Tombstone + members, isPrivate
    POST chatrooms/{id}/members/{userId}    creator, ADMIN, oneself*                  201 Membership
    DELETE chatrooms/{id}/members/{userId}  oneself, creator, ADMIN                   Membership
    POST messages                           who sees it               PostMessage     201 Message
    GET messages/{id}                       who sees it                               Message
    PUT messages/{id}                       author, ADMIN             EditMessage     Message
    DELETE messages/{id}                    author, ADMIN                             Tombstone
    GET messages/chatroom/{id}              who sees it                               [Message] + position, nextCursor
    GET messages/thread/{id}                who sees it                               [ThreadMessage] + the same
    POST threads                            who sees it               CreateThread    201 Thread + participants
    GET threads                             who sees it                               [Thread] + position
    GET threads/{id}                        who sees it                               Thread + participants, position
    PUT threads/{id}                        creator, ADMIN            UpdateThread    Thread + participants
    PUT threads/{id}/archive                creator, ADMIN                            Thread + participants
    DELETE threads/{id}                     creator, ADMIN                            Tombstone
    POST threads/{id}/participants/{userId}    oneself, creator, ADMIN                201 Membership
    DELETE threads/{id}/participants/{userId}  oneself, creator, ADMIN                Membership
    GET health                              everybody                                 Health
    GET health/database                     everybody                                 Part + tables
    GET health/ready, health/live           everybody                                 Part

A role includes those above it (GUEST < MEMBER < ADMIN < OWNER). *: only an OWNER removes an OWNER, or invites as
OWNER; MEMBERs add themselves to a public chatroom that they see; "it" is the message's chatroom. Conflicts (409): an
email in use or invited already; a member added twice; the last OWNER leaving. Adding a person who is not an active
member of the company, or removing one who is not a member: 404. A chatroom's creator is its first member, `memberIds`
the others (422 unless active members of the company); no user_joined_chatroom is sent for these. Removing a person
from the company deactivates the account permanently; DELETE users/{id} is the same write with another answer. The
last OWNER cannot be given another role either (409).

Threads: "it" is the chatroom; the list requires `?chatroomId=` (otherwise 422). The creator is the first participant,
`participantIds` the others; a participant must be an active member of the company who sees the chatroom (otherwise
422 there, 404 on adding). Added twice: 409; removed without being one: 404. An archived thread can be read and
deleted; all other operations on it are rejected (409). POST messages accepts `threadId` instead of `chatroomId`; a
reply stays in its thread.

messages/chatroom/{id} accepts `?limit=` (1 to 200, default 50) and `?cursor=` (a `nextCursor`; anything else: 422).
Messages are sorted newest first; pages keep the first page's `position`, so that nothing is lost between page and
socket. POST messages accepts the header `Idempotency-Key` (1 to 128 printable characters): the same key of the same
person with the same body returns the stored first answer, even after an edit; with another body 422. Rejected posts
store none.

Health: {"healthy", "parts": {"api", "socket", "database", "disk": Part}}, Part: {"healthy", "detail"}; 503 with the
same as `details` if one is not healthy. `tables` {name: rows} is present only with `--set expose_counts=true` and
lists all tables but the schema's own.

An unknown field in a body is rejected (422), as is text that is empty after trimming; text is stored unchanged.
Passwords: 8 to 128 characters, at least one of them neither letter nor digit. Emails are compared without case.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from lockstep.reference.representations import Role, State


def _visible(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must be valid Unicode")
    return text


def _strong(password: str) -> str:
    if all(character.isalnum() for character in password):
        raise ValueError("must hold a character that is neither letter nor digit")
    return password


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_visible)]
Description = Annotated[str, StringConstraints(max_length=2_000)]
Content = Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_visible)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True)]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128), AfterValidator(_strong)]
Given = Annotated[str, StringConstraints(min_length=1, max_length=4_096)]
Key = Annotated[str, StringConstraints(pattern=r"^[ -~]{1,128}$")]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


class Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", hide_input_in_errors=True)


class Register(Body):
    """`{email, password, fullName, companyName}`."""

    email: Email
    password: Password
    full_name: Name
    company_name: Name


class Login(Body):
    """`{email, password}`."""

    email: Given
    password: Given


class Refresh(Body):
    """`{refreshToken}`."""

    refresh_token: Given


class UpdateMe(Body):
    """`{fullName}`."""

    full_name: Name


class ChangePassword(Body):
    """`{currentPassword, newPassword}`; the wrong current one: 403 wrong_password."""

    current_password: Given
    new_password: Password


class SetStatus(Body):
    """`{status}`."""

    status: State


class ChangeRole(Body):
    """`{role}`."""

    role: Role


class UpdateCompany(Body):
    """`{name}`."""

    name: Name


class DeleteCompany(Body):
    """`{password}`, the OWNER's; the wrong one: 403 wrong_password."""

    password: Given


class Invite(Body):
    """`{email, role}`; role defaults to MEMBER."""

    email: Email
    role: Role = "MEMBER"


class Accept(Body):
    """`{token, fullName, password}`; the email is the invitation's."""

    token: Given
    full_name: Name
    password: Password


class CreateChatroom(Body):
    """`{name, description?, isPrivate?, memberIds?}`; defaults: "", false, []."""

    name: Name
    description: Description = ""
    is_private: bool = Field(default=False, strict=True)
    member_ids: list[Id] = Field(default_factory=list, max_length=1_000)


class UpdateChatroom(Body):
    """`{name?, description?}`, at least one of them; `isPrivate` cannot be changed."""

    name: Name | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.name is None and self.description is None:
            raise ValueError("name or description must be given")
        return self


class PostMessage(Body):
    """`{chatroomId or threadId, content, replyToId?}`; replyToId: a message of the same place, else 422."""

    thread_id: Id | None = None
    chatroom_id: Id | None = None
    content: Content
    reply_to_id: Id | None = None


class CreateThread(Body):
    """`{chatroomId, title, participantIds?}`; default: []."""

    chatroom_id: Id
    title: Name
    participant_ids: list[Id] = Field(default_factory=list, max_length=1_000)


class UpdateThread(Body):
    """`{title}`."""

    title: Name


class EditMessage(Body):
    """`{content}`."""

    content: Content
