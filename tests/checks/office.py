"""An office: a small correct backend and its people, played by chance, whose history can only be healthy.

Rooms keep numbered logs; every session has a queue in which acknowledgements, events and claims of a resume leave
in order. What happens next is drawn by `choose(options)`: somebody posts, the server takes or refuses or answers a
write, a queue gives its next frame, somebody joins, leaves, closes, reconnects, is granted or revoked a room.
`finish` lets all that is under way come to its end, then settles. `owed` are the deliveries that had to happen, known
from the play itself and not from the checks.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lockstep.history.rows import (
    Close,
    Invoke,
    Ok,
    Position,
    Promises,
    Recv,
    Resume,
    Resumed,
    Revoke,
    Subscribe,
    Unsubscribe,
)

from tests.checks.builder import Post, Story

Act = partial[None]

PEOPLE = ("Ana", "Ben", "Cleo", "Ben/phone")
OUTSIDER = "Mallory"
ROOMS = ("chatroom:1", "chatroom:2")
TEXTS = ("Hi", "Hello", "yes", "no")


@dataclass
class Desk:
    """One person's session, as the server sees it."""

    who: str
    open: bool = True
    frames: deque[Act] = field(default_factory=deque)
    commands: deque[Act] = field(default_factory=deque)
    hears: set[str] = field(default_factory=set)
    wants: dict[str, object] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return self.who.partition("/")[0]


