"""What a history that is still being written waits for: deliveries that must still come, and until when.

A delivery is outstanding while a session that was certainly subscribed and allowed when the write was invoked, and
still is, has not received it. Writes whose outcome is not known and effects that may be coalesced are not waited for.
"""

from collections.abc import Sequence
from typing import NamedTuple

from support.checks.facts import Facts
from support.checks.pairing import Pairing
from support.checks.sessions import INF
from support.history.rows import AnyRow


class Outstanding(NamedTuple):
    """How many deliveries are outstanding, and the latest deadline among them (ns of the history's clock)."""

    missing: int
    deadline: int


def outstanding(rows: Sequence[AnyRow], allowance_ms: float) -> Outstanding:
    """Look at the history as it stands; `allowance_ms` is added to the loss deadline."""
    pairing = Pairing(Facts(rows))
    length = pairing.facts.loss + round(allowance_ms * 1_000_000)
    deadlines = []
    for expected in pairing.expected:
        effect, write = expected.effect, expected.write
        if write.state != "ok" or expected.assumed or effect.coalesce or write.counted_from is None:
            continue
        for session in pairing.windows.audience(effect.channel):
            window = pairing.windows.of(session, effect.channel)
            stretch = None if window is None else window.at(write.invoke.t)
            concerned = effect.recipients is None or session.person in effect.recipients
            if window is None or stretch is None or stretch.end < INF or session in expected.heard or not concerned:
                continue
            deadlines.append(window.deadline(write.counted_from[0], length))
    return Outstanding(len(deadlines), max(deadlines, default=0))
