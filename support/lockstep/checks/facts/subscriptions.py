"""Subscriptions: when a session was possibly and when certainly subscribed to a channel, from its rows.

*Possibly* from the request until the acknowledgement of the unsubscribing, a refusal, or the end of the connection;
*certainly* from the acknowledgement until the request to unsubscribe. What the server joins by itself may have
been joined from the moment the connection was asked for. A revocation ends the subscription with the right, so that
a new grant needs a new subscription; one that was asked for before the grace of a revocation was over may have ended
with it, too. A close ends it too (asked by us: at the request, else at the last frame
received); resumed as recovered, it goes on unbroken. Resumed as not recovered, a new one begins after the position
the server names; where it names none, nothing is certain.
See docs/properties.md, "Windows".
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.rights import Interval, Revocations
from lockstep.checks.facts.sessions import INF, Connection, Session
from lockstep.history.rows import Position, Resume, Resumed, Subscribe, Unsubscribe


@dataclass(slots=True, eq=False)
class Claim:
    """A subscription that may have stood from `start` to `end` (ns); `answered` once the server confirmed it."""

    connection: Connection
    start: int
    ref: str | None = None
    answered: int | None = None
    end: int = INF


@dataclass(slots=True, eq=False)
class Spell:
    """A subscription that stood from `start` to `end` (ns), rights apart; `row` confirmed it, `position` is where
    the server said it begins."""

    connection: Connection
    start: int
    row: int
    position: Position | None
    end: int = INF


@dataclass(slots=True, eq=False)
class Subscription:
    """One session and one channel; `gaps` are times between a close and a recovered resume."""

    revocations: Revocations
    grace: int = 0
    claims: list[Claim] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    gaps: list[Interval] = field(default_factory=list)
    _asked: list[Claim] = field(default_factory=list)
    _standing: dict[Connection, list[Claim]] = field(default_factory=dict)
    _current: Spell | None = None
    _left_at: int = -1
    _leaving: list[tuple[Connection, int]] = field(default_factory=list)

    def read(self, row: Subscribe | Unsubscribe, connection: Connection) -> None:
        """Take in what was asked or said about this channel."""
        match row:
            case Subscribe(phase="requested"):
                self._ask(connection, row.t, row.ref)
            case Subscribe(phase="done"):
                asked = self._answer(connection, row.t, row.ref)
                self._begin(connection, asked, row.t, row.i, row.position)
            case Subscribe():
                self._refuse(connection, row.t, row.ref)
            case Unsubscribe(phase="requested"):
                self._left_at = row.t
                self._leaving.append((connection, row.t))
                self._end(row.t)
            case Unsubscribe(phase="done"):
                self._left(connection, row.t)
            case Unsubscribe():
                self._asked_to_leave(connection, row.t)
                self._begin(connection, row.t, row.t, row.i, None)

    def ask_to_resume(self, connection: Connection, t: int) -> None:
        """The session asked to go on with this channel."""
        self._ask(connection, t, None)

    def resume(self, row: Resume, connection: Connection, claimed: Resumed | None) -> None:
        """The server said of this channel whether it goes on; None: it did not mention it, or refused."""
        if row.phase == "refused" or claimed is None:
            self._refuse(connection, row.t, None)
            return
        asked = self._answer(connection, row.t, None)
        if _is_replaced(connection, row.t):
            return
        current = self._current
        deaf = current is not None and current.connection.deaf is not None
        if (
            claimed.recovered
            and current is not None
            and not deaf
            and self.revocations.next_begin(current.start) > row.t
        ):
            if current.connection is not connection:
                self.gaps.append((current.connection.listening_until(), row.t))
                current.connection = connection
        elif claimed.recovered or claimed.end is not None:
            self._end(row.t)
            start = claimed.start - 1 if claimed.start is not None else None
            position = Position(None, start if claimed.recovered else claimed.end)
            self._begin(connection, asked, row.t, row.i, position)

    def finish(self) -> None:
        """All rows were read: what still stands, stands as long as its connection."""
        self._end(INF)
        for spell in self.spells:
            spell.end = min(spell.end, spell.connection.listening_until())
        self.spells = [spell for spell in self.spells if spell.start <= spell.end]
        for claim in self.claims:
            claim.end = min(claim.end, INF if claim.connection.closed is None else claim.connection.closed)

    def _ask(self, connection: Connection, t: int, ref: str | None) -> None:
        claim = Claim(connection, t, ref)
        self.claims.append(claim)
        self._asked.append(claim)

    def _answer(self, connection: Connection, t: int, ref: str | None) -> int:
        """Note that the oldest open request was granted; returns when it was made, or `t` where there was none."""
        claim = self._take(connection, ref)
        if claim is None:
            begun = connection.asked if connection.asked is not None else connection.opened
            self.claims.append(Claim(connection, t if begun is None else begun, answered=t))
            self._standing.setdefault(connection, []).append(self.claims[-1])
            return t
        claim.answered = t
        self._standing.setdefault(connection, []).append(claim)
        return claim.start

    def _refuse(self, connection: Connection, t: int, ref: str | None) -> None:
        claim = self._take(connection, ref)
        if claim is not None:
            claim.end = min(claim.end, t)

    def _take(self, connection: Connection, ref: str | None) -> Claim | None:
        self._asked = [claim for claim in self._asked if claim.connection is connection]
        for claim in self._asked:
            if ref is None or claim.ref in {None, ref}:
                self._asked.remove(claim)
                return claim
        return None

    def _begin(self, connection: Connection, asked: int, t: int, row: int, position: Position | None) -> None:
        """A subscription asked for at `asked` stands from `t` on, unless a revocation or a leave crossed it, or this
        connection was replaced."""
        if _is_replaced(connection, t):
            return
        if self._current is not None and self._current.connection is not connection:
            self._end(self._current.connection.listening_until())
        if self._current is not None and self.revocations.next_begin(self._current.start) > t:
            self._current.position = _more_exact(self._current.position, position)
            return
        self._end(t)
        if not self.revocations.overlaps(asked - self.grace, t) and self._left_at <= asked:
            self._current = Spell(connection, t, row, position)
            self.spells.append(self._current)

    def _end(self, t: int) -> None:
        if self._current is not None:
            self._current.end = min(self._current.end, t)
            self._current = None

    def _asked_to_leave(self, connection: Connection, t: int) -> int:
        """When the oldest open request to leave was made; `t` where there is none: the server did it by itself."""
        self._leaving = [request for request in self._leaving if request[0] is connection]
        return self._leaving.pop(0)[1] if self._leaving else t

    def _left(self, connection: Connection, t: int) -> None:
        asked = self._asked_to_leave(connection, t)
        if self._current is not None and self._current.start <= asked:
            self._end(t)
        standing = self._standing.get(connection, [])
        for claim in (*standing, *self._asked):
            if claim.connection is connection and claim.start <= asked:
                claim.end = min(claim.end, t)
        self._standing[connection] = [claim for claim in standing if claim.end == INF]


def _is_replaced(connection: Connection, t: int) -> bool:
    return connection.superseded is not None and connection.superseded <= t


def _more_exact(known: Position | None, told: Position | None) -> Position | None:
    """The position of a subscription, where a second answer adds the epoch that the first did not tell."""
    if known is None or told is None or known.epoch is not None or known.seq != told.seq:
        return known
    return told


def subscriptions(
    facts: Facts, revocations: Callable[[str, str], Revocations]
) -> dict[tuple[Session, str], Subscription]:
    """Every session's subscription to every channel that a row speaks of; `revocations` of a person and channel."""
    found: dict[tuple[Session, str], Subscription] = {}

    def of(session: Session, channel: str) -> Subscription:
        if (session, channel) not in found:
            found[session, channel] = Subscription(revocations(session.person, channel), facts.grace)
        return found[session, channel]

    resuming: dict[Connection, set[str]] = {}
    for row in facts.subscriptions:
        connection = facts.roster.connection_of(row)
        if not isinstance(row, Resume):
            of(connection.session, row.channel).read(row, connection)
        elif row.phase == "requested":
            resuming[connection] = set(row.asked)
            for channel in row.asked:
                of(connection.session, channel).ask_to_resume(connection, row.t)
        else:
            for channel in sorted(resuming.pop(connection, set()) | set(row.claims)):
                of(connection.session, channel).resume(row, connection, row.claims.get(channel))
    for subscription in found.values():
        subscription.finish()
    return found
