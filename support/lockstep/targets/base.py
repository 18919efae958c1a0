"""What an adapter is: the one place that knows a backend's requests, frames and rules.

An adapter turns acts of the domain into requests (`perform`), says which events a write must cause
(`effects`) and whose rights it changes (`rights`), and turns frames into normalised events (`normalise`).
It keeps no history and judges nothing: the suite records around it. Everything but `start`, `connect_args`,
`codec`, `perform`, `effects` and `normalise` has a default; the defaults are those of a server that knows of nothing
but topics: no accounts, no companies, no membership, no reads. What a target cannot do it leaves out of `needs_met`.

Conventions: persons are known by their name in the scenario ("Ana"); channels and entities are strings such as
`chatroom:7` and `message:19`; operations are verbs of the domain such as `post_message`, listed by the adapter.
"""

import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

from lockstep.clients.dialects.base import Codec, Frame
from lockstep.history.rows import Effect, Phase, Position, Promises, Resumed, Shown, Via


class TargetFaultError(Exception):
    """The backend under test cannot be used (not reachable, not ready, died); one sentence for people."""


@dataclass(slots=True, eq=False)
class Identity:
    """A person's account at the target. `secrets` are replaced wherever they would be written down."""

    person: str
    id: str = ""
    company: str = ""
    email: str = ""
    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def secrets(self) -> list[str]:
        """Values that no log and no report may show."""
        return [value for value in (self.password, self.access_token, self.refresh_token) if value]


