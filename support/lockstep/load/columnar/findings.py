"""Turns arrays of contradictions into a verdict: like `lockstep.checks.findings`, for many at once.

Only the five earliest are described; `rows` of a witness are places among the arrivals of the columnar history.
"""

from collections.abc import Callable, Sequence

from lockstep.checks.findings import SHOWN, Rule
from lockstep.checks.verdicts import Verdict, Witness

Tell = Callable[[int], str]


def verdict(
    rule: Rule,
    instances: int,
    places: Sequence[int],
    tell: Tell,
    *,
    none: str,
    unknown: str = "",
    note: str = "",
    looked_ms: float | None = None,
) -> Verdict:
    """Conclude. `places` are those of the contradictions, the earliest first; `tell` describes one."""
    if not len(places):
        return rule.verdict(instances, (), none=none, unknown=unknown, note=note, looked_ms=looked_ms)
    more = f"{len(places) - SHOWN} more like these" if len(places) > SHOWN else ""
    return Verdict(
        property=rule.id,
        name=rule.name,
        outcome="violated",
        instances=max(instances, len(places)),
        witnesses=tuple(Witness((int(place),), tell(int(place))) for place in places[:SHOWN]),
        reason="; ".join(part for part in (more, note) if part),
        looked_ms=looked_ms,
    )
