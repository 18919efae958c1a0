"""The interface of an adapter: the one place that knows a backend's requests, frames and rules.

An adapter turns acts of the domain into requests (`perform`), states which events a write must cause (`effects`) and
whose rights it changes (`rights`), and turns frames into normalised events (`normalise`). It keeps no history and
judges nothing: the suite records around it. Where backends differ, it declares what its own does
(`lockstep.targets.declarations`) and lists the needs of scenarios that it meets (`lockstep.targets.needs`); what is
neither declared nor listed is not promised. Everything but `start`, `connect_args`, `codec`, `perform`, `effects` and
`normalise` has a default; the defaults suit a server that has only topics: no accounts, no companies, no membership,
no reads. An adapter leaves out of `needs_met` what its target cannot do.

Conventions: people are identified by their name in the scenario ("Ana"); channels and entities are strings such as
`chatroom:7` and `message:19`; operations are verbs of the domain such as `post_message`, listed by the adapter.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

import msgspec

from lockstep.clients.dialects.base import Codec, Frame
from lockstep.history.rows import Effect, Phase, Position, Promises, Resumed, Shown, Via
from lockstep.targets.closing_reads import ClosingRead
from lockstep.targets.declarations import Declarations, Pending
from lockstep.targets.local_process import LocalProcess
from lockstep.targets.resources import Resource


class TargetFaultError(Exception):
    """The backend under test cannot be used (not reachable, not ready, died); one sentence for people."""


@dataclass(slots=True, eq=False)
class Identity:
    """A person's account at the target. `secrets` are masked wherever they would be written down."""

    person: str
    id: str = ""
    company: str = ""
    email: str = ""
    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def secrets(self) -> list[str]:
        """Values that must not appear in any log or report."""
        return [value for value in (self.password, self.access_token, self.refresh_token) if value]


@dataclass(frozen=True, slots=True)
class Write:
    """A write by `person`. `w` is its id (and, where the target can carry it, the cause of its events)."""

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
    """The answer to a write. `outcome` is as in the history: ok, fail (rejected) or info (unknown).

    fail is what the adapter knows as a rejection, by its status or its form, and a connection that could not be made.
    An answer that it does not know, such as the 404 of an unknown route, is info: no step takes it for a rejection.
    status: the HTTP status, or the socket error's code, or a word for what happened to the connection. entity,
    version: what was written, at which version. payload: the projected entity. body: the whole answer. schema: None,
    or "path: reason" where the answer breaks the adapter's schema. raw: the exchange as text. shows: other entities
    that the write made, changed or deleted too.
    """

    outcome: Literal["ok", "fail", "info"]
    status: str
    entity: str | None = None
    version: int | None = None
    payload: Any = None
    body: Any = None
    schema: str | None = None
    raw: str = field(default="", repr=False)
    shows: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """The answer to a read. `position` is set where the read is a snapshot of a channel, `absent` where it says that
    there is no such thing for this person, `count` where it states how many there are, and `cursor` where a page has
    a next one. `outcome` is ok, fail (rejected) or info (neither); empty, it follows from the status: 200 is ok, and
    401, 403 and 404 are rejections."""

    status: str
    shows: tuple[Shown, ...] = ()
    position: Position | None = None
    complete: bool = True
    body: Any = None
    schema: str | None = None
    raw: str = field(default="", repr=False)
    absent: bool = False
    count: int | None = None
    cursor: str | None = None
    outcome: Literal["ok", "fail", "info", ""] = ""

    @property
    def accepted(self) -> bool:
        """Whether the content was given."""
        return self.outcome == "ok" or (not self.outcome and self.status == "200")

    @property
    def rejected(self) -> bool:
        """Whether the backend said that it does not give the content."""
        return self.outcome == "fail" or (not self.outcome and self.status in {"401", "403", "404"})


