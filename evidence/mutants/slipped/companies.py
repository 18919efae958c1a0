"""Ids of other companies, where a lookup by id does not ask whose it is."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Permissions
from lockstep.reference.domain.presence import Presences
from lockstep.reference.domain.threads import Threads
from lockstep.reference.errors import RefusedError, not_found
from lockstep.reference.storage.database import Database

from evidence.mutants.slipped.slip import during, replace, slip

_STATUS = ("features/sync/status.feature", "features/sync/presence.feature")
_PEOPLE = ("features/sync/roles.feature", "features/sync/membership.feature", "features/sync/permissions.feature")
_READING = ("features/sync/reading.feature", "features/sync/threads.feature", "features/sync/messages.feature")
_REPLIES = ("features/sync/changes.feature", "features/sync/messages.feature")
_ROOMS = ("features/sync/chatrooms.feature", "features/sync/membership.feature")


def _anybody(original: Callable[..., Any], self: Any, caller: Any, user_id: int) -> Any:
    """A person of any company."""
    del original, caller
    found = self._database.find("SELECT * FROM users WHERE id = ? AND is_active", user_id)
    if found is None:
        raise not_found("person")
    return found


@slip(
    expected="step: 404",
    made_by="whoever looks up by id, without the company",
    features=_STATUS,
    listed=True,
    now="status and the presence of people",
)
def foreign_status_read() -> None:
    """The status of a person in another company can be read."""
    during((People, "status"), (Permissions, "colleague"), _anybody)


@slip(
    expected="step: 404",
    made_by="whoever looks up by id, without the company",
    features=_STATUS,
    listed=True,
    now="status and the presence of people",
)
def foreign_presence_read() -> None:
    """The presence of a person in another company can be read."""
    during((Presences, "of"), (Permissions, "colleague"), _anybody)


@slip(
    expected="step: rejected",
    made_by="whoever asks for the caller's role, and not for the other's company",
    features=_PEOPLE,
    now="cannot make Ana a guest",
)
def foreign_role_changed() -> None:
    """The role of a person in another company can be changed."""
    during((People, "change_role"), (Permissions, "colleague"), _anybody)


@slip(
    expected="step: rejected",
    made_by="whoever asks whether the message exists, and not where",
    features=_REPLIES,
    now="message cannot be answered",
)
def foreign_message_answered() -> None:
    """A message of another company, or of another chatroom, can be answered."""

    def may_reply(original: Callable[..., Any], self: Any, body: Any, *where: Any) -> None:
        if self._core.database.find("SELECT 1 FROM messages WHERE id = ?", body.reply_to_id) is None:
            original(self, body, *where)

    replace(Messages, "_may_reply", may_reply)


@slip(
    expected="step: 404",
    made_by="whoever checks the list of a chatroom, and not the single message",
    features=_READING,
    now="chatrooms and messages cannot be read",
)
def foreign_message_read() -> None:
    """A single message can be read by anybody who knows its number."""

    def visible(original: Callable[..., Any], self: Any, call: Any, message_id: int) -> Any:
        found = self._core.database.find("SELECT * FROM messages WHERE id = ?", message_id)
        return original(self, call, message_id) if found is None else found

    during((Messages, "get"), (Messages, "_visible"), visible)


@slip(
    expected="step: 404",
    made_by="whoever checks chatrooms, and not what is in them",
    features=_READING,
    now="threads cannot be read",
)
def foreign_thread_read() -> None:
    """The messages of a thread can be read by anybody who knows its number."""

    def thread(original: Callable[..., Any], self: Any, caller: Any, thread_id: int) -> Any:
        found = self._database.find("SELECT * FROM threads WHERE id = ?", thread_id)
        return original(self, caller, thread_id) if found is None else found

    during((Messages, "thread_page"), (Permissions, "thread"), thread)


@slip(
    expected="step: rejected",
    made_by="whoever asks for the caller's role, and not for the invitation's company",
    features=_PEOPLE,
    now="invitation cannot be withdrawn",
)
def foreign_invitation_withdrawn() -> None:
    """An administrator can withdraw another company's invitation."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        if statement.startswith("DELETE FROM invitations"):
            return original(self, "DELETE FROM invitations WHERE id = ? RETURNING id, version", values[0])
        return original(self, statement, *values)

    replace(Database, "rows", rows)


@slip(
    expected="step: rejected",
    made_by="whoever checks people when they are added, and not when a room begins with them",
    features=_ROOMS,
    now="cannot open a chatroom",
)
def chatroom_opened_with_a_stranger() -> None:
    """A chatroom can be opened with a person of another company in it."""
    during((Chatrooms, "create"), (Chatrooms, "_is_colleague"), lambda _original, *_given: True)


@slip(
    expected="step: rejected",
    made_by="whoever checks people when they are added, and not when a thread begins with them",
    features=(*_READING, "features/sync/chatrooms.feature"),
    now="cannot open a thread",
)
def thread_opened_with_a_stranger() -> None:
    """A thread can be opened with a person of another company in it."""
    during((Threads, "create"), (Permissions, "shown"), lambda _original, *_given: True)


@slip(
    expected="step: rejected",
    made_by="whoever asks for the chatroom's company, and not for the person's",
    features=_PEOPLE,
    now="someone cannot add another company's person",
    first="step",
)
def foreign_person_added() -> None:
    """A person of another company can be added to a chatroom."""
    during((Chatrooms, "add_member"), (Chatrooms, "_is_colleague"), lambda _original, *_given: True)


@slip(
    expected="step: 404",
    made_by="whoever filters the rows of a query, and does not ask for the chatroom",
    features=_READING,
    now="chatrooms and messages cannot be read",
    first="step",
)
def foreign_page_empty() -> None:
    """The messages of another company's chatroom are answered with an empty page."""

    def page(original: Callable[..., Any], self: Any, call: Any, chatroom_id: int, *given: Any) -> Any:
        try:
            return original(self, call, chatroom_id, *given)
        except RefusedError:
            return [], {"epoch": self._core.database.epoch, "seq": 0}, None

    replace(Messages, "page", page)
