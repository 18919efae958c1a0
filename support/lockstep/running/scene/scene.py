"""A scene: everything that belongs to one attempt at one scenario.

Steps let people act through a scene and query its history; they hold no state themselves. To the parts of every
attempt (`lockstep.recordings.attempt`) it adds the scenario's own backend, declared faults, a plant's relay, loads,
and the suite's own service.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal
from hamcrest.core.matcher import Matcher

from lockstep.actors.actor import Actor
from lockstep.checks.verdicts import Verdict, worst
from lockstep.data.content import Texts
from lockstep.data.people import People
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Header, Promised
from lockstep.masking import Masker
from lockstep.matchers.delivery import received_once, received_within
from lockstep.matchers.received import Made, Received
from lockstep.recordings.attempt import HOME, Attempt
from lockstep.recordings.clock_tolerance import INVALID_MS
from lockstep.relay.errors import RelayError
from lockstep.running.errors import EnvironmentFaultError, InvalidError
from lockstep.running.scene.faults import Faults
from lockstep.running.scene.load_run import Load
from lockstep.running.scene.plant_relays import PlantRelays
from lockstep.running.service.client import ServiceClient
from lockstep.targets.base import Target
from lockstep.targets.operations import WriteOperation


class Scene(Attempt):
    """One attempt at one scenario."""

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
        gate: bool = True,
        dialect: str = "json",
        plant_relays: PlantRelays | None = None,
        load: Callable[[Callable[..., Any], Faults], Load] | None = None,
        service_client: Callable[[Recorder, Callable[..., Any], People], ServiceClient] | None = None,
        masker: Masker | None = None,
    ) -> None:
        """Begin a history at `path`. `people` and `texts` make the data of this scenario, `tolerance_ms` returns how
        slow the machine currently is, `closing_reads` is how many the people may make at the end; without `gate`
        budgets are measured but not enforced. `plant_relays` is already in front of the target; `load` creates the
        load, given `call` and the faults, and `service_client` the client of the suite's own service; `masker` knows
        the run's secrets. Raises OSError."""
        super().__init__(
            portal,
            target,
            header,
            path=path,
            people=people,
            texts=texts,
            tolerance_ms=tolerance_ms,
            closing_reads=closing_reads,
            masker=masker,
        )
        self.faults = Faults(
            self.recorder, self.call, dialect=dialect, relay=None if plant_relays is None else plant_relays.relay
        )
        self._plant_relays = plant_relays
        self._load = None if load is None else load(self.call, self.faults)
        self._service_client = None if service_client is None else service_client(self.recorder, self.call, people)
        self._own: Target | None = None
        self._gate = gate

    def use_variant(self, **settings: str) -> None:
        """Give this scenario its own backend, with these settings; before anyone is enrolled. Raises TargetFaultError
        if the target cannot be started like that, EnvironmentFaultError if the plant of this run cannot be placed in
        front of it."""
        if self.actors:
            raise LookupError("a backend with its own settings must be started before the first person appears")
        own = self.target.variant(**settings)
        self.call(own.start)
        self.target, self._own = own, own
        if self._plant_relays is not None:
            try:
                self.faults.go_through(self.call(self._plant_relays.stand_before, own))
            except RelayError as error:
                raise EnvironmentFaultError(
                    f"the plant cannot be placed in front of this scenario's own backend: {error}"
                ) from error
        if own.promised() != own.promises:
            self.recorder.record(Promised(promises=own.promised()))

    def own_is_gone(self) -> bool:
        """Whether this scenario had its own backend, which is no longer running."""
        return self._own is not None and not self._own.alive()

    @property
    def load(self) -> Load:
        """The load. Raises LookupError in a scene without one."""
        if self._load is None:
            raise LookupError("this scene was made without a load")
        return self._load

    @property
    def service_client(self) -> ServiceClient:
        """The client of the suite's own service. Raises LookupError in a scene without one."""
        if self._service_client is None:
            raise LookupError("this scene was made without a service_client")
        return self._service_client

    # people

    def enrol(self, name: str, company: str = HOME, script: str | None = None) -> Actor:
        """Create a person's account, as in every attempt; before the first, start the relay for network faults."""
        if not self.actors:
            self.faults.stand_before(self.target, own=self._own is not None and self._plant_relays is None)
        return super().enrol(name, company, script)

    def break_backend(self, name: str) -> None:
        """Apply a declared fault (`lockstep.targets.backend_faults`) to the scenario's own backend."""
        self.faults.break_backend(name, self._own)

    def read_before(self) -> None:
        """Let somebody read every list before the first act, as in every attempt; not on a backend with settings of
        its own, which may count requests."""
        if self._own is None:
            super().read_before()

    # promises

    def in_time(self, made: list[Made]) -> Matcher[Received]:
        """Delivered within the budget, or, if budgets are only reported, at any time. Raises InvalidError if the
        machine is too slow to judge."""
        tolerance = self.tolerance_ms()
        if tolerance > INVALID_MS and self._gate:
            raise InvalidError(
                f"the machine needs {tolerance:.0f} ms for a message that costs nothing, so no time can be judged"
            )
        return received_within(made, self.budgets.delivery_budget_ms, tolerance, gate=self._gate)

    def expect_received(self, name: str, operation: WriteOperation) -> None:
        """The one write of this operation since the act began is received by a person once, within the budget."""
        made = self.made(operation, count=1)
        self.expect(self.received(name), received_once(made), self.in_time(made))

    def judge(self) -> list[Verdict]:
        """Every property's verdict: the worst of those on the history and on the histories of loads."""
        loaded = [] if self._load is None else self._load.verdicts()
        return worst([super().judge(), loaded] if self.actors or not loaded else [loaded])

    # clean-up

    def remains(self) -> list[str]:
        """The items that this scenario's own backend still holds, one sentence each."""
        return [] if self._own is None else self.call(self._own.leftovers)

    def close(self, *, clean_up: bool) -> tuple[list[str], list[str]]:
        """Close every connection, remove everything the scenario created, close the journal. Returns a sentence for
        each item that could not be removed, and for each that was to be kept."""
        left, kept = [] if self._service_client is None else self._service_client.close(), list[str]()
        if clean_up:
            left += [*self.clean_up(), *([] if self._load is None else self._load.clean_up()), *self.remains()]
        else:
            left += self.disconnect()
            kept = [*self._ledger.left(), *([] if self._load is None else self._load.left())]
        if self._own is not None:
            self.call(self._own.stop)
            if self._plant_relays is not None:
                self.call(self._plant_relays.leave, self._own)
        self.faults.close()
        self.recorder.close()
        return left, kept
