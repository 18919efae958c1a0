"""What an adapter declares where backends differ, with the default that promises nothing.

`lockstep.targets.base.Target` inherits these. What is not declared is not promised: a scenario about it is skipped
with that reason, and nothing about it is the product's fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Promises

Reason = Literal["revoked", "token", "binary", "oversized"]
Place = Literal["header", "query", "message"]
FRAME: Literal["frame"] = "frame"
"""An ending that a control frame states (`Target.ends`), whether or not the server then closes the socket."""


class NotPromisedError(Exception):
    """A scenario asks for something that the target does not promise; one sentence for people. It is skipped."""


class AdapterError(Exception):
    """The adapter itself broke; one sentence with its file, its line and what it raised."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A documented limit on requests: an answer with one of these statuses is waited out and the request is made
    again, after what the header `Retry-After` says, or `wait_s`; for `at_most_s` altogether."""

    statuses: frozenset[str] = frozenset({"429"})
    wait_s: float = 1.0
    at_most_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A command that was sent and has not been answered: its reference, its kind and its data."""

    ref: str
    kind: str
    data: Any


class Declarations:
    """What an adapter may declare."""

    needs_met: frozenset[str] = frozenset()
    """The needs of scenarios (`lockstep.targets.needs`) that the backend meets, those aside that are declared."""

    promises: ClassVar[Promises] = Promises()

    closes: Mapping[str, Sequence[int | Literal["frame"]]] = {}
    """How the server ends a session, or rejects a connection, for a `Reason`: the close codes, the HTTP statuses of a
    rejected handshake, or `FRAME`."""

    token_places: Sequence[str] = ()
    """Where a token may be sent (`Place`), as `ConnectRequest.how` names it."""

    largest_frame: int = 64 * 1024
    """The size in bytes up to which the server accepts a message over the socket; needed for `close-oversized`."""

    rate_limit: RateLimit | None = None
    """The documented limit on requests; None: none is documented, and every rejection is an answer."""

    unanswered: ClassVar[frozenset[str]] = frozenset()
    """Kinds of commands that the server never answers. A subscription by one counts as made after a round trip."""

    def forge(self, token: str) -> str | None:
        """The same token under a signature that is not the backend's; None where its form allows none."""
        del token
        return None

    def ends(self, frame: Frame) -> str | None:
        """Why this control frame ends the session, also where the socket stays open; None for every other frame."""
        del frame
        return None
