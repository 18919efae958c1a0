"""Judging: every property checked on one history, from its rows alone.

The same rows give the same verdicts, in memory or read from a file. Rows after `end` are not judged. Raises
ValueError where the rows do not begin with a header.
"""

from collections.abc import Sequence

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties.registry import PROPERTIES
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import AnyRow


def judge(rows: Sequence[AnyRow]) -> list[Verdict]:
    """One verdict per property, always all of them, in the order of their numbers."""
    pairing = Pairing(Facts(rows))
    return [check(pairing) for check in PROPERTIES.values()]
