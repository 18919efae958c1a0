"""The fence waits for what is outstanding, marks, makes round trips, and says what it did."""

from collections.abc import Callable
from typing import Any

from lockstep.checks.facts.facts import Facts
from lockstep.history.recorder import Recorder
from lockstep.history.rows import (
    Budgets,
    Effect,
    End,
    Grant,
    Header,
    Invoke,
    Ok,
    Promises,
    Recv,
    Settled,
    Subscribe,
)
from lockstep.recordings.quiescence import Quiescence
from lockstep.targets.base import Answer

from tests.targets.plain import recorder

ROOM = "chatroom:7"


class Ear:
    """A session that is there."""

    def __init__(self, name: str, *channels: str, answers: bool = True) -> None:
        self.name, self.conn, self.device = name, f"{name}#1", name.partition("/")[2]
        self.channels = set(channels)
        self.is_open = True
        self.answers = answers

    def round_trip(self) -> bool:
        return self.answers


class Somebody:
    """An actor whose marks are refused or taken."""

    def __init__(self, *sessions: Ear, marks: bool = True) -> None:
        self.sessions = {session.device: session for session in sessions}
        self.marks = marks
        self.marked: list[str] = []

    def mark(self, channel: str, token: str, device: str) -> Answer:
        self.marked.append(channel)
        return Answer("ok" if self.marks else "fail", "x")


def call(act: Callable[..., Any], *args: Any) -> Any:
    return act(*args)


def settled(people: list[Somebody], promises: Promises) -> Settled:
    kept = recorder()
    Quiescence(kept, promises, call, 1.0).wait_for_quiet(people)
    (row,) = kept.history.of(Settled)
    return row


def test_each_channel_is_marked_once_by_somebody_who_listens() -> None:
    ana = Somebody(Ear("Ana/laptop", ROOM, "user:1"))
    ben = Somebody(Ear("Ben/laptop", ROOM, "user:2"), Ear("Ben/phone", ROOM))
    row = settled([ana, ben], Promises(markers=True))
    assert row.how == "markers"
    assert row.channels == (ROOM, "user:1", "user:2")
    assert (ana.marked, ben.marked) == ([ROOM, "user:1"], ["user:2"])
    assert row.answered == ("Ana/laptop#1", "Ben/laptop#1", "Ben/phone#1")


def test_where_one_may_not_mark_another_does() -> None:
    refused, ben = Somebody(Ear("Ana/laptop", ROOM), marks=False), Somebody(Ear("Ben/laptop", ROOM))
    assert settled([refused, ben], Promises(markers=True)).channels == (ROOM,)
    assert settled([refused], Promises(markers=True)).channels == ()


def test_a_connection_that_does_not_answer_is_named() -> None:
    row = settled([Somebody(Ear("Ana/laptop", answers=False))], Promises(markers=True))
    assert (row.answered, row.silent) == ((), ("Ana/laptop#1",))


def test_closed_sessions_take_no_part() -> None:
    ear = Ear("Ana/laptop", ROOM)
    ear.is_open = False
    row = settled([Somebody(ear)], Promises(markers=True))
    assert (row.channels, row.answered, row.silent) == ((), (), ())


def test_without_markers_silence_for_the_drain_time_is_waited_for() -> None:
    kept = recorder()
    kept.record(Recv(person="Ben", session="Ben/laptop", n=1, kind="posted", channel=ROOM))
    Quiescence(kept, Promises(drain_ms=5), call, 1.0).wait_for_quiet([])
    (row,) = kept.history.of(Settled)
    assert (row.how, row.channels) == ("drain", (ROOM,))


def test_where_events_never_cease_nothing_is_settled_and_absence_is_unknown() -> None:
    header = Header(scenario="s", title="t", seed=1, target="plain", promises=Promises(), budgets=Budgets(loss_ms=20))
    kept = Recorder(header)
    kept.record(Invoke(person="Ana", w="w1", via="api", operation="post"))
    kept.record(Ok(person="Ana", w="w1", status="201"))

    def chatter(enough: Callable[[], bool], timeout_s: float) -> bool:
        kept.record(Recv(person="Ben", session="Ben/laptop", n=1, kind="posted", channel=ROOM))
        return enough()

    kept.history.wait = chatter
    Quiescence(kept, Promises(drain_ms=5), call, 1.0).wait_for_quiet([Somebody(Ear("Ben/laptop", ROOM))])
    assert list(kept.history.of(Settled)) == []
    kept.record(End(outcome="passed"))
    assert "nothing was settled after the last write" in (Facts(kept.history.rows()).unfenced or "")


def test_what_is_outstanding_is_waited_for_until_it_comes() -> None:
    kept = recorder()
    who = {"person": "Ben", "session": "Ben/laptop", "conn": "Ben/laptop#1"}
    kept.record(Grant(person="Ben", phase="done", channel=ROOM, w="w0"))
    kept.record(Subscribe(**who, phase="done", channel=ROOM))
    kept.record(Invoke(person="Ana", w="w1", via="api", operation="post"))
    kept.record(
        Ok(person="Ana", w="w1", status="201", effects=(Effect(kind="posted", channel=ROOM, entity="m", version=1),))
    )
    came: list[bool] = []
    wait = kept.history.wait

    def arrive(enough: Callable[[], bool], timeout_s: float) -> bool:
        came.append(enough())
        kept.record(Recv(**who, n=1, kind="posted", channel=ROOM, entity="m", version=1, cause="w1"))
        return wait(enough, timeout_s)

    kept.history.wait = arrive
    Quiescence(kept, Promises(markers=True), call, 1.0).wait_for_quiet([])
    assert came == [False]