@dataclass(frozen=True, slots=True)
class Event:
    """A normalised event. `sent` holds the fields a writer supplied, as in the write that caused it; `position` is
    where a session that received it resumes, for targets whose events carry no numbers."""

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
    """A change of the channels that a person may receive."""

    change: Literal["grant", "revoke"]
    person: str
    channel: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a control frame states about the connection itself: a subscription that is active, ended or was rejected,
    or the server's claims about a resume. A resume that is done without `claims` recovered everything requested."""

    about: Literal["authenticated", "subscribe", "unsubscribe", "resume"]
    phase: Phase
    channel: str | None = None
    position: Position | None = None
    claims: dict[str, Resumed] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    """Who opens a socket, and for what: `channels` are those to hear where connecting subscribes, `how` chooses where
    the token goes, and `since` are the positions after which what followed is asked for."""

    identity: Identity
    channels: tuple[str, ...] = ()
    how: str = ""
    since: dict[str, Position] | None = None


@dataclass(frozen=True, slots=True)
class ConnectArgs:
    """How to open a socket. `first` are messages to send at once (an authenticate frame, for instance); `how` is one
    word for where the token goes. `greeted` false: the server, which greets other connections, sends nothing before
    the command `resume` that follows. `channels` are those that such a connection receives without subscribing,
    `since` the positions after which it requests missed events by connecting. `proxy` is the address of an HTTP proxy
    to go through."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    subprotocols: tuple[str, ...] = ()
    first: tuple[str | bytes, ...] = ()
    how: str = ""
    greeted: bool = True
    channels: tuple[str, ...] = ()
    since: dict[str, Position] = field(default_factory=dict)
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one part of the target: `part` is API, socket, database or disk."""

    part: str
    healthy: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KnownDefect:
    """A known defect of the target: a violation of `property` in `scenario` (its title) is counted as *known*, and so
    is the failure of `step` there, if one is named (with its keyword, as written). The scenario fails if the defect
    no longer occurs, unless it occurs only `sometimes`: then `reason` states what that depends on, and without the
    defect the scenario passes."""

    property: str
    scenario: str
    reason: str
    step: str = ""
    sometimes: bool = False


class Act(Protocol):
    """Makes one write as a person, and records it."""

    async def __call__(self, identity: Identity, operation: str, /, **fields: Any) -> Answer:
        """Make the write. Raises nothing, whatever the answer."""


