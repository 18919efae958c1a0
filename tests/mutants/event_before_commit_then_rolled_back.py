"""A message is announced before the last check: what is refused then and taken back was heard already."""

from collections.abc import Callable
from typing import Any

from support.reference.errors import RefusedError
from support.reference.messages import Messages
from support.reference.requests import PostMessage
from support.reference.rights import Call
from tests.mutants.mutant import Mutant


def _announced_first(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        reply, bare = body.reply_to_id, body.model_copy(update={"reply_to_id": None})
        if reply is None:
            return original(messages, call, body, key)
        try:
            messages._may_reply(body)
        except RefusedError:
            announced = original(messages, call, bare, None)
            messages._core.database.run("DELETE FROM messages WHERE id = ?", announced["id"])
            raise
        return original(messages, call, body, key)

    return post


MUTANT = Mutant(
    breaks="P4",
    may_break=("P3",),
    does="a reply to a message that is not there is announced, then taken back and refused (422)",
    made_by="whoever publishes inside the transaction, before the last check or the commit",
    owner=Messages,
    method="post",
    replacement=_announced_first,
)
