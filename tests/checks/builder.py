"""A story: a history written by hand, a line for each thing that happens, for tests of the checks.

Every call takes place one millisecond after the one before, or `at` seconds after the beginning if that is given.
Persons have one device each ("laptop") unless named "Ben/phone". A post keeps what its event will carry, so that
`hear` needs only the post; keyword arguments of `hear` change fields of the row (`seq=7`, `digest="other"`).
"""

from dataclasses import dataclass, field
from typing import Any

from lockstep.checks.judge import judge
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import (
    AnyRow,
    Budgets,
    Close,
    Continue,
    Effect,
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
    Position,
    Promises,
    Read,
    Recv,
    Resume,
    Resumed,
    Revoke,
    Settled,
    Shown,
    Subscribe,
    Unsubscribe,
)

ROOM = "chatroom:7"
NUMBERED = Promises(numbers=True, versions=True, cause=True, order="channel", across_kinds=True, markers=True)
BARE = Promises(order="channel", markers=True)
POSTED = "chatroom_message_received"


@dataclass
class Post:
    """A write, and what its event carries."""

    w: str
    person: str
    channel: str
    text: str
    operation: str = "post_message"
    kind: str = POSTED
    entity: str | None = None
    version: int | None = 1
    seq: int | None = None
    epoch: str | None = None
    marker: bool = False
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, Any]:
        return {"id": self.entity, "content": self.text, "version": self.version}

    @property
    def sent(self) -> str:
        return digest({"content": self.text})

    def effect(self, **changes: Any) -> Effect:
        values: dict[str, Any] = {
            "kind": self.kind,
            "channel": self.channel,
            "entity": self.entity,
            "version": self.version,
            "sent": self.sent,
        }
        return Effect(**(values | self.fields | changes))


