"""The rows of a history, version 2: what was requested, what was answered and what arrived, in the order seen.

A history is one JSONL file per attempt of a scenario. The first row is a `Header`, every later one has `i`
(its index in order of arrival, counting from 0) and `t` (nanoseconds of one monotonic clock), and says where
they apply which `person`, which `session` (one device of that person) and which `conn` (one connection of
that session). `row` names the type. Names, ids and payloads are already normalised by the target's adapter,
so that a check needs neither the adapter nor the backend; the raw frame or exchange is kept in a second file,
under the digest in `raw`.

Version 1 is still read: it has no `exchange` rows, and none of the fields that version 2 added, all of which may be
left out.

Conventions: channels and entities are strings such as `chatroom:7` and `message:19`; digests are those of
`lockstep.history.digest`; a position is an `{epoch, seq}` of one channel; times in fields that end in `_ms`
are milliseconds. A planted fault leaves no row.
"""

from typing import Any, Literal

import msgspec

SCHEMA_VERSION = 2
READ_VERSIONS = (1, 2)

Via = Literal["api", "socket"]
Phase = Literal["requested", "done", "refused"]


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place in the events of one channel: a number, or, where events carry none, whatever the target uses as a
    `place` (the id of an event, say)."""

    epoch: str | int | None = None
    seq: int | None = None
    place: str | None = None


class Promises(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a target promises; a property it does not promise is not applicable.

    numbers: durable events carry a number, rising by one per channel and epoch (P7 P8 P10).
    first_number: the number of a channel's first event in an epoch; None: nothing is promised about it (P8).
    versions: entities carry a version, in answers and events (P12 P14).
    cause: events carry the id of the write that caused them.
    order: "channel" if the events of a channel arrive in the order their writes were accepted; "author" if only
    those of one author do.
    across_kinds: that order also holds between events of different kind.
    agreement: all sessions receive the events of a channel in one order (P10).
    causal: what was received before writing precedes what was written, in one channel or across channels (P11).
    idempotency: writes with the same key are one (P6); `volatile` names the fields of an answer that may differ.
    tombstone: the field that only the payload of a deletion has (P17).
    delivery: "once", or "at-least-once" where a repeat that carries its redelivery mark is correct.
    markers: `Target.mark` can write a marker event into a channel, so absence can be judged behind it.
    drain_ms: without markers, how long after the last arrival nothing more arrives.
    grace_ms: how long after a revocation was answered its effect may still be outstanding.
    presence: prefix of the channels in which presence is announced, to everyone allowed the channel, of everyone
        allowed it: by events and reads of entities `presence:PERSON` whose payload has `present`; a person's status
        by entities `status:...` whose payload has `status` (P22).
    presence_ms: the window within which a person without sockets becomes absent.
    retention_events, retention_s: how far back a resume can still reach.
    shared: prefixes of channels on which events of strangers are legal; they are counted, not judged.
    timers: kinds of events that timers and jobs of the target cause; without a cause they are legal, and counted.
    schemas: the adapter says which schema frames and answers have (P13); false for one without `schema_of`.
    slow_codes: the close codes for a reader that is too slow (P23).
    notice_ms: how long a silent peer may stay unnoticed; 0: nothing is promised (P23).
    """

    numbers: bool = False
    first_number: int | None = None
    versions: bool = False
    cause: bool = False
    order: Literal["none", "author", "channel"] = "none"
    across_kinds: bool = False
    agreement: bool = False
    causal: Literal["none", "channel", "across"] = "none"
    idempotency: bool = False
    volatile: tuple[str, ...] = ()
    tombstone: str | None = None
    delivery: Literal["once", "at-least-once"] = "once"
    markers: bool = False
    drain_ms: float = 0
    grace_ms: float = 0
    presence: str | None = None
    presence_ms: float = 0
    retention_events: int = 0
    retention_s: float = 0
    shared: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    schemas: bool = True
    slow_codes: tuple[int, ...] = ()
    notice_ms: float = 0


