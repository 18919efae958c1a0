"""Every mistake of the second round, by name, in the order in which they were written."""

from evidence.mutants.second_round import access, changes, connections, reads, requests
from evidence.mutants.second_round.mistake import MISTAKES as _REGISTERED

__all__ = ["FAMILIES", "MISTAKES"]

MISTAKES = dict(sorted(_REGISTERED.items(), key=lambda item: item[1].number))

FAMILIES = {
    "Lists, pages and stored values": reads,
    "Requests, retries and limits": requests,
    "Changes and versions": changes,
    "Rights, roles and other companies": access,
    "Connections, logins and devices": connections,
}
"""Title of each family, and its module."""