class Target(Declarations, ABC):
    """An adapter of one backend."""

    name: ClassVar[str]
    known_defects: ClassVar[tuple[KnownDefect, ...]] = ()
    held: ClassVar[frozenset[str]] = frozenset()
    """Names of scenarios, with examples filled in, that must not be skipped on this target."""
    minimum: int = 0
    """How many scenarios (counting rows) must have been executed if at least as many were selected; for the package's
    own targets `lockstep.targets.minima` says so."""
    resources: ClassVar[tuple[Resource, ...]] = ()
    """The kinds of things that the backend holds; scenarios of `features/resources/` are executed once for each."""
    longest_message: ClassVar[int] = 1_000
    greets: ClassVar[bool] = False
    """Whether the server confirms explicitly that a connection was accepted (a notice "authenticated")."""

    load_profile: ClassVar[str] = ""
    """The `lockstep.targets.load_profile.LoadProfile` for loading this target at full speed, as `module:Class`;
    empty: none."""

    secret_names: ClassVar[tuple[str, ...]] = ()
    """Names whose values are secret here, beside passwords, tokens and the like; case, dashes and underscores do not
    matter."""

    chats: bool = True
    """Whether people meet in chatrooms and post messages; scenarios about these are skipped otherwise."""
    run: str = ""
    """The prefix of what this run makes, where two runs on one backend must not disturb each other."""
    api_base_url: str = ""
    websocket_url: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """An adapter without `schema_of` states no schema, and promises none."""
        super().__init_subclass__(**kwargs)
        if cls.schema_of is Target.schema_of:
            cls.promises = msgspec.structs.replace(cls.promises, schemas=False)

    @abstractmethod
    async def start(self) -> None:
        """Start the backend or connect to it; it is ready when HTTP and WebSocket both answer. Raises
        TargetFaultError."""

    def variant(self, **settings: str) -> "Target":
        """Another target of this kind, not yet started, whose backend has these settings. Only where the need `local`
        is met. Raises TargetFaultError."""
        raise TargetFaultError(f"target {self.name} cannot be started with other settings: {', '.join(settings)}")

    def promised(self) -> Promises:
        """The promises of this target with its present settings."""
        return self.promises

    def process(self) -> LocalProcess | None:
        """The backend's process, where the suite started it and may break and restart it."""
        return None

    def pid(self) -> int | None:
        """The pid of a backend that the suite started here, to measure its resources; None if it started none."""
        process = self.process()
        return None if process is None else process.pid

    def go_to(self, api_base_url: str, websocket_url: str) -> None:
        """Use these addresses from now on (a relay's, for instance)."""
        self.api_base_url, self.websocket_url = api_base_url, websocket_url

    async def stop(self) -> None:
        """Stop what `start` started, and nothing else."""

    async def health(self) -> list[Health]:
        """Check every part; an unhealthy one is a row, not an exception."""
        return []

    def alive(self) -> bool:
        """False once a backend started by `start` has died by itself."""
        return True

    @abstractmethod
    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """Where and how this person opens a socket. The events after `since` are requested by the address itself
        (then the result's `since` states that) or by the command `resume`, which follows. Raises LookupError for a
        `how` that the target does not support."""

    @abstractmethod
    def codec(self) -> Codec:
        """A codec for one new connection."""

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        """Create an account for a person in the company of these colleagues or, without any, in a new company; by
        acts, so that the set-up is in the history too. Fills in the identity. The default only assigns a reference.
        Raises TargetFaultError."""
        del act
        identity.id = f"user:{uuid.uuid4().hex}"
        identity.company = colleagues[0].company if colleagues else f"company:{uuid.uuid4().hex}"

    async def open_chatroom(self, name: str, founder: Identity, members: list[Identity], act: Act) -> str:
        """Create a private chatroom of the founder with these members, by acts, and return its channel. By default a
        chatroom is a topic, which exists as soon as it is named. Raises TargetFaultError."""
        del name, founder, members, act
        return f"chatroom:{uuid.uuid4().hex}"

    async def admit(self, channel: str, founder: Identity, member: Identity, act: Act) -> None:
        """Add another person to a chatroom, by acts. The default does nothing: listening makes a person a member.
        Raises TargetFaultError."""
        del channel, founder, member, act

    async def position(self, channel: str) -> Position | None:
        """The position in a channel's events at which a subscription just made by connecting begins, for targets that
        can state it; so that a session that receives nothing before it is cut can still request what it missed."""
        del channel
        return None

    def wait_at_most(self, identity: Identity, seconds: float) -> None:
        """Limit how long a person's client waits for an answer of the API. Raises TargetFaultError."""
        del identity, seconds
        raise TargetFaultError(f"target {self.name} does not define how long to wait for an answer")

    @abstractmethod
    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Make the write over the API. Never raises, whatever the backend answers."""

    def sent(self, write: Write) -> Any:
        """The fields the writer supplies, in the form used by `Event.sent`; None if there are none."""
        del write
        return None

    def where(self, write: Write) -> str | None:
        """The channel in which the write's effect is due, as far as the write alone determines it."""
        del write
        return None

    def changes(self, write: Write) -> tuple[str, ...] | None:
        """The fields of the entity's payload that the write may change, such as the one it names and the version; all
        others stay as they were. None: nothing is said about them."""
        del write
        return None

    def command(self, write: Write) -> tuple[str, Any] | None:
        """The socket command (kind, data) that makes this write; None where it can only be made over the API."""
        del write
        return None

    def answered(self, write: Write, frame: Frame) -> Answer:
        """The answer to a write made over the socket."""
        raise TargetFaultError(f"target {self.name} has no writes over the socket, but {write.operation} was asked")

    def unacknowledged(self, write: Write) -> Answer:
        """The answer to a write made by a command that is never answered (`unanswered`): by default nobody knows."""
        del write
        return Answer("info", "unanswered")

    async def completed(self, write: Write, answer: Answer, identity: Identity) -> Answer:
        """The answer to a write made over the socket, with what takes a further request to learn."""
        del write, identity
        return answer

    @abstractmethod
    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """The events this write must cause, given its answer. For one of unknown outcome, at least one of each kind
        that the write causes, as far as they are known without an answer, or none at all."""

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        """The rights that the write changes; before the answer is known (None), as far as the write alone determines
        them."""
        del write, answer
        return []

    @abstractmethod
    def normalise(self, frame: Frame) -> list[Event]:
        """The events in an event frame: none, one or many."""

    def notices(self, frame: Frame) -> list[Notice]:
        """What a control frame states about subscriptions and resuming."""
        del frame
        return []

    def replies(self, frame: Frame) -> list[tuple[str, Any]]:
        """The commands (kind, data) that a client must send by itself on receiving this frame: an answer to a
        heartbeat, an acknowledgement, or a poll that must be kept pending. They carry no reference."""
        del frame
        return []

    def answers(self, frame: Frame) -> bool:
        """Whether this control frame is the answer to the command that its reference names."""
        return frame.ref is not None

    def answers_to(self, frame: Frame, pending: Sequence[Pending]) -> str | None:
        """The reference of the command that this frame answers, of those `pending` in the order in which they were
        sent; None if it answers none. Also asked of event frames, for a backend that confirms a write by nothing but
        its event, and of errors without a reference. By default a frame answers what its reference names."""
        del pending
        return frame.ref if frame.ref is not None and not frame.event and self.answers(frame) else None

    def refusal(self, frame: Frame) -> str | None:
        """Why the command answered by this control frame was rejected; None if it was not."""
        del frame
        return None

    def error_of(self, frame: Frame) -> str | None:
        """What a control frame says went wrong, for the record of a connection's end; None where it is no error. By
        default errors are the frames of the kind `error`, in any case, and say what `refusal` reads in them."""
        return (self.refusal(frame) or frame.kind) if frame.kind.lower() == "error" else None

    def schema_of(self, frame: Frame) -> str | None:
        """None, or "path: reason" where the frame breaks the adapter's hand-written schema. An adapter that leaves
        this out states no schema, and P13 is not applicable."""
        del frame
        return None

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        """Read over the API."""
        raise TargetFaultError(f"target {self.name} has no read {operation!r}: its adapter defines none")

    def closing_reads(self) -> tuple[ClosingRead, ...]:
        """The reads by which people look at everything they may see when a scenario's own steps are done."""
        return ()

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """The command (kind, data) that subscribes to a channel; None where connecting does: then a session
        subscribes to a further channel by opening a new connection for all of them."""
        del channel
        return None

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """The command that ends a subscription; None where only closing does: then a session opens a new connection
        for the other channels."""
        del channel
        return None

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """The command that requests the events missed since `positions`; None where the address does
        (`connect_args`), or where the target cannot resume."""
        del positions
        return None

    def authenticate(self, identity: Identity) -> tuple[str, Any] | None:
        """The command that renews the token of an open connection; None where there is none."""
        del identity
        return None

    def renewal(self, identity: Identity) -> tuple[str, dict[str, Any]] | None:
        """The write (operation, fields) by which a person's client gets a new token when the old one is no longer
        accepted; None where there is none."""
        del identity
        return None

    def view(self, channel: str) -> str | None:
        """The read that shows what a channel holds, for a client whose missed events are no longer available; None
        where there is none."""
        del channel
        return None

    def ping(self) -> tuple[str, Any] | None:
        """The command whose answer proves that everything sent before it has left the server; None: a WebSocket ping
        is used."""
        return None

    def mark(self, channel: str, token: str) -> tuple[str, Any] | None:
        """The socket command that writes a marker event into a channel; None where there are no markers."""
        del channel, token
        return None

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Remove all data of these people; returns a sentence for each item that could not be removed."""
        del identities
        return []

    async def leftovers(self) -> list[str]:
        """What the backend still holds at the end of the run, one sentence per item, where that can be inspected."""
        return []