class Story:
    """A history in the making."""

    def __init__(self, promises: Promises = NUMBERED, **budgets: float) -> None:
        self.promises = promises
        self.rows: list[AnyRow] = []
        self._ms = 1_000_000.0
        self._frames: dict[str, int] = {}
        self._conns: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._writes = 0
        self._entities = 0
        self.add(
            Header(
                scenario="0123456789ab",
                title="by hand",
                seed=1,
                target="none",
                promises=promises,
                budgets=Budgets(**budgets),
            )
        )

    def add(self, row: AnyRow, at: float | None = None) -> Any:
        """Append any row, now or at a time (seconds after the beginning)."""
        self._ms = self._ms + 1 if at is None else 1_000_001.0 + at * 1000
        row.i = len(self.rows)
        row.t = round(self._ms * 1_000_000)
        self.rows.append(row)
        return row

    def name(self, ref: str, label: str) -> None:
        self.add(Name(ref=ref, label=label))

    # people

    def where(self, who: str) -> dict[str, str]:
        person, _, device = who.partition("/")
        session = f"{person}/{device or 'laptop'}"
        return {"person": person, "session": session, "conn": f"{session}#{self._conns.get(session, 1)}"}

    def connect(self, who: str, at: float | None = None) -> str:
        session = self.where(who)["session"]
        self._conns[session] = self._conns.get(session, 0) + 1
        self.add(Open(phase="requested", **self.where(who)), at)
        self.add(Open(phase="done", **self.where(who)))
        return self.where(who)["conn"]

    def close(self, who: str, at: float | None = None) -> None:
        self.add(Close(phase="requested", by="us", **self.where(who)), at)
        self.add(Close(by="us", code=1000, clean=True, **self.where(who)))

    def drop(self, who: str, at: float | None = None, code: int | None = None) -> None:
        self.add(Close(by="network" if code is None else "server", code=code, **self.where(who)), at)

    def grant(self, person: str, channel: str = ROOM, at: float | None = None) -> str:
        w = self._w()
        self.add(Invoke(person="Root", w=w, via="api", operation="add_member"), at)
        self.add(Ok(person="Root", w=w, status="201"))
        self.add(Grant(person=person, phase="done", channel=channel, w=w))
        return w

    def revoke(self, person: str, channel: str = ROOM, at: float | None = None) -> None:
        w = self._w()
        self.add(Invoke(person="Root", w=w, via="api", operation="remove_member"), at)
        self.add(Revoke(person=person, phase="requested", channel=channel, w=w))
        self.add(Ok(person="Root", w=w, status="200"))
        self.add(Revoke(person=person, phase="done", channel=channel, w=w))

    def subscribe(self, who: str, channel: str = ROOM, at: float | None = None) -> None:
        self.add(Subscribe(phase="requested", channel=channel, **self.where(who)), at)
        self.joined(who, channel)

    def joined(self, who: str, channel: str = ROOM, at: float | None = None) -> None:
        position = Position("e1", self._numbers.get(channel, 0)) if self.promises.numbers else None
        self.add(Subscribe(phase="done", channel=channel, position=position, **self.where(who)), at)

    def unsubscribe(self, who: str, channel: str = ROOM, at: float | None = None) -> None:
        self.add(Unsubscribe(phase="requested", channel=channel, **self.where(who)), at)
        self.add(Unsubscribe(phase="done", channel=channel, **self.where(who)))

    def resume(
        self, who: str, seq: int, *, recovered: bool = True, end: int | None = None, at: float | None = None
    ) -> None:
        self.add(Resume(phase="requested", asked={ROOM: Position("e1", seq)}, **self.where(who)), at)
        last = self._numbers.get(ROOM, 0) if end is None else end
        claim = Resumed(recovered=recovered, start=seq + 1 if recovered else None, end=last)
        self.add(Resume(phase="done", claims={ROOM: claim}, **self.where(who)))

    def members(self, *people: str, channel: str = ROOM) -> None:
        """Everybody connected, allowed and subscribed."""
        for who in people:
            if channel == ROOM or self.where(who)["session"] not in self._conns:
                self.connect(who)
            self.grant(who.partition("/")[0], channel)
            self.subscribe(who, channel)

    # writes

    def ask(self, person: str, text: str, channel: str = ROOM, at: float | None = None, **fields: Any) -> Post:
        """A write is invoked; its event gets the channel's next number, and a new entity unless one is named."""
        self._entities += 1
        post = Post(self._w(), person, channel, text)
        values = {"entity": f"message:{self._entities}"} | fields
        for name in list(values):
            if name in Post.__dataclass_fields__:
                setattr(post, name, values.pop(name))
        post.fields = values
        if not self.promises.versions and "version" not in fields:
            post.version = None
        self.attempt(post, at=at)
        return post

    def attempt(self, post: Post, attempt: int = 1, at: float | None = None) -> None:
        self.add(
            Invoke(
                person=post.person,
                w=post.w,
                attempt=attempt,
                via="api",
                operation=post.operation,
                channel=post.channel,
                sent=post.sent,
                marker=post.marker,
            ),
            at,
        )

    def accept(self, post: Post) -> None:
        """The backend takes the write: its event has a number from now on."""
        if post.seq is None and self.promises.numbers and post.fields.get("durable", True):
            self._numbers[post.channel] = self._numbers.get(post.channel, 0) + 1
            post.seq, post.epoch = self._numbers[post.channel], "e1"

    def answer(self, post: Post, at: float | None = None, attempt: int = 1) -> Ok:
        self.accept(post)
        row = Ok(
            person=post.person,
            w=post.w,
            attempt=attempt,
            status="201",
            entity=post.entity,
            version=post.version,
            payload=post.payload,
            digest=digest(post.payload),
            effects=(post.effect(),),
            marker=post.marker,
        )
        return self.add(row, at)

    def refuse(self, post: Post, at: float | None = None, attempt: int = 1) -> Fail:
        return self.add(Fail(person=post.person, w=post.w, attempt=attempt, status="403"), at)

    def lose(self, post: Post, at: float | None = None, attempt: int = 1, taken: bool = True, **effect: Any) -> Info:
        """Nobody knows how the write ended (whether it was taken or not); the adapter knows only what was sent."""
        if taken:
            self.accept(post)
        known = post.effect(**({"entity": None, "version": None} | effect))
        return self.add(Info(person=post.person, w=post.w, attempt=attempt, status="timeout", effects=(known,)), at)

    def post(self, person: str, text: str, channel: str = ROOM, at: float | None = None, **fields: Any) -> Post:
        """A write, invoked and answered."""
        post = self.ask(person, text, channel, at, **fields)
        self.answer(post)
        return post

    # what is heard and read

    def hear(self, who: str, post: Post, at: float | None = None, **changes: Any) -> Recv:
        where = self.where(who) | {key: changes.pop(key) for key in ("conn",) if key in changes}
        self._frames[where["conn"]] = self._frames.get(where["conn"], 0) + 1
        values: dict[str, Any] = {
            "n": self._frames[where["conn"]],
            "kind": post.kind,
            "channel": post.channel,
            "entity": post.entity,
            "version": post.version,
            "seq": post.seq,
            "epoch": post.epoch,
            "payload": post.payload,
            "digest": digest(post.payload),
            "sent": post.sent,
            "author": post.person,
            "cause": post.w if self.promises.cause else None,
            "durable": post.fields.get("durable", True),
            "marker": post.marker,
        }
        return self.add(Recv(**(values | changes), **where), at)

    def control(self, who: str, kind: str = "pong", at: float | None = None, **fields: Any) -> Recv:
        where = self.where(who)
        self._frames[where["conn"]] = self._frames.get(where["conn"], 0) + 1
        return self.add(Recv(n=self._frames[where["conn"]], kind=kind, event=False, **fields, **where), at)

    def read(self, person: str, post: Post, at: float | None = None, **changes: Any) -> Read:
        values: dict[str, Any] = {
            "entity": post.entity or "",
            "version": post.version,
            "digest": digest(post.payload),
            "payload": post.payload,
        }
        shows = (Shown(**(values | changes)),)
        since = round(self._ms * 1_000_000)
        return self.add(Read(person=person, operation="messages", since=since, status="200", shows=shows), at)

    # circumstances

    def pause(self, who: str, at: float | None = None) -> None:
        self.add(Pause(**self.where(who)), at)

    def go_on(self, who: str, at: float | None = None) -> None:
        self.add(Continue(**self.where(who)), at)

    def fault(self, name: str, delay_ms: float, at: float | None = None) -> None:
        self.add(Fault(name=name, phase="start", delay_ms=delay_ms, evidence="seen"), at)

    def settle(self, at: float | None = None, how: Any = "drain", silent: tuple[str, ...] = ()) -> Settled:
        """The barrier, without markers unless the story writes them itself."""
        since = round(self._ms * 1_000_000)
        return self.add(Settled(how=how, since=since, channels=(ROOM,), silent=silent), at)

    def end(self, tolerance_ms: float | None = None) -> "Story":
        self.add(End(outcome="passed", tolerance_ms=tolerance_ms))
        return self

    def rest(self, at: float | None = None) -> "Story":
        """Settled, and the end."""
        self.settle(at)
        return self.end()

    # verdicts

    def verdicts(self) -> dict[str, Verdict]:
        return {verdict.property: verdict for verdict in judge(self.rows)}

    def alarms(self) -> dict[str, str]:
        """Properties neither holding nor inapplicable, with their outcome."""
        return {
            name: verdict.outcome
            for name, verdict in self.verdicts().items()
            if verdict.outcome in {"violated", "unknown"}
        }

    def _w(self) -> str:
        self._writes += 1
        return f"w{self._writes}"


def without(story: Story, row: int) -> list[AnyRow]:
    """The story's rows but one."""
    return [kept for kept in story.rows if kept.i != row]
