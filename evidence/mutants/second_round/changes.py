"""Changes that are told or counted wrongly."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.threads import Threads
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.transactions import Work

from evidence.mutants.second_round.mistake import mistake
from evidence.mutants.slipped.slip import during, replace

_VERSIONS = "Every entity carries an integer version, +1 per change"


@mistake(
    8,
    violates=_VERSIONS,
    made_by="whoever takes an empty text for one that was not given",
    near=("sync/fields", "sync/chatrooms", "resources/changes", "resources/values"),
    now="a description can be cleared",
)
def description_cannot_be_cleared() -> None:
    """Emptying a chatroom's description is answered with success and a new version, but the old text stays."""

    def update(original: Callable[..., Any], self: Any, call: Any, chatroom_id: int, body: Any) -> Any:
        return original(self, call, chatroom_id, body.model_copy(update={"description": body.description or None}))

    replace(Chatrooms, "update", update)


@mistake(
    9,
    violates=_VERSIONS,
    made_by="whoever writes a membership with INSERT OR REPLACE",
    near=("sync/fields", "sync/membership"),
    now="someone added again is announced as a newer member",
    first="P14",
    known=True,
)
def rejoining_starts_version_anew() -> None:
    """After someone leaves a chatroom and joins it again, apps that keep the newest version show them as gone."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        anew = statement.replace("version = version + 1 WHERE NOT is_active", "version = 1 WHERE NOT is_active")
        return original(self, anew, *values)

    during((Chatrooms, "add_member"), (Database, "rows"), rows)


@mistake(
    21,
    violates="data is what the API returns for the thing at that version",
    made_by="whoever builds the event from the object loaded before the change",
    near=("sync/threads", "sync/fields", "connection/devices"),
    now="archiving a thread is announced",
    first="P12, P17",
)
def archived_event_says_open() -> None:
    """Apps that receive the event that a thread was archived still show it as open until they load it again."""

    def event(original: Callable[..., Any], self: Any, room: str, name: str, data: Any) -> Any:
        return original(self, room, name, {**data, "isArchived": False})

    during((Threads, "archive"), (Work, "event"), event)
