"""Fields that a write did not name, copied fields, roles of those who come, and what is kept per person and room."""

import asyncio
import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.invitations import Invitations
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.threads import Threads
from lockstep.reference.domain.typists import Typists
from lockstep.reference.socket.commands import Commands
from lockstep.reference.storage import table_rows
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.transactions import Work

from evidence.mutants.slipped.slip import during, replace, slip

_CHANGES = ("features/sync/changes.feature", "features/sync/roles.feature", "features/sync/permissions.feature")
_ROOMS = ("features/sync/chatrooms.feature", "features/sync/membership.feature", "features/sync/concurrency.feature")
_THREADS = ("features/sync/threads.feature", "features/sync/concurrency.feature")
_PEOPLE = ("features/sync/membership.feature", "features/sync/roles.feature", "features/connection/tokens.feature")
_TYPING = ("features/sync/typing.feature", "features/sync/bursts.feature")
_BURSTS = ("features/sync/bursts.feature", "features/sync/content.feature", "features/sync/messages.feature")


def _instead(begin: str, other: str) -> None:
    """Statements that begin like this begin differently."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        changed = other + statement.removeprefix(begin) if statement.startswith(begin) else statement
        return original(self, changed, *values)

    replace(Database, "rows", rows)


def _actor_in(owner: type, method: str, begin: str, column: str) -> None:
    """A statement of this method also writes the acting person's id into a column."""
    acting: list[int] = []

    def enter(original: Callable[..., Any], self: Any, call: Any, *given: Any) -> Any:
        acting[:] = [call.caller.user_id]
        return original(self, call, *given)

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        if statement.startswith(begin):
            statement = f"{begin}{column} = {acting[0]}, {statement.removeprefix(begin)}"
        return original(self, statement, *values)

    replace(owner, method, enter)
    replace(Database, "rows", rows)


@slip(
    expected="step: the role",
    made_by="whoever uses the sign-up form's default role",
    features=_PEOPLE,
    listed=True,
    now="someone invited as",
)
def accepted_as_member_whatever_was_offered() -> None:
    """A person who accepts an invitation becomes MEMBER, whatever they were invited as."""

    def enrol(original: Callable[..., Any], self: Any, company_id: int, **account: Any) -> Any:
        invited = account["role"] != "OWNER" or self._core.database.find(
            "SELECT 1 FROM users WHERE company_id = ?", company_id
        )
        return original(self, company_id, **account | ({"role": "MEMBER"} if invited else {}))

    replace(Accounts, "enrol", enrol)


@slip(
    expected="P1",
    made_by="whoever has an ORM that skips unchanged rows",
    features=_CHANGES,
    listed=True,
    now="an edit to the same text",
)
def same_text_announces_nothing() -> None:
    """An edit that sets the same text is answered, but changes and announces nothing."""

    def edit(original: Callable[..., Any], self: Any, call: Any, message_id: int, body: Any) -> Any:
        row = self._core.database.find("SELECT * FROM messages WHERE id = ?", message_id)
        if row is not None and row["content"] == body.content and row["author_id"] == call.caller.user_id:
            return table_rows.message(row)
        return original(self, call, message_id, body)

    replace(Messages, "edit", edit)


@slip(
    expected="step: the author",
    made_by="whoever writes the whole message anew, with the caller as its author",
    features=_CHANGES,
    now="an edited reply keeps",
)
def editor_becomes_author() -> None:
    """An administrator's edit makes them the author of a colleague's message."""
    _actor_in(Messages, "edit", "UPDATE messages SET ", "author_id")


@slip(
    expected="step: a reply",
    made_by="whoever writes the whole message anew from a body that holds the text only",
    features=_CHANGES,
    now="an edited reply keeps",
)
def edit_drops_the_reply() -> None:
    """An edited reply no longer says what it answers."""
    _instead("UPDATE messages SET ", "UPDATE messages SET reply_to_id = NULL, ")


@slip(
    expected="step: still private",
    made_by="whoever fills what the body does not name with the model's defaults",
    features=_ROOMS,
    now="changed chatroom is as closed",
)
def change_opens_the_chatroom() -> None:
    """A changed name or description makes a private chatroom public."""
    _instead("UPDATE chatrooms SET ", "UPDATE chatrooms SET is_private = 0, ")


@slip(
    expected="step: the creator",
    made_by="whoever writes the caller into every field that names a person",
    features=_THREADS,
    now="archived thread stays",
)
def archiver_becomes_creator() -> None:
    """A thread that an administrator archives is theirs from then on."""
    _actor_in(Threads, "archive", "UPDATE threads SET ", "created_by")


