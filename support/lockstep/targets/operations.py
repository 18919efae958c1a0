"""The operations that the suite's own steps ask a target for, as types, so that the type checker finds a typo.

`WriteOperation`: what changes something, asked for with `scene.act`. `ReadOperation`: what only looks, asked for with
`scene.read`. An adapter may offer further operations of its own to its own steps: `Target` takes any string.
"""

from typing import Any, Literal

WriteOperation = Literal[
    "register",
    "login",
    "refresh",
    "logout",
    "invite",
    "accept_invitation",
    "erase_company",
    "remove_person",
    "create_chatroom",
    "rename_chatroom",
    "delete_chatroom",
    "add_member",
    "remove_member",
    "post_message",
    "edit_message",
    "delete_message",
    "change_role",
    "set_status",
    "create_thread",
    "rename_thread",
    "archive_thread",
    "delete_thread",
    "add_participant",
    "remove_participant",
    "post_thread_message",
    "edit_thread_message",
    "delete_thread_message",
    "start_typing",
    "stop_typing",
]
ReadOperation = Literal[
    "me", "people", "chatroom", "threads", "thread_messages", "messages", "page", "presence", "status"
]

Act = tuple[str, WriteOperation, dict[str, Any]]
"""A write that somebody makes: who, what, with which fields."""
Reading = tuple[str, ReadOperation, dict[str, Any]]
"""A read that somebody makes: who, what, with which fields."""
