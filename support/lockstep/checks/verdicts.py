"""Verdicts: what a property says about a history, and the witness that proves it.

An outcome is one of: *holds*, *violated*, *unknown* (instances exist, evidence is missing), *not applicable* (no
instance, or the target does not promise it). Each carries its number of instances. A violated verdict carries
witnesses, smallest first: the few rows that contradict the property, told in one readable paragraph.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

Outcome = Literal["holds", "violated", "unknown", "not applicable"]


class Witness(msgspec.Struct, frozen=True):
    """Rows (by index) that contradict a property, and what they tell, with names, texts and times."""

    rows: tuple[int, ...]
    text: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one property says of one history.

    property: its id, such as "P1". name: its name, such as "no loss". instances: how many times it could have
    been broken. reason: why it is unknown or not applicable. looked_ms: how far past the last write a verdict
    about absence looked, None where it is not about absence or there was no barrier.
    """

    property: str
    name: str
    outcome: Outcome
    instances: int = 0
    witnesses: tuple[Witness, ...] = ()
    reason: str = ""
    looked_ms: float | None = None


_WORST_FIRST: tuple[Outcome, ...] = ("violated", "unknown", "holds", "not applicable")


def worst(runs: Iterable[Iterable[Verdict]]) -> list[Verdict]:
    """One verdict per property over several runs: the first of the worst, with the instances of all."""
    found: dict[str, Verdict] = {}
    for verdict in (verdict for run in runs for verdict in run):
        before = found.setdefault(verdict.property, verdict)
        if before is not verdict:
            worse = min(before, verdict, key=lambda one: _WORST_FIRST.index(one.outcome))
            found[verdict.property] = msgspec.structs.replace(worse, instances=before.instances + verdict.instances)
    return sorted(found.values(), key=lambda one: int(one.property[1:]))
