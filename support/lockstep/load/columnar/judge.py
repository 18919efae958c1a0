"""Judging a load run: every property that applies, on its columnar history, with the verdicts that rows would get.

`python -m lockstep.load judge FILE` prints them. Properties about what a load run does not do (keys, causality,
reads, snapshots, revocation) are left out. The same file yields the same verdicts.
"""

from lockstep.checks.verdicts import Verdict
from lockstep.load.columnar import delivered, received
from lockstep.load.columnar.columns import Columns
from lockstep.load.columnar.joined import Joined
from lockstep.load.columnar.ordered import Ordered


def judge(columns: Columns) -> list[Verdict]:
    """One verdict per property, in the order of their numbers. Raises ValueError if the file is not a history."""
    joined = Joined(columns)
    loss, timeliness = delivered.check(joined)
    ordered = Ordered(joined)
    return [
        loss,
        received.no_duplicate(joined),
        received.no_phantom(joined),
        received.no_aborted_event(joined),
        received.no_event_before_cause(joined),
        ordered.channel_order(),
        ordered.contiguity(),
        ordered.agreement(),
        received.payload_agreement(joined),
        received.schema(joined),
        received.no_leak(joined),
        timeliness,
    ]
