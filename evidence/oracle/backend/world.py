"""The state of a simulated backend and its clients, and the rows they leave."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lockstep.history.rows import AnyRow, Effect, Header, Position

from evidence.oracle.backend.clock import Clock
from evidence.oracle.plan import Plan

_START_MS = 1_000_000.0


@dataclass(eq=False)
class Event:
    """An event as the backend published it; `w` is its write, or None."""

    number: int
    kind: str
    channel: str
    w: str | None = None
    entity: str | None = None
    version: int | None = None
    seq: int | None = None
    epoch: str | None = None
    payload: Any = None
    sent: str | None = None
    author: str | None = None
    durable: bool = True
    coalesce: bool = False
    recipients: tuple[str, ...] | None = None
    last: bool = False
    marker: bool = False
    at: float = 0.0

    def effect(self, ids: bool, versions: bool, known: bool = True) -> Effect:
        """What an answer says of it; of a create whose answer was lost, neither id nor version is known."""
        return Effect(
            kind=self.kind,
            channel=self.channel,
            entity=self.entity if ids and known else None,
            version=self.version if versions and known else None,
            recipients=self.recipients,
            durable=self.durable,
            coalesce=self.coalesce,
            last=self.last,
            sent=self.sent,
        )


@dataclass
class Channel:
    """A channel's numbers and the events it still has."""

    seq: int = 0
    log: list[Event] = field(default_factory=list)


@dataclass
class Entity:
    """What something is now."""

    channel: str
    version: int
    payload: Any
    alive: bool = True


@dataclass(eq=False)
class Connection:
    """One connection, as the server and the client have it."""

    name: str
    session: str
    serving: bool = True
    cut: bool = False
    over: bool = False
    paused: bool = False
    caught_up: float = 0.0
    """When everything that waited for a reader which paused has certainly come (ms)."""
    frames: int = 0
    sent_until: float = 0.0
    """When what was sent last over this connection has reached the server."""
    asking: int = 0
    """Requests on this connection that are not answered yet; nobody pauses before their answers, save a resume's."""
    subscribed: set[str] = field(default_factory=set)
    resuming: set[str] = field(default_factory=set)
    """Channels of which a resume is asked for and not yet answered: nobody subscribes to them as well."""
    lanes: dict[Any, float] = field(default_factory=dict)
    held: list[Callable[[], None]] = field(default_factory=list)
    """What has come while reading paused: how it is read."""
    waiting: dict[str, Event] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return self.session.partition("/")[0]

    @property
    def where(self) -> dict[str, Any]:
        return {"person": self.person, "session": self.session, "conn": self.name}


@dataclass(eq=False)
class Session:
    """One device: its connection, what it wants, and how far it has got."""

    name: str
    conn: Connection | None = None
    conns: int = 0
    wanted: set[str] = field(default_factory=set)
    reached: dict[str, Position] = field(default_factory=dict)
    standing: set[str] = field(default_factory=set)
    """Channels of which the server remembers the subscription over a cut."""


@dataclass(eq=False)
class Fault:
    """A declared fault that is on."""

    does: str
    session: str | None
    until: float
    delay: float


class World:
    """Everything there is."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.setting = plan.setting
        self.promises = plan.setting.promises
        self.clock = Clock()
        self.rows: list[AnyRow] = []
        self.epoch = 1
        self.channels: dict[str, Channel] = {}
        self.allowed: set[tuple[str, str]] = set()
        self.entities: dict[str, Entity] = {}
        self.sessions: dict[str, Session] = {}
        self.conns: list[Connection] = []
        self.faults: list[Fault] = []
        self.answers: dict[tuple[str, str], Any] = {}
        self.shown: dict[str, bool] = {}
        self.leaving: set[tuple[str, str]] = set()
        self._numbers: dict[str, int] = {}
        self.row(
            Header(
                scenario="0123456789ab",
                title="simulated",
                seed=plan.seed,
                target="none",
                promises=self.promises,
                budgets=self.setting.budgets,
            )
        )

    def row(self, row: AnyRow) -> AnyRow:
        """Append a row, observed now."""
        row.i = len(self.rows)
        moment = round((_START_MS + self.clock.now) * 1_000_000)
        row.t = max(moment, self.rows[-1].t + 1000) if self.rows else moment
        self.rows.append(row)
        return row

    @property
    def moment(self) -> int:
        """Now, in nanoseconds of the history's clock."""
        return max(round((_START_MS + self.clock.now) * 1_000_000), self.rows[-1].t)

    def chance(self, *key: object) -> float:
        """A number from 0 to 1 that depends on the plan's seed and the key alone."""
        whole = hashlib.blake2b(f"{self.plan.seed} {key}".encode(), digest_size=4).digest()
        return int.from_bytes(whole, "big") / 2**32

    def number(self, of: str) -> int:
        """The next number of a kind, from 1."""
        self._numbers[of] = self._numbers.get(of, 0) + 1
        return self._numbers[of]

    def channel(self, name: str) -> Channel:
        return self.channels.setdefault(name, Channel())

    def session(self, name: str) -> Session:
        return self.sessions.setdefault(name, Session(name))

    def may(self, person: str, channel: str) -> bool:
        return not self.setting.rights or (person, channel) in self.allowed

    def position(self, channel: str) -> Position | None:
        """Where a channel is now; None where events carry no numbers."""
        if not self.promises.numbers:
            return None
        return Position(f"e{self.epoch}", self.channel(channel).seq)
