"""A long history in the making: people connect, write, read and receive, a millisecond after one another."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lockstep.history.digest import digest
from lockstep.history.rows import (
    AnyRow,
    Budgets,
    Close,
    Effect,
    End,
    Fail,
    Grant,
    Header,
    Info,
    Invoke,
    Ok,
    Open,
    Position,
    Promises,
    Read,
    Recv,
    Resume,
    Resumed,
    Revoke,
    Settled,
    Shown,
    Snapshot,
    Subscribe,
)

MS = 1_000_000
EPOCH = "e1"
POSTED = "posted"

NUMBERED = Promises(
    numbers=True, first_number=1, versions=True, cause=True, order="channel", across_kinds=True, agreement=True,
    causal="across", idempotency=True, tombstone="deletedAt", markers=True, presence="company:", presence_ms=50,
    timers=("presence_changed",), retention_events=1_000, retention_s=600, slow_codes=(4408,), notice_ms=2_000,
)  # fmt: skip
BARE = Promises(order="channel", agreement=True, causal="channel", markers=True)


@dataclass(frozen=True)
class Written:
    """A write, and what its events carry."""

    w: str
    person: str
    effect: Effect
    seq: int | None
    payload: Any
    invoked: int


class Story:
    """A history in the making; the rows are healthy unless a shape leaves something out."""

    def __init__(self, promises: Promises = NUMBERED, loss_ms: float = 5_000) -> None:
        """Nobody is there yet."""
        self.promises = promises
        self.rows: list[AnyRow] = []
        self._t = 1_000 * MS
        self._conns: dict[str, int] = defaultdict(int)
        self._frames: dict[str, int] = defaultdict(int)
        self._numbers: dict[str, int] = defaultdict(int)
        self._versions: dict[str, int] = defaultdict(int)
        self._writes = 0
        header = Header(
            scenario="growth", title="growth", seed=1, target="none", promises=promises,
            budgets=Budgets(loss_ms=loss_ms),
        )  # fmt: skip
        self.add(header)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def add(self, row: AnyRow) -> Any:
        """Append a row, now."""
        self._t += MS
        row.i, row.t = len(self.rows), self._t
        self.rows.append(row)
        return row

    def wait(self, ms: int) -> None:
        """Let time pass."""
        self._t += ms * MS

    def where(self, who: str) -> dict[str, Any]:
        """Person, session and connection of "Ana" or "Ana/phone"."""
        person, _, device = who.partition("/")
        session = f"{person}/{device or 'laptop'}"
        return {"person": person, "session": session, "conn": f"{session}#{self._conns[session]}"}

    # connections

    def allow(self, person: str, *channels: str) -> None:
        """Grant channels."""
        for channel in channels:
            self.add(Grant(person=person, phase="done", channel=channel, w=self.name()))

    def forbid(self, person: str, channel: str) -> None:
        """Revoke a channel."""
        w = self.name()
        self.add(Revoke(person=person, phase="requested", channel=channel, w=w))
        self.add(Revoke(person=person, phase="done", channel=channel, w=w))

    def connect(self, who: str, *channels: str) -> None:
        """Open a connection and subscribe."""
        self._conns[self.where(who)["session"]] += 1
        self.add(Open(phase="requested", **self.where(who)))
        self.add(Open(phase="done", **self.where(who)))
        for channel in channels:
            self.subscribe(who, channel)

    def subscribe(self, who: str, channel: str) -> None:
        """Subscribe on the open connection."""
        self.add(Subscribe(phase="requested", channel=channel, **self.where(who)))
        position = self.position(channel) if self.promises.numbers else None
        self.add(Subscribe(phase="done", channel=channel, position=position, **self.where(who)))

    def position(self, channel: str) -> Position:
        """Where a channel stands."""
        return Position(EPOCH, self._numbers[channel])

    def close(self, who: str) -> None:
        """Close a connection on purpose."""
        self.add(Close(phase="requested", by="us", **self.where(who)))
        self.add(Close(by="us", code=1000, clean=True, **self.where(who)))

    def drop(self, who: str) -> None:
        """The network ends a connection."""
        self.add(Close(by="network", **self.where(who)))

    def resume(self, who: str, since: dict[str, Position], missed: list[Written]) -> None:
        """Connect again and resume from `since`; what was missed follows."""
        self.connect(who)
        self.add(Resume(phase="requested", asked=since, **self.where(who)))
        claims = {
            channel: Resumed(recovered=True, start=(position.seq or 0) + 1, end=self._numbers[channel])
            for channel, position in since.items()
        }
        self.add(Resume(phase="done", claims=claims, **self.where(who)))
        for written in missed:
            self.receive(who, written)

    # writes

    def coming(self) -> str:
        """The id that the next write will have."""
        return f"w{self._writes + 1}"

    def name(self) -> str:
        """A new id of a write."""
        self._writes += 1
        return f"w{self._writes}"

    def write(
        self,
        person: str,
        channel: str,
        *to: str,
        entity: str = "",
        text: str = "",
        how: type[Ok | Fail | Info] = Ok,
        attempts: int = 1,
        payload: Any = None,
        operation: str = "post_message",
        **effect: Any,
    ) -> Written:
        """A write, tried so often, and its event to everybody in `to`."""
        w = self.name()
        entity = entity or f"message:{w}"
        self._versions[entity] += 1
        version = self._versions[entity]
        text = text or f"text {w}"
        sent = digest({"content": text} if payload is None else payload)
        payload = {"id": entity, "content": text, "version": version} if payload is None else payload
        key = f"key {w}" if attempts > 1 else None
        durable = effect.get("durable", True)
        if self.promises.numbers and durable and how is not Fail:
            self._numbers[channel] += 1
        seq = self._numbers[channel] if self.promises.numbers and durable else None
        known = entity if self.promises.versions else None
        told = Effect(
            kind=effect.pop("kind", POSTED), channel=channel, entity=known,
            version=version if self.promises.versions else None, sent=sent, **effect,
        )  # fmt: skip
        invoked = 0
        for attempt in range(1, attempts + 1):
            row = Invoke(
                person=person,
                w=w,
                attempt=attempt,
                via="api",
                operation=operation,
                key=key,
                channel=channel,
                sent=sent,
            )
            invoked = invoked or self.add(row).t
            outcome = how if attempt == attempts else Info
            answer: AnyRow = outcome(
                person=person, w=w, attempt=attempt, status="503" if outcome is Info else "201",
                entity=known if outcome is Ok else None, version=told.version if outcome is Ok else None,
                payload=payload if outcome is Ok else None, digest=digest(payload) if outcome is Ok else None,
                effects=(told,) if outcome is not Fail else (),
            )  # fmt: skip
            self.add(answer)
        written = Written(w, person, told, seq, payload, invoked)
        for who in to:
            self.receive(who, written)
        return written

    def receive(self, who: str, written: Written, **changes: Any) -> Recv:
        """An event of a write."""
        where, effect = self.where(who), written.effect
        self._frames[where["conn"]] += 1
        values: dict[str, Any] = {
            "n": self._frames[where["conn"]], "kind": effect.kind, "channel": effect.channel,
            "entity": effect.entity, "version": effect.version, "seq": written.seq,
            "epoch": EPOCH if written.seq is not None else None, "payload": written.payload,
            "digest": digest(written.payload), "sent": effect.sent, "durable": effect.durable,
            "cause": written.w if self.promises.cause else None,
        }  # fmt: skip
        found: Recv = self.add(Recv(**where, **(values | changes)))
        return found

    def tell(self, who: str, channel: str, kind: str, entity: str, payload: Any, **changes: Any) -> None:
        """An event that no write of the history causes."""
        where = self.where(who)
        self._frames[where["conn"]] += 1
        n = self._frames[where["conn"]]
        row = Recv(
            **where,
            n=n,
            kind=kind,
            channel=channel,
            entity=entity,
            payload=payload,
            digest=digest(payload),
            **changes,
        )
        self.add(row)

    # reads and the end

    def read(
        self,
        person: str,
        channel: str,
        shows: list[Written],
        operation: str = "list_messages",
        *,
        at: bool = False,
        complete: bool = True,
    ) -> None:
        """A read of a channel, with its position where `at` says so."""
        since = self._t
        shown = tuple(
            Shown(
                entity=one.effect.entity, version=one.effect.version, digest=digest(one.payload), payload=one.payload
            )
            for one in shows
            if one.effect.entity is not None
        )
        values: dict[str, Any] = {
            "person": person, "operation": operation, "since": since, "status": "200", "channel": channel,
            "shows": shown, "complete": complete,
        }  # fmt: skip
        self.add(Snapshot(**values, position=self.position(channel)) if at else Read(**values))

    def end(self) -> list[AnyRow]:
        """The history, settled and ended."""
        self._t += 60_000 * MS
        since = self._t
        self.add(Settled(how="markers", since=since))
        self.add(End(outcome="passed", tolerance_ms=1.0))
        return self.rows
