"""Every mistake of the second round, by name, in the order in which they were written."""

from evidence.mutants.second_round import access, changes, connections, reads, requests
from evidence.mutants.second_round.mistake import MISTAKES as _REGISTERED

__all__ = ["FAMILIES", "MISTAKES", "TOGETHER"]

MISTAKES = dict(sorted(_REGISTERED.items(), key=lambda item: item[1].number))

FAMILIES = {
    "Lists, pages and stored values": reads,
    "Requests, retries and limits": requests,
    "Changes and versions": changes,
    "Rights, roles and other companies": access,
    "Connections, logins and devices": connections,
}
"""Title of each family, and its module."""

TOGETHER = (
    "chatroom_list_remembered", "people_list_keyed_by_position", "thread_reply_by_socket_loses_quote",
    "description_cannot_be_cleared", "resume_reveals_foreign_room", "resume_of_thread_unchecked",
    "socket_remembers_role", "deleted_thread_spills_messages", "own_typing_not_echoed",
    "weak_new_password_accepted", "retry_after_zero",
)  # fmt: skip
"""Those that were made at the same time in the first run against all features."""
