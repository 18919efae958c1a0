"""Early: a write is refused after its event went out.

Breaks P4 (no aborted event); P6 (one result per idempotency key) may fall with it, where a write is retried. The
server does what it was asked for and its event passes; the answer to the writer is turned into a 403. The refusal
has the form of the contract of the plain JSON dialect; where a target's refusals look otherwise, it will notice that
as well.

Which writes may be struck, `lockstep.relay.plants.writing` tells.
"""

import msgspec

from lockstep.relay.exchanges import Answered, Asked
from lockstep.relay.plants.writing import WritePlant

_REFUSAL = msgspec.json.encode({
    "status": "error",
    "code": "forbidden",
    "message": "You may not do this; nothing was changed.",
    "details": {},
})  # fmt: skip


class Early(WritePlant):
    """Refuses what was done and announced."""

    name = "early"
    breaks = "P4"
    may_fall = ("P6",)
    made_by = (
        "a server that publishes inside the transaction and then fails to commit, one that checks the last right or "
        "quota only after it has told everyone, or a gateway that refuses an answer which its backend had given"
    )

    def answered(self, asked: Asked, answered: Answered) -> Answered | None:
        """Pass on a refusal instead of the acknowledgement."""
        super().answered(asked, answered)
        if self.thing_in(answered) is None or not self.is_turn_of(asked):
            return None
        self.struck(asked)
        return Answered(403, answered.headers, _REFUSAL)