class Budgets(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The limits on time that steps may name, and the deadline after which an event counts as lost."""

    api_ms: float = 500
    delivery_budget_ms: float = 100
    recovery_ms: float = 30_000
    loss_ms: float = 5_000


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One event that a write must cause.

    recipients: None means every session subscribed to the channel; otherwise the persons it is for.
    coalesce: a later version of the same entity satisfies it.
    last: the write itself ends the right to the channel; must for those certainly allowed until its invoke.
    sent: digest of the fields the writer supplied, to pair creates whose id is unknown.
    cause: the id that the server gave to the write, where its event names that one and not the write's own.
    """

    kind: str
    channel: str
    entity: str | None = None
    version: int | None = None
    recipients: tuple[str, ...] | None = None
    durable: bool = True
    coalesce: bool = False
    last: bool = False
    sent: str | None = None
    cause: str | None = None


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One entity as a read or an answer showed it; `place` is the channel or container that it is stated to be in."""

    entity: str
    version: int | None = None
    digest: str | None = None
    payload: Any = None
    place: str | None = None


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Marks a closing read, which the suite makes when a scenario's own steps are done, and says what it must show.
    One with `opening` was made before the first act, for comparison.

    holds: the kinds of entities of which it shows all in `place`, a channel or container; null: all that the person
        may see.
    entity: the single thing that was asked for.
    counts: the kind of entities that the answer's `count` counts.
    page: which page of the list this is, from 1 on; `more` if another follows.
    """

    holds: tuple[str, ...] = ()
    place: str | None = None
    entity: str | None = None
    counts: str | None = None
    page: int = 1
    more: bool = False
    opening: bool = False


class Resumed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What the server claims of one channel in answer to a resume; `start` and `end` are numbers."""

    recovered: bool
    start: int | None = None
    end: int | None = None


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The body of a request or an answer, secrets masked. `size` is its length in bytes, any content encoding undone.

    form: `json`, whose value is in `json`; `text`; or `binary` (not UTF-8, or with a NUL), of which only length and
        digest are kept.
    cut: `text` is only the beginning of a body, also of one that is JSON, above the limit of 4,096 bytes.
    digest: of a binary body, the digest of its bytes; of any other, the name in the raw file of the whole text as it
        was spelt, where `json` or `text` does not give it exactly.
    """

    size: int
    form: Literal["json", "text", "binary"] = "json"
    json: Any = None
    text: str | None = None
    cut: bool = False
    digest: str | None = None


class Row(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="row"):
    """What every row has. `i` and `t` are set by the recorder; a `t` that is set already is kept."""

    i: int = -1
    t: int = -1
    person: str | None = None
    session: str | None = None
    conn: str | None = None
    raw: str | None = None


class Header(Row, kw_only=True, tag="header"):
    """Row 0: which scenario, against what, under which promises and limits. The recorder sets `version`; the first
    version left it out."""

    version: int = 1
    scenario: str
    title: str
    attempt: int = 1
    seed: int
    target: str
    promises: Promises
    budgets: Budgets


class Promised(Row, kw_only=True, tag="promised"):
    """The scenario has a target with settings of its own, which promises this in place of what the header says."""

    promises: Promises


class Name(Row, kw_only=True, tag="name"):
    """What the scenario calls a channel or an entity, so that a witness can say "design"."""

    ref: str
    label: str


class Invoke(Row, kw_only=True, tag="invoke"):
    """A write is requested. Attempts of one retried write share one `w`. `sent` is the digest of the fields
    the writer supplies; `channel` is where its effect is due, if known before the answer; `marker` tells the
    suite's own markers from acts of the scenario; `changes` are the fields of the entity's payload that the write may
    change, null where the adapter does not say."""

    w: str
    attempt: int = 1
    via: Via
    operation: str
    key: str | None = None
    due: int | None = None
    channel: str | None = None
    sent: str | None = None
    body: str | None = None
    marker: bool = False
    changes: tuple[str, ...] | None = None


class _Outcome(Row, kw_only=True):
    w: str
    attempt: int = 1
    status: str
    entity: str | None = None
    version: int | None = None
    payload: Any = None
    digest: str | None = None
    effects: tuple[Effect, ...] = ()
    schema: str | None = None
    marker: bool = False
    exchanges: tuple[int, ...] = ()
    shows: tuple[Shown, ...] = ()


class Ok(_Outcome, kw_only=True, tag="ok"):
    """The write was acknowledged. `payload` is the projected answer, `digest` its digest, `schema` null or why
    the answer breaks the adapter's schema, `exchanges` the numbers (`i`) of the `exchange` rows that it took, `shows`
    what the answer shows beside the entity."""


class Fail(_Outcome, kw_only=True, tag="fail"):
    """The write was refused (4xx other than 408 and 425), or nothing of it was ever sent."""


class Info(_Outcome, kw_only=True, tag="info"):
    """Nobody knows whether the write took effect: 408, 425, 5xx, reset, time-out."""


class Exchange(Row, kw_only=True, tag="exchange"):
    """One HTTP request, made at `since` (ns), and what came back at `t`; with a `conn`, the handshake of a socket.

    operation, w: what it was made for: the operation, and the id of the write, if it is one.
    origin, path, query: the address in parts; `query` begins with its question mark.
    headers, answer_headers: by name in lower case; the values of one that is repeated are joined by a comma.
    request_id: the id under which the backend's log may know it, from the answer's headers or the request's.
    status: null where no whole answer came; `trouble` then says why: refused (nothing was sent), timeout or reset.
    """

    operation: str = ""
    w: str | None = None
    since: int
    method: str
    origin: str = ""
    path: str
    query: str = ""
    headers: dict[str, str] = {}
    body: Body | None = None
    request_id: str | None = None
    status: int | None = None
    trouble: str = ""
    answer_headers: dict[str, str] = {}
    answer: Body | None = None


class Send(Row, kw_only=True, tag="send"):
    """A frame that a session sends. `ref` is a command's own reference, for a write its `w`; `n` counts what was
    handed to the connection from 1 on, in the order on the wire (null: the connection was over); `size` is in bytes.
    In version 1 only commands have this row, and none of them `n`."""

    kind: str
    ref: str | None = None
    channel: str | None = None
    n: int | None = None
    size: int | None = None


class _Look(Row, kw_only=True):
    operation: str
    since: int
    status: str
    channel: str | None = None
    shows: tuple[Shown, ...] = ()
    complete: bool = True
    schema: str | None = None
    exchanges: tuple[int, ...] = ()
    absent: bool = False
    count: int | None = None
    closing: Closing | None = None


class Read(_Look, kw_only=True, tag="read"):
    """A plain read, requested at `since` (ns) and answered at `t`; `complete` is false for a page. `exchanges` are
    the numbers (`i`) of the `exchange` rows that it took; a closing read has them only where it was not answered as
    it should be. `absent`: the answer says that there is no such thing for this person; `count`: how many the answer
    says there are."""


class Snapshot(_Look, kw_only=True, tag="snapshot"):
    """A read of a channel together with its position in the channel's events."""

    position: Position


class Open(Row, kw_only=True, tag="open"):
    """A connection was requested, opened or refused. `how` says where the token was sent; `status` is the HTTP status
    of a refusal, null where there was no answer; `exchange` the number (`i`) of the row of its handshake."""

    phase: Phase
    how: str = ""
    reason: str = ""
    status: int | None = None
    exchange: int | None = None


class Close(Row, kw_only=True, tag="close"):
    """A connection ended: `by` whom and with which code (null: none was sent). Phase "requested": we asked for it.
    Clean, by the server, without a code and with a reason: a frame said that the session is over.
    `error` is what the last error frame on the connection said, if there was one, `error_n` the `n` of that frame."""

    phase: Phase = "done"
    by: Literal["us", "server", "network"]
    code: int | None = None
    clean: bool = False
    reason: str = ""
    error: str | None = None
    error_n: int | None = None


class _Subscription(Row, kw_only=True):
    phase: Phase
    channel: str
    ref: str | None = None
    position: Position | None = None
    reason: str = ""


class Subscribe(_Subscription, kw_only=True, tag="subscribe"):
    """A session asks to subscribe to a channel; the server confirmed it, from `position` on, or refused.
    A channel that the server joins by itself has only the row "done"."""


class Unsubscribe(_Subscription, kw_only=True, tag="unsubscribe"):
    """A session asks to end its subscription to a channel, or the server confirmed it."""


class _Right(Row, kw_only=True):
    phase: Phase
    channel: str
    w: str


class Grant(_Right, kw_only=True, tag="grant"):
    """`person` is allowed `channel`: requested with write `w` (absent where the channel is unknown until the answer:
    the write's invoke counts then), or done."""


class Revoke(_Right, kw_only=True, tag="revoke"):
    """`person` is no longer allowed `channel`: requested with write `w`, or done. It ends the subscription too."""


class Resume(Row, kw_only=True, tag="resume"):
    """A session asks to resume from `asked`; the server makes the `claims`, one per channel, or refuses."""

    phase: Phase
    asked: dict[str, Position] = {}
    claims: dict[str, Resumed] = {}
    reason: str = ""


class Recv(Row, kw_only=True, tag="recv"):
    """The `n`-th frame of its connection. With `event` false it is a control frame (an acknowledgement, an
    error, a pong), which answers `ref`. `payload` is projected, `digest` its digest, `sent` the digest of the
    fields a writer supplies, `author` the person who wrote it, if the event says so; `schema` is null or
    "path: reason" if the frame breaks the adapter's schema; `redelivery` marks a declared repeat; `size` is that of
    the frame in bytes."""

    n: int
    kind: str
    event: bool = True
    ref: str | None = None
    channel: str | None = None
    entity: str | None = None
    version: int | None = None
    seq: int | None = None
    epoch: str | int | None = None
    payload: Any = None
    digest: str | None = None
    sent: str | None = None
    author: str | None = None
    cause: str | None = None
    redelivery: str | None = None
    durable: bool = True
    schema: str | None = None
    marker: bool = False
    size: int | None = None


class Pause(Row, kw_only=True, tag="pause"):
    """The suite stopped reading this connection on purpose."""


class Continue(Row, kw_only=True, tag="continue"):
    """The suite resumed reading this connection."""


class Recovery(Row, kw_only=True, tag="recovery"):
    """A stage of the recovery of a session whose connection was lost, as its client goes through it: the loss was
    noticed, the `attempt`-th connection was begun, the token was renewed, the connection opened, every earlier
    subscription is resumed or was read (`recovered`), the server `refused` for good, or the client gave up."""

    stage: Literal["lost", "trying", "renewed", "connected", "recovered", "refused", "gave up"]
    attempt: int = 0
    reason: str = ""


class Fault(Row, kw_only=True, tag="fault"):
    """A declared fault begins or ends, for `person` and `session`, or for everybody. `does` tells the checks
    what to expect: it delays what is sent, holds it until the end, loses, doubles or garbles it; `delay_ms` is what
    it adds to a delivery, declared at the start and measured at the end. `evidence` shows what it did."""

    name: str
    phase: Literal["start", "end"]
    evidence: str = ""
    does: tuple[Literal["delays", "holds", "loses", "doubles", "garbles"], ...] = ()
    delay_ms: float = 0
    channel: str | None = None


class Settled(Row, kw_only=True, tag="settled"):
    """The barrier: from `since` (ns) on, markers were written or the drain time was waited for in `channels`, and
    every connection in `answered` made a round trip; those in `silent` did not."""

    how: Literal["markers", "drain"]
    since: int
    channels: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class End(Row, kw_only=True, tag="end"):
    """The scenario's own steps are over with `outcome`; `tolerance_ms` is the host's measured p99 echo, which older
    histories call `allowance_ms`. Rows after it are not judged."""

    outcome: Literal["passed", "failed", "error"]
    tolerance_ms: float | None = None
    allowance_ms: float | None = None

    def __post_init__(self) -> None:
        """Read the older name as the present one, the only one that is written."""
        if self.tolerance_ms is None:
            self.tolerance_ms = self.allowance_ms
        self.allowance_ms = None


AnyRow = (
    Header | Promised | Name | Invoke | Ok | Fail | Info | Exchange | Send | Read | Snapshot | Open | Close
    | Subscribe | Unsubscribe | Grant | Revoke | Resume | Recv | Pause | Continue | Recovery | Fault | Settled | End
)  # fmt: skip


def misfit(row: Row) -> str | None:
    """None, or why this row could not be read again once it is written: a field that holds another type than it
    declares. What is declared as anything is not looked at."""
    given = {name: getattr(row, name) for name in row.__struct_fields__ if name != "payload"}
    try:
        msgspec.convert(msgspec.to_builtins(given), type(row))
    except (msgspec.ValidationError, TypeError) as error:
        return str(error)
    return None
