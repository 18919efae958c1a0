"""The facts of a history: its rows, read once and in order, indexed for every property.

Only rows up to the first `end` count. Times are nanoseconds of the history's clock; order of arrival is the order of
the rows. What arrives on a superseded connection counts for leaks only. A resume that asks for less than was already
received asks for *repeats*: rows up to the highest number received before are left to P16.

Evidence of absence: without `end`, or without `settled` after the last write, nothing can be said to be absent;
`Facts.unfenced` then says why. Raises ValueError where the rows do not begin with a header.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from lockstep.checks.facts.fault_windows import Declared
from lockstep.checks.facts.sessions import MS, Connection, Roster, Session
from lockstep.checks.facts.writes import Expected, Write, writes_of
from lockstep.history.rows import (
    AnyRow,
    Close,
    Continue,
    End,
    Fail,
    Fault,
    Grant,
    Header,
    Info,
    Invoke,
    Name,
    Ok,
    Open,
    Pause,
    Promised,
    Read,
    Recv,
    Resume,
    Revoke,
    Row,
    Settled,
    Snapshot,
    Subscribe,
    Unsubscribe,
)

Role = Literal["first", "again", "repeat", "redelivered", "superseded", "phantom", "shared", "timer"]


@dataclass(slots=True, eq=False)
class Arrival:
    """One received event, and what the pairing makes of it: which effect of which write it is, in which role."""

    recv: Recv
    session: Session
    role: Role = "phantom"
    expected: Expected | None = None
    early: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts for the session at all (a superseded connection does not)."""
        return self.role != "superseded"


@dataclass(slots=True)
class Rights:
    """Rows about one person's right to one channel."""

    grants: list[Grant] = field(default_factory=list)
    revokes: list[Revoke] = field(default_factory=list)


