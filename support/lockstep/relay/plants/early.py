"""Early: a write is rejected after its event was sent.

Breaks P4 (no aborted event); P6 (one result per idempotency key) may fall with it, where a write is retried. The
server performs the write and its event passes; the answer to the writer is replaced by a 403. The rejection has the
form that the contract of the plain JSON dialect prescribes; a target with another form of rejection reports that as
well.

`lockstep.relay.plants.writing` states which writes qualify.
"""

import msgspec

from lockstep.relay.exchanges import WriteRequest, WriteResponse
from lockstep.relay.plants.writing import WritePlant

_REFUSAL = msgspec.json.encode({
    "status": "error",
    "code": "forbidden",
    "message": "You may not do this; nothing was changed.",
    "details": {},
})  # fmt: skip


class Early(WritePlant):
    """Rejects a write that was performed and announced."""

    name = "early"
    breaks = "P4"
    may_fall = ("P6",)
    made_by = (
        "a server that publishes inside the transaction and then fails to commit, one that checks the last right or "
        "quota only after it has told everyone, or a gateway that refuses an answer which its backend had given"
    )

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        """Pass on a rejection instead of the acknowledgement."""
        super().answered(asked, answered)
        if self.thing_in(answered) is None or not self.is_turn_of(asked):
            return None
        self.struck(asked)
        return WriteResponse(403, answered.headers, _REFUSAL)
