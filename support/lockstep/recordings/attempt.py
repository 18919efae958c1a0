"""An attempt: one recording's own people, history and journal.

People act through an attempt, which also returns the results. It calls into the background loop and waits; if the
waiting is interrupted, the call is cancelled. A promise is waited for until it holds, woken by arriving rows, at most
until the loss deadline. A scenario's attempt is a scene (`lockstep.running.scene`); one without Gherkin is made by
`lockstep.recordings.recording`. A promise that can no longer come true is not waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Literal, TypeVar, TypeVarTuple

from anyio.from_thread import BlockingPortal
from hamcrest import assert_that
from hamcrest.core.matcher import Matcher

from lockstep.actors.actor import Actor
from lockstep.actors.session import Session
from lockstep.checks.judge import judge
from lockstep.checks.live_history.pending_deliveries import PendingDeliveries
from lockstep.checks.verdicts import Verdict
from lockstep.data.content import Texts
from lockstep.data.ledger import Ledger
from lockstep.data.people import People
from lockstep.history.history import History
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Close, Continue, End, Fault, Header, Invoke, Name, Open, Resume, Send
from lockstep.masking import Masker
from lockstep.matchers.delivery import Timing, Within
from lockstep.matchers.received import Made, Received, acknowledged, writes
from lockstep.matchers.standing import standing
from lockstep.recordings.closing_reads import read_everything
from lockstep.recordings.quiescence import Quiescence
from lockstep.recordings.whole import WHOLE
from lockstep.targets.base import Answer, ConnectArgs, Identity, Look, Target, TargetFaultError
from lockstep.targets.declarations import AdapterError
from lockstep.targets.guard import adapters_own, guarded
from lockstep.targets.operations import Act, Reading, ReadOperation, WriteOperation
from lockstep.targets.resources import DeclaredOperation

T = TypeVar("T")
Args = TypeVarTuple("Args")

HOME = "the company"


class Attempt:
    """The people of one recording, and their actions."""

    def __init__(
        self,
        portal: BlockingPortal,
        target: Target,
        header: Header,
        *,
        path: Path,
        people: People,
        texts: Texts,
        tolerance_ms: Callable[[], float],
        closing_reads: int = 0,
        masker: Masker | None = None,
    ) -> None:
        """Begin a history at `path`. `people` and `texts` make the data of this attempt, `tolerance_ms` returns how
        slow the machine currently is, `closing_reads` is how many the people may make at the end, and `masker` knows
        the run's secrets. Raises OSError."""
        self.target = target
        self.budgets = header.budgets
        self.tolerance_ms = tolerance_ms
        self.recorder = Recorder(header, path, masker)
        self.actors: dict[str, Actor] = {}
        self.timings: list[Timing] = []
        self.left: list[str] = []
        self._closing_reads = closing_reads
        self._portal = portal
        self._people = people
        self._texts = texts
        self._ledger = Ledger()
        self._companies: dict[str, list[Identity]] = {}
        self._since = 0
        self._acted = False
        self._waited_for: int | None = None
        self._clean = False
        self._pending = PendingDeliveries(self.history.rows)

    @property
    def history(self) -> History:
        """The history so far."""
        return self.recorder.history

    def call(self, act: Callable[[*Args], Awaitable[T]], *args: *Args) -> T:
        """Call something on the background loop and wait for it; cancelled when the waiting is interrupted. What an
        adapter raises is raised with its secrets masked."""
        future = self._portal.start_task_soon(act, *args)
        try:
            return future.result()
        except (TargetFaultError, AdapterError) as error:
            masked = type(error)(self.recorder.masker.text(str(error)))
            raise masked.with_traceback(error.__traceback__) from None
        finally:
            if not future.done():
                future.cancel()

    # people

    def person(self, name: str) -> Actor:
        """A person who is already in the scenario. Raises LookupError."""
        if name not in self.actors:
            known = ", ".join(self.actors) or "nobody"
            raise LookupError(f"{name} has not appeared in this scenario yet; these people have: {known}")
        return self.actors[name]

    def enrol(self, name: str, company: str = HOME, script: str | None = None) -> Actor:
        """Create a person's account in a company, which the first person founds; does nothing if they have one.
        `script`: one of `lockstep.data.people.SCRIPTS`, in which the full name is written."""
        if name not in self.actors:
            identity = self.introduce(name, script).identity
            colleagues = self._companies.setdefault(company, [])
            with WHOLE:
                self.call(guarded(self.target).enrol, identity, list(colleagues), self._perform)
                self.joined(name, company)
        return self.actors[name]

    def introduce(self, name: str, script: str | None = None) -> Actor:
        """Let a person appear who has no account yet: they have an address and a password to get one with."""
        made = self._people.person(name, script)
        identity = Identity(name, email=made.email, password=made.password, extra={"full_name": made.full_name})
        self.recorder.hide(made.password)
        self.actors[name] = Actor(self.target, self.recorder, identity)
        return self.actors[name]

    def joined(self, name: str, company: str = HOME) -> None:
        """A person has an account in a company now: give it, and the company it founded, the scenario's names."""
        identity, colleagues = self.person(name).identity, self._companies.setdefault(company, [])
        colleagues.append(identity)
        self.name(identity.id, f"{name}'s own")
        if len(colleagues) == 1:
            self.name(identity.company, company)
            self._ledger.made(identity.company, name, company, "company")
        self._ledger.made(identity.id, name, name, "person")

    def open_chatroom(self, name: str, founder: str, *members: str) -> None:
        """Open a private chatroom of this name with these people in it. Raises TargetFaultError."""
        identities = [self.person(member).identity for member in members]
        channel = self.call(
            guarded(self.target).open_chatroom, name, self.person(founder).identity, identities, self._perform
        )
        self.name(channel, name)

    def open_own_chatroom(self, founder: str) -> str:
        """Open a private chatroom of this person alone, which the scenario has no name for; its channel. Raises
        TargetFaultError."""
        identity = self.person(founder).identity
        return self.call(guarded(self.target).open_chatroom, "elsewhere", identity, [], self._perform)

    def admit(self, room: str, founder: str, member: str) -> None:
        """Add another person to a chatroom. Raises TargetFaultError."""
        identities = self.person(founder).identity, self.person(member).identity
        self.call(guarded(self.target).admit, self.ref(room), *identities, self._perform)

    def connect(self, name: str, device: str = "laptop", args: ConnectArgs | None = None) -> bool:
        """Open a connection of a person's device; false when the server rejected it."""
        return self.call(self.person(name).session(device).open, args)

    def session(self, name: str, device: str = "laptop") -> Session:
        """Somebody's device."""
        return self.person(name).session(device)

    def subscribe(self, name: str, channel: str, device: str = "laptop") -> bool:
        """Let a person's device subscribe to a channel; false when the server rejected it."""
        return self.call(self.session(name, device).subscribe, channel)

    # acts

    @property
    def since(self) -> int:
        """The cursor at which the act began that the promises refer to."""
        return self._since

    def act_begins(self) -> None:
        """The next promises refer to everything from here on."""
        if not self._acted:
            self._acted = True
            self.read_before()
        self._since = self.history.cursor()

    def act(self, name: str, operation: WriteOperation, /, **fields: Any) -> Answer:
        """Let a person make a write, over the API unless `via` says otherwise. `room`, `thread`, `member` and
        `members` are given by the scenario's names."""
        return self.call(lambda: self._perform(self.person(name).identity, operation, **self._refs(fields)))

    def do(self, name: str, operation: DeclaredOperation, fields: dict[str, Any]) -> Answer:
        """Let a person make a write of a declared resource, over the API."""
        return self.call(lambda: self._perform(self.person(name).identity, operation, **fields))

    def do_at_once(self, writes: list[tuple[str, DeclaredOperation, dict[str, Any]]]) -> list[Answer]:
        """Let people make these writes of declared resources in parallel."""

        async def everybody() -> list[Answer]:
            people = [(self.person(name).identity, operation, fields) for name, operation, fields in writes]
            return await asyncio.gather(*(self._perform(who, what, **fields) for who, what, fields in people))

        return self.call(everybody)

    def look(self, name: str, operation: DeclaredOperation, fields: dict[str, Any]) -> Look:
        """Let a person read a declared resource over the API."""
        return self.call(lambda: self.person(name).read(operation, **fields))

    def together(
        self,
        acts: list[Act],
        reads: list[Reading] | None = None,
        *,
        in_turn: bool = True,
        besides: Callable[[], Coroutine[Any, Any, Any]] | None = None,
    ) -> None:
        """Let people make writes and reads (name, operation, fields) in parallel: each person's writes one after the
        other, and each person's reads; without `in_turn` all writes at once, even of the same person. `besides` runs
        meanwhile, such as a change to a connection."""

        async def write(name: str, operation: WriteOperation, fields: dict[str, Any]) -> None:
            await self._perform(self.person(name).identity, operation, **self._refs(fields))

        async def write_in_turn(name: str) -> None:
            for who, operation, fields in acts:
                if who == name:
                    await write(who, operation, fields)

        async def read_in_turn(name: str) -> None:
            for who, operation, fields in reads or ():
                if who == name:
                    await self.person(name).read(operation, **self._refs(fields))

        async def everybody() -> None:
            async with asyncio.TaskGroup() as group:
                for name in dict.fromkeys(who for who, _, _ in acts if in_turn):
                    group.create_task(write_in_turn(name), name=f"writes of {name}")
                for who, operation, fields in acts if not in_turn else ():
                    group.create_task(write(who, operation, fields), name=f"{operation} of {who}")
                if besides is not None:
                    group.create_task(besides(), name="what happens besides")
                for name in dict.fromkeys(who for who, _, _ in reads or ()):
                    group.create_task(read_in_turn(name), name=f"reads of {name}")

        try:
            self.call(everybody)
        except ExceptionGroup as group:
            if (broke := adapters_own(group)) is not None:
                raise broke from group
            raise

    def texts(self, count: int) -> list[str]:
        """This many texts that have not been used in this scenario yet."""
        return self._texts.take(count)

    def read(self, name: str, operation: ReadOperation, /, **fields: Any) -> Look:
        """Let a person read over the API; `room` may be given by the scenario's name."""
        return self.call(lambda: self.person(name).read(operation, **self._refs(fields)))

    def name(self, ref: str, label: str) -> None:
        """Remember the scenario's name for a channel or an entity."""
        self.recorder.record(Name(ref=ref, label=label))

    def ref(self, label: str) -> str:
        """The channel or entity with this name in the scenario. Raises LookupError."""
        for row in self.history.of(Name, label=label):
            return row.ref
        raise LookupError(f'nothing in this scenario is called "{label}" yet')

    def _refs(self, fields: dict[str, Any]) -> dict[str, Any]:
        given = dict(fields)
        if "room" in given:
            given["channel"] = self.ref(given.pop("room"))
        if "thread" in given:
            given["thread"] = self.ref(given["thread"])
        for field in given.keys() & {"member"}:
            given[field] = self.person(given[field]).identity.id
        if "members" in given:
            given["members"] = [self.person(name).identity.id for name in given["members"]]
        return given

    async def _perform(self, identity: Identity, operation: str, /, **fields: Any) -> Answer:
        return await self.person(identity.person).perform(operation, **fields)

    # promises

    def made(self, operation: str | None = None, by: str | None = None, count: int | None = None) -> list[Made]:
        """The writes since the act began, acknowledged. Raises AssertionError when one is not, or `count` differs."""
        asked = writes(self.history, self._since, operation, by)
        if count is not None and len(asked) != count:
            raise AssertionError(f"the promise refers to {count} writes, but {len(asked)} were made")
        return acknowledged(self.history, asked)

    def asked(self) -> list[str]:
        """The ids of the writes since the act began. Raises AssertionError when there is none."""
        asked = [row.w for row in writes(self.history, self._since)]
        if not asked:
            raise AssertionError("the promise refers to a write, but none was made")
        return asked

    def received(self, name: str) -> Received:
        """The events a person received since the act began."""
        return Received(self.history, self.person(name).name, self._since)

    def expect(self, subject: T, *matchers: Matcher[T], patience_ms: float = 0) -> None:
        """Wait until all matchers hold or one can no longer hold, at most the loss deadline, or `patience_ms` if that
        is more, plus the tolerance. Raises AssertionError for the first that can no longer hold, else for the first
        that does not. Measures the matchers on time. Where the deadline was already waited for since the last act,
        nothing more can come, and only the tolerance is waited for."""
        patience_ms = max(self.budgets.loss_ms, patience_ms)
        if self._waited_for == self._last_act() and patience_ms <= self.budgets.loss_ms:
            patience_ms = 0
        timeout_s = (patience_ms + self.tolerance_ms()) / 1000

        def decided() -> bool:
            found = {standing(matcher, subject) for matcher in matchers}
            return "broken" in found or "open" not in found

        if not self.history.wait(decided, timeout_s):
            self._waited_for = self._last_act()
        if isinstance(subject, Received):
            found = [matcher.timing(subject) for matcher in matchers if isinstance(matcher, Within)]
            self.timings += [timing for timing in found if timing is not None]
        for matcher in sorted(matchers, key=lambda one: standing(one, subject) != "broken"):
            assert_that(subject, matcher)

    def _last_act(self) -> int:
        """The row of the last act from which something may still follow; -1 before the first."""
        acts = Invoke | Send | Open | Close | Resume | Fault | Continue
        return next((row.i for row in reversed(self.history.rows()) if isinstance(row, acts)), -1)

    def settle(self) -> None:
        """Wait until the system is quiet, so that a missing event is proof."""
        quiescence = Quiescence(self.recorder, self.target.promises, self.call, self.tolerance_ms(), self._pending)
        quiescence.wait_for_quiet(self.actors.values())

    def read_before(self) -> None:
        """Let somebody read every list before the first act, unless a fault was declared."""
        if not any(True for _ in self.history.of(Fault)):
            self._read_all(before=True)

    def read_everything(self) -> None:
        """Let everybody read what they may see, once the system is quiet, as far as the target declares reads."""
        self._read_all(before=False)

    def _read_all(self, *, before: bool) -> None:
        declared, actors = self.target.closing_reads(), list(self.actors.values())
        if self._closing_reads and declared and actors and self.target.alive():
            rows, limit = self.history.rows(), self._closing_reads
            self.call(lambda: read_everything(rows, declared, actors, limit, before=before))

    def judge(self) -> list[Verdict]:
        """Every property's verdict on the history."""
        return judge(self.history.rows())

    def adapter_broke(self) -> AdapterError | None:
        """The adapter's first mistake at a frame that any session received."""
        sessions = [session for actor in self.actors.values() for session in actor.sessions.values()]
        return next((session.broke for session in sessions if session.broke is not None), None)

    def waited(self) -> list[str]:
        """A sentence for each person who waited because of a documented limit on requests."""
        return [
            f"{name} waited {actor.waits.times} times ({actor.waits.seconds:g} s) because of the documented limit"
            for name, actor in self.actors.items()
            if actor.waits.times
        ]

    def end(self, outcome: Literal["passed", "failed", "error"]) -> None:
        """The scenario's own steps are over."""
        self.recorder.record(End(outcome=outcome, tolerance_ms=self.tolerance_ms()))

    # clean-up

    def clean_up(self) -> list[str]:
        """Close every connection and remove everything the scenario created: a sentence for each leftover, also kept
        as `left`. `close` tries to remove leftovers again."""
        self.left = self.disconnect()
        if not self._clean:
            logins = [one for actor in self.actors.values() for one in (actor.identity, *actor.logins.values())]
            kept = self.call(guarded(self.target).clean_up, logins)
            self._clean = not kept
            self.left += kept
        return self.left

    def disconnect(self) -> list[str]:
        """Close every connection; a sentence for each that remains open."""
        for actor in self.actors.values():
            self.call(actor.close)
        sessions = [session for actor in self.actors.values() for session in actor.sessions.values()]
        return [f"{session.name} is still connected" for session in sessions if session.is_open]
