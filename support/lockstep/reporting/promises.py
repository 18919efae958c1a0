"""What a backend promises, by the tags of the suite's scenarios: `@FR-001` to `@FR-015`.

A scenario names the promises that it proves. An own feature may use these tags as well; tags of the same form that
are not listed here are promises too, shown by their number alone.
"""

import re
from collections.abc import Iterable

PROMISES: dict[str, str] = {
    "FR-001": "A token from the API's login opens a socket; a missing, malformed, expired or revoked one does not.",
    "FR-002": "An operation of the API triggers its event.",
    "FR-003": "What an event says agrees with the API's answer and with what is read later.",
    "FR-004": "Operations of several people at the same time corrupt nothing.",
    "FR-005": "Long operations, such as uploads, report their progress live.",
    "FR-006": "A person's change of status reaches everyone who is connected.",
    "FR-007": "A change of permissions takes effect at once on what is received.",
    "FR-008": "After an interruption of the network, connection and state are back in time.",
    "FR-009": "Under load, answers, deliveries, errors and memory stay within their budgets.",
    "FR-010": "The cause of a failure can be found in the backend's log.",
    "FR-011": "The progress of an upload is told accurately while it runs.",
    "FR-012": "A message created over the API is the message that is received.",
    "FR-013": "Operations on threads and chatrooms notify those concerned.",
    "FR-014": "A change of roles changes at once which chatrooms are received.",
    "FR-015": "Changes of the storage quota follow uploads and deletions live.",
}

_TAG = re.compile(r"FR-\d{3}")


def promises_of(tags: Iterable[str]) -> list[str]:
    """The promises among a scenario's tags, in order, each once."""
    return sorted({tag for tag in tags if _TAG.fullmatch(tag)})


def text_of(promise: str) -> str:
    """What is promised; empty for a promise of a project's own."""
    return PROMISES.get(promise, "")
