"""Windows: when a session was both subscribed to a channel and allowed it, possibly and certainly.

A `Stretch` is a time of certain subscription and permission; a resume that recovered does not break it, but
deadlines inside the gap count anew from `resumed`, and a pause of reading suspends them.
Times are ns of the history's clock, both ends included. See docs/properties.md, "Windows".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.rights import Allowed, Interval, allowed, merged
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.facts.spans import Held, Touching
from lockstep.checks.facts.subscriptions import Subscription, subscriptions
from lockstep.history.rows import Position


class Stretch(NamedTuple):
    """Certainly subscribed and allowed from `start` to `end`.

    `rows` prove the start; `position` is where the server said the subscription begins. `end` is the earlier of
    two: the right was certain until `rights_until`, the subscription until `subscribed_until`. `dismissed` is when
    the server then closed the connection on purpose, if it did. What is received until `same_until` came by the
    same subscription, which therefore still stood: no other was asked for by then, no grace makes rights vary, and no
    declared fault could lose what came before it. `contested`: two revocations met, and either may have ended it.
    """

    start: int
    end: int
    rows: tuple[int, ...]
    position: Position | None
    rights_until: int
    subscribed_until: int
    dismissed: int | None
    same_until: int
    contested: bool = False

    def owes_last(self, invoked: int, deadline: int) -> bool:
        """Whether the effect of a write invoked at `invoked` that ends rights must still be received: where it ended
        this one itself and alone, or this one did not end."""
        if self.contested or self.rights_until not in {invoked, INF}:
            return False
        return self.subscribed_until >= deadline or (self.dismissed is not None and self.dismissed >= invoked)


class Pauses(NamedTuple):
    """What suspends deadlines, in order of time, each with whether a deadline begins anew after it; and for each by
    when all up to it are over."""

    suspensions: list[tuple[int, int, bool]]
    over_by: list[int]


def suspended(gaps: Sequence[Interval], pauses: Sequence[tuple[int, int, bool]] = ()) -> Pauses:
    """The same times in order; a deadline begins anew after a gap."""
    ordered = sorted([*((*gap, True) for gap in gaps), *pauses])
    return Pauses(ordered, list(accumulate((end for _, end, _ in ordered), max)))


class Window:
    """One session and one channel: stretches, possible times, and what suspends a deadline; all in order of time."""

    def __init__(
        self,
        stretches: list[Stretch],
        possible: list[Interval],
        gaps: list[Interval],
        pauses: "Pauses",
    ) -> None:
        """`gaps` are times between a close and a recovered resume, `pauses` those in which nothing was read: both are
        `suspensions`, each with whether a deadline begins anew after it."""
        self.stretches = stretches
        self._starts = [stretch.start for stretch in stretches]
        self.possible = possible
        self._possible_starts = [start for start, _ in possible]
        self._gaps = Touching(gaps)
        self.suspensions, self._over_by = pauses if not gaps else suspended(gaps, pauses.suspensions)

    def at(self, t: int) -> Stretch | None:
        """The stretch that holds the moment `t`."""
        found = bisect_right(self._starts, t) - 1
        return self.stretches[found] if found >= 0 and t <= self.stretches[found].end else None

    def before(self, t: int) -> Stretch | None:
        """The last stretch that had begun by the moment `t`."""
        found = bisect_right(self._starts, t) - 1
        return self.stretches[found] if found >= 0 else None

    def places(self, times: Sequence[int]) -> Iterator[range]:
        """At which places of these times, which are in order, a stretch holds the moment."""
        at = 0
        while at < len(times):
            found = bisect_right(self._starts, times[at]) - 1
            until = self._starts[found + 1] if found + 1 < len(self._starts) else INF
            following = bisect_left(times, until, at)
            if found >= 0 and times[at] <= self.stretches[found].end:
                yield range(at, bisect_right(times, self.stretches[found].end, at, following))
            at = following

    def possibly(self, since: int, until: int) -> bool:
        """Whether at some instant from `since` to `until` the session was possibly subscribed and allowed."""
        found = bisect_right(self._possible_starts, until) - 1
        return found >= 0 and self.possible[found][1] >= since

    def broken(self, since: int, until: int) -> bool:
        """Whether there was no connection at some instant from `since` to `until` of a resumed stretch."""
        return self._gaps.any(since, until)

    def deadline(self, since: int, length: int) -> int:
        """When `length` ns have passed since `since`: a pause suspends them, a recovered resume lets them begin
        anew. INF where reading was never taken up again."""
        left, now = length, since
        for at in range(bisect_right(self._over_by, since), len(self.suspensions)):
            start, end, anew = self.suspensions[at]
            if end <= now:
                continue
            if start >= now + left:
                break
            left = length if anew else left - max(0, start - now)
            now = end
        return min(INF, now + left)


class Windows:
    """Every window of a history."""

    def __init__(self, facts: Facts) -> None:
        """Work out all of them."""
        rights = cache(lambda person, channel: allowed(facts, person, channel))
        pauses = cache(lambda session: pauses_of(facts, session))
        self._facts = facts
        self._audience: dict[str, list[Session]] = {}
        self._windows: dict[tuple[Session, str], Window] = {}
        for (session, channel), subscription in subscriptions(facts, lambda p, c: rights(p, c).revocations).items():
            self._audience.setdefault(channel, []).append(session)
            permission = rights(session.person, channel)
            self._windows[session, channel] = Window(
                _stretches(subscription, permission, facts.grace),
                _possible(subscription, permission, facts.grace),
                subscription.gaps,
                pauses(session),
            )
        self._reach: dict[tuple[Session, str], int] | None = None
        self._held: dict[tuple[str, bool], tuple[list[Session], Held]] = {}

    def of(self, session: Session, channel: str) -> Window | None:
        """The window of a session on a channel; None where it never asked for it nor was joined to it."""
        return self._windows.get((session, channel))

    def audience(self, channel: str) -> list[Session]:
        """Every session that at some time was, or asked to be, subscribed to a channel."""
        return self._audience.get(channel, [])

    def entitled(self, channel: str, t: int, *, before: bool = False) -> Iterator[tuple[Session, Window, Stretch]]:
        """The sessions of the audience with a stretch that holds the moment `t`. With `before`, those with one that
        had begun by then, but for sessions to which nothing can be due any more: their right had ended, and nothing
        arrived or was written since that they received."""
        if (channel, before) not in self._held:
            self._held[channel, before] = self._spans(channel, before=before)
        sessions, held = self._held[channel, before]
        last = None
        for place in held.at(t):
            session = sessions[place]
            if session is last:
                continue
            last, window = session, self._windows[session, channel]
            stretch = window.before(t) if before else window.at(t)
            if stretch is not None:
                yield session, window, stretch

    def _spans(self, channel: str, *, before: bool) -> tuple[list[Session], Held]:
        """When each session of a channel is to be asked, in the order of the audience."""
        found: list[tuple[Session, Interval]] = []
        for session in self.audience(channel):
            stretches = self._windows[session, channel].stretches
            if before and stretches:
                ends = (max(stretch.end, stretch.rights_until) for stretch in stretches)
                until = max(*ends, self._received_until(session, channel))
                found.append((session, (stretches[0].start, until)))
            elif not before:
                found += [(session, (stretch.start, stretch.end)) for stretch in stretches]
        return [session for session, _ in found], Held([span for _, span in found])

    def _received_until(self, session: Session, channel: str) -> int:
        """When the session received its last event of a channel, or that was written, whichever is later."""
        if self._reach is None:
            self._reach = {}
            for arrival in self._facts.arrivals:
                key = (arrival.session, arrival.recv.channel or "")
                written = 0 if arrival.expected is None else arrival.expected.write.invoke.t
                self._reach[key] = max(self._reach.get(key, 0), written, arrival.recv.t)
        return self._reach.get((session, channel), 0)


def pauses_of(facts: Facts, session: Session) -> Pauses:
    """When nothing was read by a session, or nothing could reach it."""
    return suspended((), [(*span, False) for span in facts.suspensions(session)])


def _stretches(subscription: Subscription, rights: Allowed, grace: int) -> list[Stretch]:
    result = []
    first = 0
    asked = sorted(claim.start for claim in subscription.claims)
    for spell in subscription.spells:
        revoked = rights.revocations.next_begin(spell.start)
        while first < len(rights.certain) and rights.certain[first].end < spell.start:
            first += 1
        connection = spell.connection
        closed_by_it = connection.dismissed and connection.superseded is None and connection.deaf is None
        closed_by_it &= spell.end >= connection.listening_until()
        for at in range(first, len(rights.certain)):
            right = rights.certain[at]
            if right.start > min(spell.end, revoked):
                break
            until = min(revoked, right.end)
            start, end = max(spell.start, right.start), min(spell.end, until)
            if start <= end:
                rows = (spell.row,) if right.row is None else tuple(sorted((right.row, spell.row)))
                dismissed = connection.closed if closed_by_it else None
                later = bisect_left(asked, end)
                same = end if grace else asked[later] if later < len(asked) else INF
                same = same if connection.deaf is None else max(end, min(same, connection.deaf))
                contested = rights.revocations.meets_another(until)
                result.append(Stretch(start, end, rows, spell.position, until, spell.end, dismissed, same, contested))
    return result


def _possible(subscription: Subscription, rights: Allowed, grace: int) -> list[Interval]:
    claimed = []
    for claim in subscription.claims:
        revoked = rights.revocations.over_by(claim.start if claim.answered is None else claim.answered)
        claimed.append((claim.start, min(claim.end, revoked + grace)))
    return _common(merged(claimed), rights.possible)


def _common(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """The instants in both."""
    result, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start <= end:
            result.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result