class Office:
    """Everybody, every room, and the history they make."""

    def __init__(self, promises: Promises, choose: Callable[[list[Act]], Act], pick: Callable[[Any], Any]) -> None:
        """`choose` draws the next act, `pick` draws from any sequence."""
        self.story = Story(promises)
        self._choose, self._pick = choose, pick
        self._log: dict[str, list[Post]] = {room: [] for room in ROOMS}
        self._allowed: dict[str, set[str]] = {room: set() for room in ROOMS}
        self._asked: list[Post] = []
        self._taken: list[Post] = []
        self._revoking: set[tuple[str, str]] = set()
        self._invoked: dict[str, int] = {}
        self._heard: list[tuple[Recv, Desk, Post]] = []
        self.desks = [Desk(person) for person in (*PEOPLE, OUTSIDER)]
        for desk in self.desks:
            self.story.connect(desk.who)
        for room in ROOMS:
            for desk in self.desks[:2]:
                self._grant(desk, room)
                self._join(desk, room)

    def play(self, steps: int) -> None:
        """Let so many things happen."""
        for _ in range(steps):
            self._choose(self._possible())()

    def meet(self) -> None:
        """The first two come to every room, and say three things each, one after the other."""
        self._clear()
        for desk in self.desks[:2]:
            if not desk.open:
                self._reopen(desk)
            self._clear()
            for room in ROOMS:
                if desk.person not in self._allowed[room]:
                    self._grant(desk, room)
                if room not in desk.wants:
                    self._join(desk, room)
            self._clear()
        for desk in self.desks[:2] * 3:
            for room in ROOMS:
                self._ask(desk, room, f"{desk.who}'s point {len(self.story.rows)}")
                self._clear()

    def finish(self) -> Story:
        """Bring everything under way to its end, then come to rest."""
        self._clear()
        return self.story.rest(at=(self.story.rows[-1].t - self.story.rows[0].t) / 1e9 + 20)

    def _clear(self) -> None:
        while self._asked or self._taken or any(desk.frames or desk.commands for desk in self.desks):
            if self._asked:
                self._take(self._asked[0])
            elif self._taken:
                self._answer(self._taken[0])
            for desk in self.desks:
                while desk.commands:
                    desk.commands.popleft()()
                while desk.frames:
                    desk.frames.popleft()()

    def owed(self) -> list[tuple[Recv, Post]]:
        """Deliveries to sessions that listened without a break from before the write until the end."""
        return [
            (recv, post)
            for recv, desk, post in self._heard
            if post.channel in desk.hears and self._invoked[post.w] > desk.since.get(post.channel, 1 << 40)
        ]

    # what may happen next

    def _possible(self) -> list[Act]:
        acts: list[Act] = []
        acts += [partial(act, post) for post in self._asked for act in (self._take, self._refuse, self._forget)]
        acts += [partial(act, post) for post in self._taken for act in (self._answer, self._answer, self._retry)]
        for desk in self.desks:
            if desk.frames:
                acts += [partial(self._next, desk.frames)] * 3
            if desk.commands:
                acts += [partial(self._next, desk.commands)] * 2
        for desk in self.desks[:-1]:
            acts += self._acts_of(desk)
        return acts

    def _acts_of(self, desk: Desk) -> list[Act]:
        acts: list[Act] = []
        for room in ROOMS:
            allowed = desk.person in self._allowed[room]
            if allowed:
                acts.append(partial(self._ask, desk, room))
                acts.append(partial(self._revoke, desk, room))
            elif (desk.person, room) not in self._revoking:
                acts.append(partial(self._grant, desk, room))
            if desk.open and room in desk.wants:
                acts.append(partial(self._leave, desk, room))
            elif desk.open and allowed:
                acts += [partial(self._join, desk, room)] * 2
        if desk.open:
            acts += [partial(self._close, desk), partial(self._break, desk), partial(self._replace, desk)]
        else:
            acts += [partial(self._reopen, desk)] * 4
        return acts

    def _next(self, queue: deque[Act]) -> None:
        queue.popleft()()

    # writes

    def _ask(self, desk: Desk, room: str, text: str = "") -> None:
        entity: dict[str, Any] = {} if self.story.promises.versions else {"entity": None}
        post = self.story.ask(desk.person, text or self._pick(TEXTS), room, **entity)
        self._invoked[post.w] = self.story.rows[-1].i
        self._asked.append(post)

    def _take(self, post: Post) -> None:
        self._asked.remove(post)
        self._taken.append(post)
        self.story.accept(post)
        self._log[post.channel].append(post)
        for desk in self.desks:
            if post.channel in desk.hears:
                desk.frames.append(partial(self._hear, desk, post))

    def _answer(self, post: Post) -> None:
        self._taken.remove(post)
        self.story.answer(post, attempt=self._attempt(post))

    def _retry(self, post: Post) -> None:
        """The answer got lost; the same write is asked for again, and answered as before."""
        attempt = self._attempt(post)
        self.story.lose(post, attempt=attempt)
        self.story.attempt(post, attempt=attempt + 1)

    def _attempt(self, post: Post) -> int:
        return max(row.attempt for row in self.story.rows if isinstance(row, Invoke) and row.w == post.w)

    def _refuse(self, post: Post) -> None:
        self._asked.remove(post)
        self.story.refuse(post)

    def _forget(self, post: Post) -> None:
        """Nobody learns that the write was never made."""
        self._asked.remove(post)
        self.story.lose(post, taken=False)

    def _hear(self, desk: Desk, post: Post) -> None:
        desk.last[post.channel] = post.seq or 0
        self._heard.append((self.story.hear(desk.who, post), desk, post))

    # subscriptions

    def _join(self, desk: Desk, room: str) -> None:
        token = desk.wants[room] = object()
        self.story.add(Subscribe(phase="requested", channel=room, **self.story.where(desk.who)))
        desk.commands.append(partial(self._joined, desk, room, token))

    def _joined(self, desk: Desk, room: str, token: object) -> None:
        where = self.story.where(desk.who)
        if desk.person not in self._allowed[room]:
            desk.wants.pop(room, None)
            row = Subscribe(phase="refused", channel=room, **where)
        else:
            desk.hears.add(room)
            row = Subscribe(phase="done", channel=room, position=self._position(room), **where)
        desk.frames.append(partial(self._told, desk, room, row, token))

    def _told(self, desk: Desk, room: str, row: Subscribe, token: object) -> None:
        self.story.add(row)
        if row.phase == "done":
            if desk.wants.get(room) is token:
                desk.since[room] = row.i
            desk.last[room] = max(desk.last.get(room, 0), (row.position.seq or 0) if row.position else 0)

    def _leave(self, desk: Desk, room: str) -> None:
        desk.wants.pop(room, None)
        desk.since.pop(room, None)
        self.story.add(Unsubscribe(phase="requested", channel=room, **self.story.where(desk.who)))
        desk.commands.append(partial(self._left, desk, room))

    def _left(self, desk: Desk, room: str) -> None:
        desk.hears.discard(room)
        row = Unsubscribe(phase="done", channel=room, **self.story.where(desk.who))
        desk.frames.append(partial(self._gone, desk, room, row))

    def _gone(self, desk: Desk, room: str, row: Unsubscribe) -> None:
        self.story.add(row)
        desk.last.pop(room, None)

    def _position(self, room: str) -> Position | None:
        return Position("e1", len(self._log[room])) if self.story.promises.numbers else None

    # rights

    def _grant(self, desk: Desk, room: str) -> None:
        self._allowed[room].add(desk.who)
        self.story.grant(desk.person, room)

    def _revoke(self, desk: Desk, room: str) -> None:
        w = f"revoke{len(self.story.rows)}"
        self._revoking.add((desk.person, room))
        self.story.add(Invoke(person="Root", w=w, via="api", operation="remove_member"))
        self.story.add(Revoke(person=desk.person, phase="requested", channel=room, w=w))
        self._allowed[room].discard(desk.person)
        for device in self.desks:
            if device.person == desk.person:
                device.hears.discard(room)
                for some in (device.wants, device.since, device.last):
                    some.pop(room, None)
        self.desks[-1].commands.append(partial(self._revoked, desk, room, w))

    def _revoked(self, desk: Desk, room: str, w: str) -> None:
        self.story.add(Ok(person="Root", w=w, status="200"))
        self.story.add(Revoke(person=desk.person, phase="done", channel=room, w=w))
        self._revoking.discard((desk.person, room))

    # connections

    def _close(self, desk: Desk) -> None:
        self.story.add(Close(phase="requested", by="us", **self.story.where(desk.who)))
        for _ in range(self._pick((0, 1, 2))):
            if desk.frames:
                desk.frames.popleft()()
        self._over(desk, Close(by="us", code=1000, clean=True, **self.story.where(desk.who)))

    def _break(self, desk: Desk) -> None:
        self._over(desk, Close(by="network", **self.story.where(desk.who)))

    def _replace(self, desk: Desk) -> None:
        """A new connection while the old one stands, which may still bring something, and is then cut."""
        old, late = self.story.where(desk.who), [act for act in desk.frames if act.func == self._hear]
        late = late[: self._pick((0, 0, 1, 2))]
        asked_first = self._pick((True, False))
        self._forget_connection(desk)
        if asked_first:
            self._reopen(desk)
        else:
            self.story.connect(desk.who)
        for act in late:
            _, post = act.args
            self.story.hear(desk.who, post, conn=old["conn"])
            if not asked_first:
                desk.last[post.channel] = post.seq or 0
        self.story.add(Close(by="network", **old))
        if not asked_first:
            desk.open = True
            self._resume(desk)

    def _over(self, desk: Desk, row: Close) -> None:
        self.story.add(row)
        self._forget_connection(desk)

    def _forget_connection(self, desk: Desk) -> None:
        desk.open = False
        for some in (desk.frames, desk.commands, desk.hears, desk.wants, desk.since):
            some.clear()

    def _reopen(self, desk: Desk) -> None:
        self.story.connect(desk.who)
        desk.open = True
        self._resume(desk)

    def _resume(self, desk: Desk) -> None:
        if not self.story.promises.numbers or not desk.last:
            desk.last.clear()
            return
        asked = {room: Position("e1", seq) for room, seq in desk.last.items()}
        token = object()
        desk.wants.update(dict.fromkeys(asked, token))
        self.story.add(Resume(phase="requested", asked=asked, **self.story.where(desk.who)))
        keeps = self._pick((True, True, True, False))
        desk.commands.append(partial(self._resumed, desk, dict(desk.last), token, keeps=keeps))

    def _resumed(self, desk: Desk, asked: dict[str, int], token: object, *, keeps: bool) -> None:
        claims, missed = {}, []
        for room, seq in asked.items():
            if desk.person not in self._allowed[room]:
                desk.wants.pop(room, None)
                desk.last.pop(room, None)
                continue
            desk.hears.add(room)
            newest = len(self._log[room])
            claims[room] = Resumed(recovered=keeps, start=seq + 1 if keeps else None, end=newest)
            missed += self._log[room][seq:] if keeps else []
        row = Resume(phase="done", claims=claims, **self.story.where(desk.who))
        desk.frames.append(partial(self._resumed_told, desk, row, token))
        desk.frames.extend(partial(self._hear, desk, post) for post in missed)

    def _resumed_told(self, desk: Desk, row: Resume, token: object) -> None:
        self.story.add(row)
        for room, claim in row.claims.items():
            if desk.wants.get(room) is token:
                desk.since[room] = row.i
            desk.last[room] = desk.last.get(room, 0) if claim.recovered else claim.end or 0