@slip(
    expected="P12",
    made_by="whoever copies the row before the change for those who did not write it",
    features=_CHANGES,
    now="deletion of a colleague's message",
    first="P12",
)
def administrators_deletion_has_the_old_version() -> None:
    """The deletion of a colleague's message has the version that was there before."""

    def visible(original: Callable[..., Any], self: Any, call: Any, message_id: int) -> Any:
        row = dict(original(self, call, message_id))
        return row | {"version": row["version"] - (row["author_id"] != call.caller.user_id)}

    during((Messages, "delete"), (Messages, "_visible"), visible)


@slip(
    expected="step: rejected",
    made_by="whoever deletes softly and does not look at the mark when it is used",
    features=_PEOPLE,
    now="a withdrawn invitation",
)
def withdrawn_invitation_accepted() -> None:
    """A withdrawn invitation can still be accepted."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        if statement.startswith("DELETE FROM invitations"):
            statement = "SELECT id, version FROM invitations WHERE id = ? AND company_id = ?"
        return original(self, statement, *values)

    replace(Database, "rows", rows)


@slip(
    expected="step: rejected",
    made_by="whoever hides the button for members and leaves the route as it was",
    features=_PEOPLE,
    now="a member cannot invite",
)
def members_invite() -> None:
    """A member can invite people."""

    def create(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        role = "ADMIN" if call.caller.role == "MEMBER" else call.caller.role
        return original(self, dataclasses.replace(call, caller=dataclasses.replace(call.caller, role=role)), body)

    replace(Invitations, "create", create)


@slip(
    expected="step: rejected",
    made_by="whoever asks whether one may invite, and not as what",
    features=_PEOPLE,
    now="cannot invite an owner",
)
def administrators_invite_owners() -> None:
    """An administrator can invite an owner."""

    def create(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        role = "OWNER" if call.caller.role == "ADMIN" else call.caller.role
        return original(self, dataclasses.replace(call, caller=dataclasses.replace(call.caller, role=role)), body)

    replace(Invitations, "create", create)


@slip(
    expected="P3",
    made_by="whoever keeps one typing indicator for each person",
    features=_TYPING,
    now="stops typing in one chatroom",
)
def typing_stops_everywhere() -> None:
    """A person who stops typing in one chatroom is shown as stopping in all."""

    def stop(original: Callable[..., Any], self: Any, call: Any, chatroom_id: int, typing: bool) -> Any:
        answer = original(self, call, chatroom_id, typing)
        for place, waiting in [] if typing else list(self._stops.items()):
            if place[1] == call.caller.user_id:
                room = int(place[0].rpartition(":")[2])
                waiting.cancel()
                del self._stops[place]
                self._tell("chatroom_typing", place[0], {**answer, "chatroomId": room}, None)
        return answer

    replace(Typists, "in_chatroom", stop)


@slip(
    expected="P1",
    made_by="whoever keeps one current room for each connection",
    features=(*_ROOMS, "features/sync/permissions.feature"),
    now="stops listening to one chatroom",
)
def leaving_one_leaves_all() -> None:
    """A device that stops listening to one chatroom stops listening to all."""

    def leave(original: Callable[..., Any], self: Any, connection: Any, room: str, ref: Any) -> Any:
        told = original(self, connection, room, ref)
        hub = self._core.hub
        for other in [one for one in hub._rooms if one.startswith("chatroom:") and hub.hears(connection, one)]:
            hub.leave(connection, other)
        return told

    replace(Commands, "_leave", leave)


@slip(
    expected="P7",
    made_by="whoever sends large payloads by a worker of their own",
    features=_BURSTS,
    now="long and short messages",
)
def large_texts_overtaken() -> None:
    """An event larger than 4 KB comes a little later, and is overtaken by short ones."""

    def deliver(original: Callable[..., Any], self: Any, event: Any) -> None:
        if event.size > 4_096:
            asyncio.get_running_loop().call_later(0.05, partial(original, self, event))
        else:
            original(self, event)

    replace(Hub, "deliver", deliver)


@slip(
    expected="P12",
    made_by="whoever inserts a row anew where one was ended",
    features=(*_ROOMS, "features/sync/permissions.feature"),
    now="added again is announced",
)
def rejoined_at_version_one() -> None:
    """A membership that begins again has version 1 again."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        again = "SET is_active = 1, version = version + 1"
        return original(self, statement.replace(again, "SET is_active = 1, version = 1"), *values)

    replace(Database, "rows", rows)


@slip(
    expected="P12",
    made_by="whoever cuts previews, and sends them where the text is meant",
    features=_BURSTS,
    now="long and short messages",
    first="P12",
)
def large_texts_cut_in_events() -> None:
    """An event carries at most 1,024 characters of a text."""

    def event(original: Callable[..., Any], work: Any, room: str, name: str, data: Any) -> Any:
        cut = data | {"content": data["content"][:1_024]} if "content" in data else data
        return original(work, room, name, cut)

    replace(Work, "event", event)
