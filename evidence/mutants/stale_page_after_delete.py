"""A chatroom's page still shows messages that were deleted. Breaks P14 (read agrees with event).

Made by whoever reads from a projection or a cache that new messages go into and deletions do not go out of.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call

from evidence.mutants.mutant import Mutant


def _with_the_deleted(original: Callable[..., Any]) -> Callable[..., Any]:
    def page(messages: Messages, call: Call, chatroom_id: int, limit: int, cursor: str | None) -> Any:
        shown, position, following = original(messages, call, chatroom_id, limit, cursor)
        if cursor is None:
            frames = [json.loads(text) for text in _frames(messages, chatroom_id)]
            gone = {frame["data"]["id"] for frame in frames if frame["event"] == "chatroom_message_deleted"}
            written = [frame["data"] for frame in frames if frame["event"] == "chatroom_message_received"]
            deleted = [message for message in written if message["id"] in gone]
            shown = sorted([*shown, *deleted], key=lambda message: -message["id"])[:limit]
        return shown, position, following

    return page


def _frames(messages: Messages, chatroom_id: int) -> list[str]:
    query = "SELECT frame FROM outbox WHERE room = ? ORDER BY seq"
    return [text for (text,) in messages._core.database.rows(query, rooms.chatroom(chatroom_id))]


MUTANT = Mutant(
    breaks="P14",
    may_break=("P17",),
    does="a deleted message is announced as deleted, but the chatroom's page goes on showing it",
    made_by="whoever reads from a cache or a projection that new messages go into and deletions do not go out of",
    owner=Messages,
    method="page",
    replacement=_with_the_deleted,
    features=("features/sync/changes.feature", "features/sync/reading.feature", "features/sync/snapshots.feature"),
)
