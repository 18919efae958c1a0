"""Rights: when a person was possibly and when certainly allowed a channel, from grants and revocations.

Allowed *possibly* from the grant's invoke until the revocation's acknowledgement and the promised grace; *certainly*
from the grant's acknowledgement until the revocation's invoke. A refused request changes nothing, but a refused
grant was possible until its refusal. Where grant and revocation overlap nobody knows which came last: possible, not
certain. A history that records no grant at all is of a target without rights: there everyone is allowed
everything that is not revoked; so it is in a shared channel that no grant speaks of.
See docs/properties.md, "Windows".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts, Rights
from lockstep.checks.facts.sessions import INF
from lockstep.history.rows import Grant, Revoke

Interval = tuple[int, int]


class Granted(NamedTuple):
    """A time (ns, both ends included) of certain permission, and the row of its grant (None: none was needed)."""

    start: int
    end: int
    row: int | None


class Revocations:
    """The revocations of one person's right to one channel: from when each may have worked, and by when it must."""

    def __init__(self, spans: Sequence[Interval]) -> None:
        """`spans` are (invoked, done), INF where it was never acknowledged."""
        ordered = sorted(spans)
        self._begins = [begin for begin, _ in ordered]
        self._dones = [done for _, done in ordered]
        self._latest = list(accumulate((done for _, done in ordered), max))
        self._soonest = list(accumulate((done for _, done in reversed(ordered)), min))[::-1]

    def next_begin(self, since: int) -> int:
        """When the first revocation from `since` on was invoked; INF without one."""
        at = bisect_left(self._begins, since)
        return self._begins[at] if at < len(self._begins) else INF

    def overlaps(self, since: int, until: int) -> bool:
        """Whether a revocation invoked by `until` was still not done after `since`."""
        at = bisect_right(self._begins, until)
        return at > 0 and self._latest[at - 1] > since

    def meets_another(self, since: int) -> bool:
        """Whether another revocation was invoked before the first one from `since` on was done: either may have come
        first."""
        at = bisect_left(self._begins, since)
        return at + 1 < len(self._begins) and self._begins[at + 1] <= self._dones[at]

    def over_by(self, since: int) -> int:
        """When the first revocation invoked from `since` on was acknowledged; INF without one."""
        at = bisect_left(self._begins, since)
        return self._soonest[at] if at < len(self._soonest) else INF


@dataclass(frozen=True, slots=True)
class Allowed:
    """One person's right to one channel: both lists ordered by time."""

    possible: list[Interval]
    certain: list[Granted]
    revocations: Revocations


class _Change(NamedTuple):
    begin: int
    done: int | None
    refused: int | None
    row: int | None


def allowed(facts: Facts, person: str, channel: str) -> Allowed:
    """The right of a person to a channel over the whole history."""
    rights = facts.rights.get((person, channel), Rights())
    revokes = [
        change for change in _changes(facts, rights.revokes) if change.refused is None or change.done is not None
    ]
    revocations = Revocations([(change.begin, change.done if change.done is not None else INF) for change in revokes])
    grants = _changes(facts, rights.grants)
    if _open_to_all(facts, channel):
        grants = [_Change(-INF, -INF, None, None)]
    possible, certain = [], []
    for grant in sorted(grants):
        if grant.done is None:
            possible.append((grant.begin, grant.refused if grant.refused is not None else INF))
            continue
        possible.append((grant.begin, min(INF, revocations.over_by(grant.done) + facts.grace)))
        if not revocations.overlaps(grant.begin, grant.done):
            certain.append(Granted(grant.done, revocations.next_begin(grant.done), grant.row))
    return Allowed(merged(possible), _disjoint(certain), revocations)


class CertainRights:
    """When people were certainly allowed channels, worked out for each of them when first asked for."""

    def __init__(self, facts: Facts) -> None:
        """Nothing is worked out yet."""
        self._facts = facts
        self._found: dict[tuple[str, str], list[Granted]] = {}

    def throughout(self, person: str, channel: str, since: int, until: int) -> Granted | None:
        """The right by which a person was certainly allowed a channel from `since` to `until` (ns); None without."""
        key = (person, channel)
        if key not in self._found:
            self._found[key] = allowed(self._facts, person, channel).certain
        certain = self._found[key]
        at = bisect_right(certain, since, key=lambda right: right.start) - 1
        return certain[at] if at >= 0 and until <= certain[at].end else None


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """The same instants as disjoint intervals, in order."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if end < start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _disjoint(granted: list[Granted]) -> list[Granted]:
    """A second grant of what is granted already adds nothing."""
    result: list[Granted] = []
    for item in sorted(granted, key=lambda item: (item.start, -item.end)):
        if not result or item.start > result[-1].end:
            result.append(item)
    return result


def _open_to_all(facts: Facts, channel: str) -> bool:
    return not facts.granted_channels or (facts.is_shared(channel) and channel not in facts.granted_channels)


def _changes(facts: Facts, rows: Sequence[Grant | Revoke]) -> list[_Change]:
    by_write: dict[str, list[Grant | Revoke]] = {}
    for row in rows:
        by_write.setdefault(row.w, []).append(row)
    return [_change(facts, w, group) for w, group in by_write.items()]


def _change(facts: Facts, w: str, rows: list[Grant | Revoke]) -> _Change:
    write = facts.writes.get(w)
    begin = min(row.t for row in rows)
    done = next((row for row in rows if row.phase == "done"), None)
    refused = max((row.t for row in rows if row.phase == "refused"), default=None)
    return _Change(
        begin if write is None else min(begin, write.invoke.t),
        None if done is None else done.t,
        refused,
        None if done is None else done.i,
    )
