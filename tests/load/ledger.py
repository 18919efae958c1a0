"""Load runs written by hand or made by a dice, for tests: a tape, filled the way a generator fills it.

`healthy` is a run in which every promise holds: sessions listen to channels, some leave and come back, writes are
answered, and every listener hears each event in order. What is to be wrong is planted on its columns.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from lockstep.history.digest import digest
from lockstep.history.rows import (
    Budgets,
    Close,
    End,
    Grant,
    Header,
    Open,
    Position,
    Promises,
    Resume,
    Resumed,
    Row,
    Settled,
    Subscribe,
)
from lockstep.load.columnar.columns import OK, Columns
from lockstep.load.engine.event_buffer import Tape
from lockstep.targets.load_profile import EventFrame, Said

POSTED = "posted"
NUMBERED = Promises(
    numbers=True, versions=True, cause=True, order="channel", across_kinds=True, agreement=True, markers=True
)
MS = 1_000_000
_GAP = 1_000


class Run:
    """A run in the making: `seats` are the channels of each user, `away` those who leave and come back, by number
    of writes after which they do, and whether they resume."""

    def __init__(self, seats: list[list[int]], promises: Promises = NUMBERED, loss_ms: float = 5_000) -> None:
        self.t = 1_000_000_000
        header = Header(
            t=self.t, scenario="run", title="by hand", seed=1, target="none", promises=promises,
            budgets=Budgets(loss_ms=loss_ms),
        )  # fmt: skip
        self.tape = Tape(header, "run", {"post_message": POSTED, "look": None})
        self.seats = seats
        self.numbers: dict[int, int] = {}
        self.conns = [1] * len(seats)
        self.listening: set[int] = set()
        for user, channels in enumerate(seats):
            for channel in channels:
                self.row(Grant(person=self.person(user), phase="done", channel=self.channel(channel), w="set-up"))
        for user in range(len(seats)):
            self.come(user)

    def tick(self, ns: int = _GAP) -> int:
        self.t += ns
        return self.t

    @staticmethod
    def person(user: int) -> str:
        return f"User {user}"

    @staticmethod
    def channel(number: int) -> str:
        return f"chatroom:{number}"

    def conn(self, user: int) -> str:
        return f"User {user}/load#{self.conns[user]}"

    def row(self, row: Row, user: int | None = None) -> None:
        if user is not None:
            row.person, row.session, row.conn = self.person(user), f"User {user}/load", self.conn(user)
        self.tape.row(row, self.tick())

    def come(self, user: int, since: dict[int, int] | None = None) -> None:
        """A user connects, and subscribes or resumes; what he missed arrives at once."""
        self.row(Open(phase="requested"), user)
        self.row(Open(phase="done"), user)
        self.listening.add(user)
        if since is None:
            for channel in self.seats[user]:
                self.row(Subscribe(phase="requested", channel=self.channel(channel)), user)
                position = Position("e1", self.numbers.get(channel, 0))
                self.row(Subscribe(phase="done", channel=self.channel(channel), position=position), user)
            return
        self.row(
            Resume(phase="requested", asked={self.channel(c): Position("e1", n) for c, n in since.items()}), user
        )
        claims = {
            self.channel(c): Resumed(recovered=True, start=n + 1, end=self.numbers.get(c, 0))
            for c, n in since.items()
        }
        self.row(Resume(phase="done", claims=claims), user)
        for channel, number in since.items():
            for missed in range(number + 1, self.numbers.get(channel, 0) + 1):
                self.arrive(user, self.frames[channel, missed])

    def leave(self, user: int) -> dict[int, int]:
        self.row(Close(phase="requested", by="us"), user)
        self.row(Close(by="us", code=1000, clean=True), user)
        self.conns[user] += 1
        self.listening.discard(user)
        return {channel: self.numbers.get(channel, 0) for channel in self.seats[user]}

    def arrive(self, user: int, frame: int) -> None:
        self.tape.arrival(self.tick(), self.tape.intern(self.conn(user)), frame)

    def post(self, user: int, channel: int, *, hear: bool = True) -> int:
        """A write that is answered and received by all; its number."""
        w = self.tape.write(self.t, self.person(user), self.channel(channel), "post_message")
        self.tape.sent[w] = self.tick()
        self.numbers[channel] = number = self.numbers.get(channel, 0) + 1
        entity, told = f"message:{w}", digest({"n": w})
        received = EventFrame(
            POSTED, self.channel(channel), self.tape.w(w), entity, 1, number, "e1", told, durable=True
        )  # fmt: skip
        self.frames[channel, number] = frame = self.tape.frame(received)
        early, *late = [one for one in sorted(self.listening) if channel in self.seats[one]] or [-1]
        if hear and early >= 0:
            self.arrive(early, frame)
        self.tape.outcome(w, self.tick(), OK, 201)
        self.tape.said(w, Said(entity, 1, told))
        for one in late if hear else ():
            self.arrive(one, frame)
        return w

    @property
    def frames(self) -> dict[tuple[int, int], int]:
        frames: dict[tuple[int, int], int] = self.__dict__.setdefault("_frames", {})
        return frames

    def end(self, wait_ms: float = 6_000, silent: tuple[int, ...] = (), tolerance_ms: float | None = 1.0) -> Columns:
        """Settled, and over."""
        since = self.tick()
        self.tick(round(wait_ms * MS))
        open_conns = {user: self.conn(user) for user in self.listening}
        self.row(Settled(
            how="drain", since=since, answered=tuple(c for u, c in open_conns.items() if u not in silent),
            silent=tuple(c for u, c in open_conns.items() if u in silent),
        ))  # fmt: skip
        self.row(End(outcome="passed", tolerance_ms=tolerance_ms))
        return self.tape.columns()


def healthy(
    seed: int = 1,
    *,
    writes: int = 60,
    absences: int = 4,
    size: tuple[int, int] = (6, 3),
    promises: Promises = NUMBERED,
) -> Columns:
    """A run in which every promise holds; `size` is how many users and channels."""
    users, channels = size
    dice = np.random.default_rng(seed)
    run = Run(
        [sorted(dice.choice(channels, max(1, channels // 2), replace=False).tolist()) for _ in range(users)], promises
    )
    leaving = {int(at): int(dice.integers(users)) for at in dice.choice(max(1, writes // 2), absences, replace=False)}
    returning: dict[int, tuple[int, Any]] = {}
    for number in range(writes):
        user = leaving.get(number)
        if user is not None and user in run.listening:
            positions = run.leave(user)
            returning[number + int(dice.integers(1, writes // 2))] = user, positions if dice.random() < 0.6 else None
        if number in returning:
            run.come(*returning.pop(number))
        channel = int(dice.integers(channels))
        run.post(int(dice.integers(users)), channel)
    for user, positions in returning.values():
        run.come(user, positions)
    return run.end()


def without(columns: Columns, *places: int) -> Columns:
    """The same run, but these arrivals never came."""
    kept = np.delete(np.arange(len(columns.a_t)), places)
    return taken(columns, kept)


def taken(columns: Columns, places: Any) -> Columns:
    """The same run with these arrivals, in this order; times stay ascending."""
    times = np.sort(columns.a_t[places], kind="stable")
    return replace(columns, a_t=times, a_conn=columns.a_conn[places], a_frame=columns.a_frame[places])