@dataclass(frozen=True, slots=True)
class Write:
    """A write that `person` makes. `w` is its id (and, where the target can carry it, the events' cause)."""

    w: str
    person: str
    operation: str
    fields: dict[str, Any]
    via: Via = "api"
    key: str | None = None
    attempt: int = 1
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a write. `outcome` as in the history: ok, fail (refused) or info (nobody knows).

    status: the HTTP status, or the socket error's code, or a word for what happened to the connection.
    entity, version: what was written, at which version. payload: the projected entity. body: all of it.
    schema: None, or "path: reason" where the answer breaks the adapter's schema. raw: the exchange as text.
    """

    outcome: Literal["ok", "fail", "info"]
    status: str
    entity: str | None = None
    version: int | None = None
    payload: Any = None
    body: Any = None
    schema: str | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What a read showed; `position` is set where the read is a snapshot of a channel."""

    status: str
    shows: tuple[Shown, ...] = ()
    position: Position | None = None
    complete: bool = True
    body: Any = None
    schema: str | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A normalised event. `sent` holds the fields a writer supplied, as in the write that caused it; `position` is
    where a session that received it goes on from, for targets whose events carry no numbers."""

    kind: str
    channel: str
    entity: str | None = None
    version: int | None = None
    seq: int | None = None
    epoch: str | int | None = None
    payload: Any = None
    sent: Any = None
    author: str | None = None
    cause: str | None = None
    redelivery: str | None = None
    durable: bool = True
    marker: bool = False
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A change of what a person may hear."""

    change: Literal["grant", "revoke"]
    person: str
    channel: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a control frame says of the connection itself: a subscription that stands, ended or was refused, or
    what the server claims of a resume. A resume that is done without `claims` recovered all that was asked for."""

    about: Literal["authenticated", "subscribe", "unsubscribe", "resume"]
    phase: Phase
    channel: str | None = None
    position: Position | None = None
    claims: dict[str, Resumed] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConnectArgs:
    """How to open a socket. `first` are messages to send at once (an authenticate frame, say); `how` says in a
    word where the token goes. `greeted` false: the server, which greets others, says nothing before the command
    `resume` that follows. `channels` are those that a connection opened like this hears by that alone, `since`
    the positions after which it asks, by that alone, to be given what it missed."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()
    first: tuple[str | bytes, ...] = ()
    how: str = ""
    greeted: bool = True
    channels: tuple[str, ...] = ()
    since: dict[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """One part of the target, tried: `part` is API, socket, database or disk."""

    part: str
    healthy: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KnownDefect:
    """A defect of the target that is known: `property` violated in `scenario` (its title) is counted *known*, and
    so is the failure of `step` there, if one is named, with its keyword as it is written. A defect that shows no
    longer fails the scenario, unless it shows only `sometimes`: then `reason` says on what that depends, and where
    it does not show the scenario has passed."""

    property: str
    scenario: str
    reason: str
    step: str = ""
    sometimes: bool = False


class Act(Protocol):
    """Lets a person make one write, and records it."""

    async def __call__(self, identity: Identity, operation: str, /, **fields: Any) -> Answer:
        """Make the write. Raises nothing for what is answered."""


class LocalProcess(Protocol):
    """A backend's process that the suite started and may break; `database` is its file, where it has one."""

    database: Path | None

    @property
    def pid(self) -> int | None:
        """Its pid while it runs."""

    def signal(self, number: int) -> None:
        """Send it a signal."""

    async def end(self, number: int) -> int:
        """Send it a signal that ends it, wait until it has, and return its exit code. Raises TargetFaultError."""

    async def again(self) -> None:
        """Start it again, on the same port and with the same data. Raises TargetFaultError."""


class Target(ABC):
    """An adapter of one backend."""

    name: ClassVar[str]
    needs_met: frozenset[str] = frozenset()
    promises: ClassVar[Promises] = Promises()
    known_defects: ClassVar[tuple[KnownDefect, ...]] = ()
    held: ClassVar[frozenset[str]] = frozenset()
    """Names of scenarios, examples filled in, that may not be skipped on this target."""
    minimum: int = 0
    """How many scenarios, rows counted, must have been executed of a selection of as many or more."""
    longest_message: ClassVar[int] = 1_000
    greets: ClassVar[bool] = False
    """Whether the server says in so many words that a connection was let in (a notice "authenticated")."""

    load_profile: ClassVar[str] = ""
    """The `lockstep.targets.load_profile.LoadProfile` that loads this target at full speed, as `module:Class`; empty:
    none."""

    secret_names: ClassVar[tuple[str, ...]] = ()
    """Names whose values are secret here, beside passwords, tokens and the like; case, dashes and underscores do not
    matter."""

    api_base_url: str = ""
    websocket_url: str = ""

    @abstractmethod
    async def start(self) -> None:
        """Start or reach the backend; ready means that HTTP and WebSocket both answer. Raises TargetFaultError."""

    def variant(self, **settings: str) -> "Target":
        """Another target of this kind, not yet started, whose backend has these settings of its own. Only where the
        need `local` is met. Raises TargetFaultError."""
        raise TargetFaultError(f"target {self.name} cannot be started with other settings: {', '.join(settings)}")

    def promised(self) -> Promises:
        """What this target promises with the settings it was made with."""
        return self.promises

    def process(self) -> LocalProcess | None:
        """The backend's process, where the suite started it, and may break it and start it again."""
        return None

    def pid(self) -> int | None:
        """The pid of a backend that the suite started here, to measure what it uses; None: there is none."""
        process = self.process()
        return None if process is None else process.pid

    def go_to(self, api_base_url: str, websocket_url: str) -> None:
        """Speak to these addresses from now on (a relay's, say)."""
        self.api_base_url, self.websocket_url = api_base_url, websocket_url

    async def stop(self) -> None:
        """Stop what `start` started, and nothing else."""

    async def health(self) -> list[Health]:
        """Try every part; an unhealthy one is a row, not an exception."""
        return []

    def alive(self) -> bool:
        """False once a backend that `start` started has died by itself."""
        return True

    @abstractmethod
    def connect_args(
        self,
        identity: Identity,
        channels: tuple[str, ...] = (),
        *,
        how: str = "",
        since: dict[str, Position] | None = None,
    ) -> ConnectArgs:
        """Where and how this person opens a socket; `channels` are those to hear where connecting subscribes, `how`
        chooses where the token goes. `since`: what followed these positions is asked for, by the address itself
        (then the answer's `since` says so) or by the command `resume`, which follows. Raises LookupError for a `how`
        that the target does not have."""

    @abstractmethod
    def codec(self) -> Codec:
        """A codec for one new connection."""

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """Give a person an account in the company of these colleagues, or, without any, in a company of its own; by
        acts, so that set-up is in the history too. Fills in the identity. By default there is nothing to do but to
        be somebody. Raises TargetFaultError."""
        del act
        identity.id = f"user:{uuid.uuid4().hex}"
        identity.company = colleagues[0].company if colleagues else f"company:{uuid.uuid4().hex}"

    async def open_chatroom(self, name: str, founder: Identity, members: list[Identity], act: Act) -> str:
        """Let there be a private chatroom of the founder with these members, by acts, and return its channel. By
        default a chatroom is a topic, there as soon as somebody names it. Raises TargetFaultError."""
        del name, founder, members, act
        return f"chatroom:{uuid.uuid4().hex}"

    async def admit(self, channel: str, founder: Identity, member: Identity, act: Act) -> None:
        """Let somebody else be in a chatroom, by acts. By default there is nothing to do: listening makes somebody
        a member. Raises TargetFaultError."""
        del channel, founder, member, act

    async def position(self, channel: str) -> Position | None:
        """Where in a channel's events a subscription begins that was just made by connecting, for targets that can
        tell; so that who hears nothing before the connection is cut can say what was missed."""
        del channel
        return None

    def wait_at_most(self, identity: Identity, seconds: float) -> None:
        """Let somebody's program wait only so long for an answer of the API. Raises TargetFaultError."""
        del identity, seconds
        raise TargetFaultError(f"target {self.name} does not define how long to wait for an answer")

    @abstractmethod
    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Make the write over the API. Never raises for what the backend answers."""

    def sent(self, write: Write) -> Any:
        """The fields the writer supplies, in the form in which `Event.sent` carries them; None if it has none."""
        del write
        return None

    def where(self, write: Write) -> str | None:
        """The channel in which the write's effect is due, as far as the write itself tells."""
        del write
        return None

    def command(self, write: Write) -> tuple[str, Any] | None:
        """The socket command (kind, data) that makes this write; None where it can only be made over the API."""
        del write
        return None

    def answered(self, write: Write, frame: Frame) -> Answer:
        """The answer to a write made over the socket."""
        raise TargetFaultError(f"target {self.name} has no writes over the socket, but {write.operation} was asked")

    @abstractmethod
    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """The events this write must cause, given its answer."""

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        """Whose rights the write changes; before the answer is known (None), as far as the write itself tells."""
        del write, answer
        return []

    @abstractmethod
    def normalise(self, frame: Frame) -> list[Event]:
        """The events of an event frame: none, one or many."""

    def notices(self, frame: Frame) -> list[Notice]:
        """What a control frame says of subscriptions and resumption."""
        del frame
        return []

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """The commands (kind, data) that a client must send by itself when this frame came: a heartbeat's answer,
        say, an acknowledgement, or a poll that the server wants to have pending. They carry no reference."""
        del frame
        return []

    def answers(self, frame: Frame) -> bool:
        """Whether this control frame is the answer to the command that its reference names."""
        return frame.ref is not None

    def refusal(self, frame: Frame) -> str | None:
        """Why the command was refused that this control frame answers; None when it was not."""
        del frame
        return None

    def schema_of(self, frame: Frame) -> str | None:
        """None, or "path: reason" where the frame breaks the adapter's hand-written schema."""
        del frame
        return None

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """Read over the API."""
        raise TargetFaultError(f"target {self.name} has no read {operation!r}: its adapter defines none")

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """The command (kind, data) that subscribes to a channel; None where connecting does: then a session that
        wants to hear another channel opens a new connection, for all of them."""
        del channel
        return None

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """The command that ends a subscription; None where only closing does: then a session opens a new connection
        for the other channels."""
        del channel
        return None

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """The command that asks for what was missed since `positions`; None where the address does (`connect_args`),
        or nothing can."""
        del positions
        return None

    def authenticate(self, identity: Identity) -> tuple[str, Any] | None:
        """The command that gives an open connection a newer token; None where there is none."""
        del identity
        return None

    def renewal(self, identity: Identity) -> tuple[str, dict[str, Any]] | None:
        """The write (operation, fields) by which a person's client gets a new token when the old one is no longer
        accepted; None where there is none."""
        del identity
        return None

    def view(self, channel: str) -> str | None:
        """The read that shows what a channel holds, for who cannot be given what was missed; None where there is
        none."""
        del channel
        return None

    def ping(self) -> tuple[str, Any] | None:
        """The command whose answer shows that all sent before it has left; None: a WebSocket ping is used."""
        return None

    def mark(self, channel: str, token: str) -> tuple[str, Any] | None:
        """The socket command that writes a marker event into a channel; None where there are no markers."""
        del channel, token
        return None

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Remove everything of these people; returns a sentence for each thing that could not be removed."""
        del identities
        return []

    async def leftovers(self) -> list[str]:
        """What the backend still holds at the end of the run, a sentence each, where it can be looked at."""
        return []
