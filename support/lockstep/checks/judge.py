"""Judging: every property on one history, from its rows alone.

The same rows give the same verdicts, in memory or read from a file. Rows after `end` are not judged. Raises
ValueError where the rows do not begin with a header.
"""

from collections.abc import Sequence

from support.checks.facts import Facts
from support.checks.pairing import Pairing
from support.checks.registry import PROPERTIES
from support.checks.verdicts import Verdict
from support.history.rows import AnyRow


def judge(rows: Sequence[AnyRow]) -> list[Verdict]:
    """One verdict per property, always all of them, in the order of their numbers."""
    pairing = Pairing(Facts(rows))
    return [check(pairing) for check in PROPERTIES.values()]
