"""Every slip, by name."""

from evidence.mutants.slipped import companies, devices, fields, ways
from evidence.mutants.slipped.slip import SLIPS

__all__ = ["FAMILIES", "LATE", "SLIPS"]

LATE = frozenset({
    "removed_people_write_over_the_socket", "typing_in_archived_threads", "guests_type_in_public_chatrooms",
    "new_login_ends_the_older", "renewal_closes_sockets", "archiver_becomes_creator", "administrators_invite_owners",
    "administrators_deletion_has_the_old_version", "rejoined_at_version_one", "foreign_message_read",
    "foreign_thread_read", "foreign_invitation_withdrawn", "chatroom_opened_with_a_stranger",
    "thread_opened_with_a_stranger",
})  # fmt: skip
"""Those that were added in the same families after the features had been read."""

FAMILIES = {
    "One way in and not the other": ways,
    "One device and not the others": devices,
    "Fields and roles": fields,
    "Other companies": companies,
}
"""Title of each family, and its module."""
