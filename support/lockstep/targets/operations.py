"""The operations that the suite's steps request from a target, as types, so that the type checker finds a typo.

`WriteOperation`: operations that change something, for `scene.act`. `ReadOperation`: operations that only read, for
`scene.read`. An adapter may offer further operations for its own steps: `Target` accepts any string.
"""

from typing import Any, Literal

WriteOperation = Literal[
    "register",
    "login",
    "refresh",
    "logout",
    "change_password",
    "invite",
    "accept_invitation",
    "withdraw_invitation",
    "erase_company",
    "remove_person",
    "deactivate_person",
    "create_chatroom",
    "rename_chatroom",
    "describe_chatroom",
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
    "me", "people", "people_and_members", "chatrooms", "chatroom", "chatroom_and_members", "threads",
    "thread_and_members", "thread_messages", "thread_page", "thread_message", "messages", "page", "message",
    "presence", "status",
]  # fmt: skip

Act = tuple[str, WriteOperation, dict[str, Any]]
"""A write by a person: the person, the operation, and its fields."""
Reading = tuple[str, ReadOperation, dict[str, Any]]
"""A read by a person: the person, the operation, and its fields."""