class Facts:
    """What a history says, indexed."""

    def __init__(self, rows: Sequence[AnyRow]) -> None:
        """Read the rows. Raises ValueError where the first is no header."""
        if not rows or not isinstance(rows[0], Header):
            raise ValueError("a history begins with a header row")
        self.header = rows[0]
        self.promises = rows[0].promises
        self.start = rows[0].t
        self.rows: list[AnyRow] = []
        self.end: End | None = None
        self.settled: Settled | None = None
        self.names: dict[str, str] = {}
        self.roster = Roster()
        self.arrivals: list[Arrival] = []
        self.looks: list[Read | Snapshot] = []
        self.subscriptions: list[Subscribe | Unsubscribe | Resume] = []
        self.rights: dict[tuple[str, str], Rights] = {}
        self.granted_channels: set[str] = set()
        self.faults: list[Fault] = []
        self._invokes: list[Invoke] = []
        self._outcomes: list[Ok | Fail | Info] = []
        self._last_write = -1
        self._top: dict[tuple[Session, str], dict[str | int | None, int]] = {}
        self._floor: dict[tuple[Connection, str], dict[str | int | None, int]] = {}
        self.declared = Declared()
        self._read(rows)
        self.declared.read(self.faults, self.roster)
        self.writes: dict[str, Write] = writes_of(self._invokes, self._outcomes)
        self.tolerance = round((self.end.tolerance_ms or 0) * MS) if self.end else 0
        self.loss = round(self.header.budgets.loss_ms * MS)
        self.grace = round(self.promises.grace_ms * MS)

    def _read(self, rows: Sequence[AnyRow]) -> None:
        take: dict[type[Row], Callable[[Any], None]] = {
            Recv: self._recv,
            Invoke: self._invoke,
            Ok: self._outcome,
            Fail: self._outcome,
            Info: self._outcome,
            Read: self.looks.append,
            Snapshot: self.looks.append,
            Subscribe: self._subscription,
            Unsubscribe: self._subscription,
            Resume: self._resume,
            Grant: self._grant,
            Revoke: self._revoke,
            Open: self.roster.open,
            Close: self._close,
            Pause: self.roster.pause,
            Continue: self.roster.pause,
            Fault: self.faults.append,
            Name: self._name,
            Promised: self._promised,
            Settled: self._settle,
        }
        for row in rows:
            self.rows.append(row)
            if isinstance(row, End):
                self.end = row
                break
            taken = take.get(type(row))
            if taken is not None:
                taken(row)

    def _invoke(self, row: Invoke) -> None:
        self._invokes.append(row)
        self._last_write = row.i

    def _outcome(self, row: Ok | Fail | Info) -> None:
        self._outcomes.append(row)
        self._last_write = row.i

    def _grant(self, row: Grant) -> None:
        self.rights.setdefault((row.person or "", row.channel), Rights()).grants.append(row)
        self.granted_channels.add(row.channel)

    def _revoke(self, row: Revoke) -> None:
        self.rights.setdefault((row.person or "", row.channel), Rights()).revokes.append(row)

    def _close(self, row: Close) -> None:
        self.roster.close(row)
        if row.code in self.promises.slow_codes:
            self.roster.connection_of(row).dismissed = False  # not on purpose: its reader was too slow

    def _name(self, row: Name) -> None:
        self.names[row.ref] = row.label

    def _promised(self, row: Promised) -> None:
        self.promises = row.promises

    def _settle(self, row: Settled) -> None:
        self.settled = row

    def _recv(self, row: Recv) -> None:
        connection = self.roster.connection_of(row)
        superseded = connection.superseded is not None
        if not superseded:
            connection.last_frame = row.t
        if not row.event:
            return
        arrival = Arrival(row, connection.session)
        self.arrivals.append(arrival)
        if superseded:
            arrival.role = "superseded"
        elif row.durable and row.seq is not None and row.channel is not None:
            floor = self._floor.get((connection, row.channel))
            if floor is not None and row.seq <= floor.get(row.epoch, -1):
                arrival.role = "repeat"
            top = self._top.setdefault((connection.session, row.channel), {})
            top[row.epoch] = max(row.seq, top.get(row.epoch, row.seq))

    def _subscription(self, row: Subscribe | Unsubscribe | Resume) -> None:
        self.subscriptions.append(row)
        connection = self.roster.connection_of(row)
        if row.phase != "requested" and connection.superseded is None:
            connection.last_frame = row.t  # the server said it in a frame

    def _resume(self, row: Resume) -> None:
        self._subscription(row)
        if row.phase != "requested":
            return
        connection = self.roster.connection_of(row)
        for channel, position in row.asked.items():
            top = self._top.get((connection.session, channel), {})
            if position.seq is not None and position.epoch in top and position.seq < top[position.epoch]:
                self._floor[connection, channel] = {position.epoch: top[position.epoch]}

    @cached_property
    def unfenced(self) -> str:
        """Why nothing can be said to be absent from this history; empty where it can."""
        if self.end is None:
            return "the history has no end, so what is not in it may only have been cut off"
        if self.settled is None or self.settled.i < self._last_write:
            return "nothing was settled after the last write, so what did not arrive may still have been on its way"
        return ""

    @cached_property
    def silent(self) -> list[Connection]:
        """Open connections that made no round trip when the history was settled."""
        names = self.settled.silent if self.settled else ()
        found = (self.roster.connections.get(name) for name in names)
        return [connection for connection in found if connection is not None and connection.closed is None]

    @property
    def looked_ms(self) -> float | None:
        """How long after the last write's outcome the history was settled; None where absence cannot be judged."""
        if self.settled is None or self.unfenced:
            return None
        acts = [row.t for row in self._outcomes if not row.marker] or [row.t for row in self._outcomes]
        return round((self.settled.t - max(acts, default=self.start)) / MS, 3)

    def delay(self, channel: str, since: int, until: int, session: Session | None = None) -> int:
        """What declared faults add to a delivery in this channel, to this session, between two moments, in ns."""
        return self.declared.delay(channel, since, until, session)

    def suspensions(self, session: Session) -> list[tuple[int, int]]:
        """When nothing was read by a session or could pass to it, which suspends every deadline."""
        return [*self.roster.pauses.get(session, ()), *self.declared.holds(session)]

    def is_shared(self, channel: str) -> bool:
        """Whether events of strangers are legal in this channel."""
        return channel.startswith(self.promises.shared) if self.promises.shared else False
