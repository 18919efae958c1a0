"""A scene: what one attempt of one scenario has to itself. Its people, its history, its journal.

Steps let people act through a scene and ask its history; they hold nothing themselves. A scene calls into the
background loop and waits; if the main thread is interrupted by a time limit, what it waited for is cancelled.
Every promise a step names is waited for until it holds, woken by what arrives, at most the loss deadline.
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
from lockstep.checks.verdicts import Verdict
from lockstep.data.content import Texts
from lockstep.data.ledger import Ledger
from lockstep.data.people import People
from lockstep.history.history import History
from lockstep.history.recorder import Recorder
from lockstep.history.rows import End, Header, Name, Promised
from lockstep.load.columnar.judge import worst
from lockstep.matchers.delivery import Timing, Within, received_once, received_within
from lockstep.matchers.received import Made, Received, acknowledged, writes
from lockstep.relay.errors import RelayError
from lockstep.running.errors import EnvironmentFaultError, InvalidError
from lockstep.running.scene.clock_tolerance import INVALID_MS
from lockstep.running.scene.faults import Faults
from lockstep.running.scene.load_run import Load
from lockstep.running.scene.plant_relays import PlantRelays
from lockstep.running.scene.quiescence import Quiescence
from lockstep.running.service.client import ServiceClient
from lockstep.targets.base import Answer, ConnectArgs, Identity, Look, Target
from lockstep.targets.operations import Act, Reading, ReadOperation, WriteOperation

T = TypeVar("T")
Args = TypeVarTuple("Args")

HOME = "the company"


class Scene:
    """One attempt of one scenario."""

    def __init__(
        self,
        portal: BlockingPortal,
        target: Target,
        header: Header,
        *,
        path: Path,
        people: People,
        texts: Texts,
        allowance_ms: Callable[[], float],
        gate: bool = True,
        dialect: str = "json",
        plant_relays: PlantRelays | None = None,
        load: Callable[[Callable[..., Any], Faults], Load] | None = None,
        service_client: Callable[[Recorder, Callable[..., Any], People], ServiceClient] | None = None,
    ) -> None:
        """Begin a history at `path`. `people` and `texts` make the data of this scenario, `allowance_ms` tells how
        slow the machine is just now; without `gate` budgets are measured and not demanded. `plant_relays` stand
        before the target already; `load` makes what loads it, given `call` and its faults; `service_client` makes the
        client of the suite's own service. Raises OSError."""
        self.target = target
        self.budgets = header.budgets
        self.allowance_ms = allowance_ms
        self.recorder = Recorder(header, path)
        self.actors: dict[str, Actor] = {}
        self.faults = Faults(
            self.recorder, self.call, dialect=dialect, relay=None if plant_relays is None else plant_relays.relay
        )
        self.timings: list[Timing] = []
        self.left: list[str] = []
        self._plant_relays = plant_relays
        self._load = None if load is None else load(self.call, self.faults)
        self._service_client = None if service_client is None else service_client(self.recorder, self.call, people)
        self._portal = portal
        self._people = people
        self._texts = texts
        self._ledger = Ledger()
        self._companies: dict[str, list[Identity]] = {}
        self._own: Target | None = None
        self._since = 0
        self._gate = gate
        self._clean = False

    @property
    def history(self) -> History:
        """What has happened so far."""
        return self.recorder.history

    def call(self, act: Callable[[*Args], Awaitable[T]], *args: *Args) -> T:
        """Do something on the background loop and wait for it; cancelled when the waiting is interrupted."""
        future = self._portal.start_task_soon(act, *args)
        try:
            return future.result()
        finally:
            if not future.done():
                future.cancel()

    def use_variant(self, **settings: str) -> None:
        """Let this scenario have a backend of its own, with these settings; before anybody is enrolled. Raises
        TargetFaultError where the target cannot be started like that, EnvironmentFaultError where the plant of this
        run cannot stand before it."""
        if self.actors:
            raise LookupError("a backend with its own settings must be started before the first person is enrolled")
        own = self.target.variant(**settings)
        self.call(own.start)
        self.target, self._own = own, own
        if self._plant_relays is not None:
            try:
                self.faults.go_through(self.call(self._plant_relays.stand_before, own))
            except RelayError as error:
                raise EnvironmentFaultError(
                    f"the plant cannot stand before this scenario's own backend: {error}"
                ) from error
        if own.promised() != own.promises:
            self.recorder.record(Promised(promises=own.promised()))

    def own_is_gone(self) -> bool:
        """Whether this scenario had a backend of its own, and that does not run any more."""
        return self._own is not None and not self._own.alive()

    @property
    def load(self) -> Load:
        """Many people at once. Raises LookupError in a scene that was made without."""
        if self._load is None:
            raise LookupError("this scene was made without a load")
        return self._load

    @property
    def service_client(self) -> ServiceClient:
        """The client of the suite's own service. Raises LookupError in a scene that was made without."""
        if self._service_client is None:
            raise LookupError("this scene was made without a client of the service")
        return self._service_client

    # people

    def person(self, name: str) -> Actor:
        """Somebody who is in the scenario already. Raises LookupError."""
        if name not in self.actors:
            known = ", ".join(self.actors) or "nobody"
            raise LookupError(f"{name} has not appeared in this scenario yet; those who have: {known}")
        return self.actors[name]

    def enrol(self, name: str, company: str = HOME, script: str | None = None) -> Actor:
        """Give somebody an account in a company, which the first one founds; nothing for who has one already.
        `script`: one of `lockstep.data.people.SCRIPTS`, in which the full name is written."""
        if not self.actors:
            self.faults.stand_before(self.target, own=self._own is not None and self._plant_relays is None)
        if name not in self.actors:
            made = self._people.person(name, script)
            identity = Identity(name, email=made.email, password=made.password, extra={"full_name": made.full_name})
            self.recorder.hide(made.password)
            self.actors[name] = Actor(self.target, self.recorder, identity)
            colleagues = self._companies.setdefault(company, [])
            self.call(self.target.enrol, identity, list(colleagues), self._perform)
            colleagues.append(identity)
            self.name(identity.id, f"{name}'s own")
            if len(colleagues) == 1:
                self.name(identity.company, company)
                self._ledger.made(identity.company, name, company)
            self._ledger.made(identity.id, name, name)
        return self.actors[name]

    def open_chatroom(self, name: str, founder: str, *members: str) -> None:
        """Let there be a private chatroom of this name with these people in it. Raises TargetFaultError."""
        identities = [self.person(member).identity for member in members]
        channel = self.call(self.target.open_chatroom, name, self.person(founder).identity, identities, self._perform)
        self.name(channel, name)

    def admit(self, room: str, founder: str, member: str) -> None:
        """Let somebody else be in a chatroom. Raises TargetFaultError."""
        identities = self.person(founder).identity, self.person(member).identity
        self.call(self.target.admit, self.ref(room), *identities, self._perform)

    def connect(self, name: str, device: str = "laptop", args: ConnectArgs | None = None) -> bool:
        """Open a connection of somebody's device; false when the server did not let it in."""
        return self.call(self.person(name).session(device).open, args)

    def session(self, name: str, device: str = "laptop") -> Session:
        """Somebody's device."""
        return self.person(name).session(device)

    def subscribe(self, name: str, channel: str, device: str = "laptop") -> bool:
        """Let somebody's device ask to hear a channel; false when the server refused."""
        return self.call(self.session(name, device).subscribe, channel)

    def break_backend(self, name: str) -> None:
        """Let a declared fault (`lockstep.targets.backend_faults`) befall the scenario's own backend."""
        self.faults.break_backend(name, self._own)

    # acts

    @property
    def since(self) -> int:
        """The cursor at which the act began that the promises speak of."""
        return self._since

    def act_begins(self) -> None:
        """What happens from here on is what the next promises speak of."""
        self._since = self.history.cursor()

    def act(self, name: str, operation: WriteOperation, /, **fields: Any) -> Answer:
        """Let somebody make a write, over the API unless `via` says otherwise. `room`, `thread`,
        `member` and `members` are given as the scenario calls them."""
        return self.call(lambda: self._perform(self.person(name).identity, operation, **self._refs(fields)))

    def together(
        self,
        acts: list[Act],
        reads: list[Reading] | None = None,
        *,
        in_turn: bool = True,
        besides: Callable[[], Coroutine[Any, Any, Any]] | None = None,
    ) -> None:
        """Let people make writes and reads (name, operation, fields) side by side: each person's writes one after the
        other, and each person's reads; without `in_turn` all writes at once, whoever makes them. `besides` is what
        happens to a connection meanwhile."""

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

        self.call(everybody)

    def texts(self, count: int) -> list[str]:
        """So many texts that nobody has written in this scenario yet."""
        return self._texts.take(count)

    def read(self, name: str, operation: ReadOperation, /, **fields: Any) -> Look:
        """Let somebody read over the API; `room` may be given as the scenario calls it."""
        return self.call(lambda: self.person(name).read(operation, **self._refs(fields)))

    def name(self, ref: str, label: str) -> None:
        """Remember what the scenario calls a channel or an entity."""
        self.recorder.record(Name(ref=ref, label=label))

    def ref(self, label: str) -> str:
        """The channel or entity that the scenario calls so. Raises LookupError."""
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
            raise AssertionError(f"the step expects {count} writes, {len(asked)} were made")
        return acknowledged(self.history, asked)

    def asked(self) -> list[str]:
        """The ids of the writes since the act began. Raises AssertionError when there is none."""
        asked = [row.w for row in writes(self.history, self._since)]
        if not asked:
            raise AssertionError("the step expects a write, but none was made")
        return asked

    def in_time(self, made: list[Made]) -> Matcher[Received]:
        """Delivered within the budget, or, where budgets are only reported, at all. Raises InvalidError where the
        machine is too slow to tell."""
        allowance = self.allowance_ms()
        if allowance > INVALID_MS and self._gate:
            raise InvalidError(
                f"the machine needs {allowance:.0f} ms for an empty round trip, so no time can be judged"
            )
        return received_within(made, self.budgets.delivery_budget_ms, allowance, gate=self._gate)

    def received(self, name: str) -> Received:
        """What somebody received since the act began."""
        return Received(self.history, self.person(name).name, self._since)

    def expect(self, subject: T, *matchers: Matcher[T], patience_ms: float = 0) -> None:
        """Wait until all matchers hold, at most the loss deadline, or `patience_ms` if that is more, and the
        allowance. Raises AssertionError for the first that does not. Measures those on time."""
        timeout_s = (max(self.budgets.loss_ms, patience_ms) + self.allowance_ms()) / 1000
        self.history.wait(lambda: all(matcher.matches(subject) for matcher in matchers), timeout_s)
        if isinstance(subject, Received):
            found = [matcher.timing(subject) for matcher in matchers if isinstance(matcher, Within)]
            self.timings += [timing for timing in found if timing is not None]
        for matcher in matchers:
            assert_that(subject, matcher)

    def expect_received(self, name: str, operation: WriteOperation) -> None:
        """The one write of this operation since the act began is received by somebody once, within the budget."""
        made = self.made(operation, count=1)
        self.expect(self.received(name), received_once(made), self.in_time(made))

    def settle(self) -> None:
        """Wait until the system is quiet, so that a missing event is proof."""
        quiescence = Quiescence(self.recorder, self.target.promises, self.call, self.allowance_ms())
        quiescence.wait_for_quiet(self.actors.values())

    def judge(self) -> list[Verdict]:
        """Every property's verdict on the history, and on those of loads: the worst."""
        loaded = [] if self._load is None else self._load.verdicts()
        return worst([judge(self.history.rows()), loaded] if self.actors or not loaded else [loaded])

    def end(self, outcome: Literal["passed", "failed", "error"]) -> None:
        """The scenario's own steps are over."""
        self.recorder.record(End(outcome=outcome, allowance_ms=self.allowance_ms()))

    # clean-up

    def clean_up(self) -> list[str]:
        """Close every connection and remove what the scenario made: a sentence for each thing that is left, kept as
        `left` too. What was left is tried again by `close`."""
        self.left = self._disconnect()
        if not self._clean:
            kept = self.call(self.target.clean_up, [actor.identity for actor in self.actors.values()])
            self._clean = not kept
            self.left += kept
        return self.left

    def _disconnect(self) -> list[str]:
        for actor in self.actors.values():
            self.call(actor.close)
        sessions = [session for actor in self.actors.values() for session in actor.sessions.values()]
        return [f"{session.name} is still connected" for session in sessions if session.is_open]

    def remains(self) -> list[str]:
        """What this scenario's own backend still holds, a sentence each."""
        return [] if self._own is None else self.call(self._own.leftovers)

    def close(self, *, clean_up: bool) -> tuple[list[str], list[str]]:
        """Close every connection, remove what the scenario made, close the journal. Returns a sentence for each thing
        that could not be removed, and for each that was to be kept."""
        left, kept = [] if self._service_client is None else self._service_client.close(), list[str]()
        if clean_up:
            left += [*self.clean_up(), *([] if self._load is None else self._load.clean_up()), *self.remains()]
        else:
            left += self._disconnect()
            kept = [*self._ledger.left(), *([] if self._load is None else self._load.left())]
        if self._own is not None:
            self.call(self._own.stop)
            if self._plant_relays is not None:
                self.call(self._plant_relays.leave, self._own)
        self.faults.close()
        self.recorder.close()
        return left, kept
