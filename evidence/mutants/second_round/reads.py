"""Lists, pages and stored values that are not what they should be."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain import messages
from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.companies import Companies
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.threads import Threads
from lockstep.reference.storage import table_rows
from lockstep.reference.storage.database import Database

from evidence.mutants.second_round.mistake import mistake
from evidence.mutants.slipped.slip import during, replace

_AS_THE_EVENT = "data is what the API returns for the thing at that version"
_PAGES = "cursor pages that lose nothing, with position"
_PAGE_FEATURES = ("sync/snapshots", "sync/reading", "sync/changes", "resources/reading")


@mistake(
    1,
    violates=_AS_THE_EVENT,
    made_by="whoever caches a list for each person and discards it with that person's own changes",
    near=("sync/chatrooms", "sync/reading", "sync/snapshots", "sync/membership"),
    now="a renamed chatroom has its new name",
)
def chatroom_list_remembered() -> None:
    """A chatroom that a colleague made or renamed does not show in one's list until one changes something oneself."""
    remembered: dict[int, Any] = {}

    def every(original: Callable[..., Any], self: Any, call: Any) -> Any:
        chatrooms, *positions = original(self, call)
        return remembered.setdefault(call.caller.user_id, chatrooms), *positions

    def change(original: Callable[..., Any], self: Any, call: Any, *given: Any) -> Any:
        changed = original(self, call, *given)
        remembered.pop(call.caller.user_id, None)
        return changed

    replace(Chatrooms, "all", every)
    for name in ("create", "update", "delete", "add_member", "remove_member"):
        replace(Chatrooms, name, change)


@mistake(
    2,
    violates=_AS_THE_EVENT,
    made_by="whoever takes a room's position for the version of everything in it",
    near=("sync/roles", "sync/snapshots", "sync/fields", "sync/membership", "resources/reading"),
    now="a list of people that was read before",
)
def people_list_keyed_by_position() -> None:
    """The list of people shows a colleague's old role or name until somebody joins or leaves."""
    remembered: dict[int, Any] = {}

    def members(original: Callable[..., Any], self: Any, call: Any) -> Any:
        people, memberships, position = original(self, call)
        kept = remembered.get(call.caller.company_id)
        if kept is None or kept[2] != position:
            remembered[call.caller.company_id] = kept = (people, memberships, position)
        return kept

    replace(Companies, "members", members)


@mistake(
    13,
    violates=_PAGES,
    made_by="whoever reads the position afresh for each page",
    near=_PAGE_FEATURES,
    now="the last page and the events after its position",
)
def later_page_has_newer_position() -> None:
    """What is written while someone scrolls back is never shown: the last page claims that it was seen."""

    def page(original: Callable[..., Any], self: Any, call: Any, place: tuple[str, int], *given: Any) -> Any:
        found, _, following = original(self, call, place, *given)
        return found, self._core.outbox.position(place[0]), following

    replace(Messages, "_page", page)


@mistake(
    14,
    violates=_PAGES,
    made_by="whoever pages by LIMIT and OFFSET",
    near=_PAGE_FEATURES,
    now="messages read in pages of 10 appear once each",
    first="step",
)
def cursor_is_an_offset() -> None:
    """When a message is deleted while someone scrolls back, another one is left out; when one is written, one shows
    twice."""

    def page(
        original: Callable[..., Any], self: Any, call: Any, place: tuple[str, int], query: str, *given: Any
    ) -> Any:
        del original
        (room, id_), (limit, cursor) = place, given
        after = messages._read_cursor(cursor, room) if cursor is not None else None
        skipped = after.before if after else 0
        with self._core.database.snapshot():
            self._core.permissions.room(call.caller, room)
            found = self._core.database.rows(f"{query} OFFSET ?", id_, 2**63 - 1, limit + 1, skipped)
            position = after.position if after else self._core.outbox.position(room)
        cursor = messages._write_cursor(messages._Cursor(room, skipped + limit, position))
        return [table_rows.message(row) for row in found[:limit]], position, cursor if len(found) > limit else None

    replace(Messages, "_page", page)


@mistake(
    15,
    violates=_PAGES,
    made_by="whoever sorts by the latest activity and pages by id",
    near=_PAGE_FEATURES,
    now="an edit of an older message appears on later pages",
    first="P14",
)
def edited_message_moves_to_top() -> None:
    """An edited old message jumps to the top of the history, and scrolling back from there skips messages."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        sorted_ = "ORDER BY coalesce(edited_at, created_at) DESC, id DESC"
        return original(self, statement.replace("ORDER BY id DESC", sorted_), *values)

    during((Messages, "_page"), (Database, "rows"), rows)


@mistake(
    22,
    violates="404 unknown or not visible",
    made_by="whoever declares ON DELETE SET NULL where the rows should go too",
    near=("sync/threads", "sync/snapshots", "sync/conversations", "sync/changes"),
    now="the messages of a deleted thread are gone",
)
def deleted_thread_spills_messages() -> None:
    """After a thread is deleted, its messages turn up in the chatroom's history."""

    def run(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        if statement.startswith("DELETE FROM threads"):
            original(self, "UPDATE messages SET thread_id = NULL WHERE thread_id = ?", *values)
        return original(self, statement, *values)

    during((Threads, "delete"), (Database, "run"), run)


@mistake(
    30,
    violates=_AS_THE_EVENT,
    made_by="whoever has a column of time without fractions",
    near=("sync/messages", "sync/reading", "sync/snapshots", "resources/values", "sync/parity"),
    now="three messages reach a listener once each",
    first="P12, P17",
)
def stored_time_loses_milliseconds() -> None:
    """A message shows another time after reloading: the answer and the event have milliseconds, the stored one whole
    seconds."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        found = original(self, statement, *values)
        if statement.startswith("INSERT INTO messages"):
            cut = "UPDATE messages SET created_at = substr(created_at, 1, 19) || '.000Z' WHERE id = ?"
            self.run(cut, found[0]["id"])
        return found

    during((Messages, "post"), (Database, "rows"), rows)
