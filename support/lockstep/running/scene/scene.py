"""A scene: what one attempt of one scenario has to itself.

Steps let people act through a scene and ask its history; they hold nothing themselves. To what every attempt has
(`lockstep.recordings.attempt`) it adds a backend of the scenario's own, declared faults, a plant's relay, loads, and
the suite's own service.
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
        masker: Masker | None = None,
    ) -> None:
        """Begin a history at `path`. `people` and `texts` make the data of this scenario, `allowance_ms` tells how
        slow the machine is just now; without `gate` budgets are measured and not demanded. `plant_relays` stands
        before the target already; `load` makes what loads it, given `call` and its faults, and `service_client`
        where people deal with the suite's own service; `masker` knows what is secret in the run. Raises OSError."""
        super().__init__(
            portal, target, header, path=path, people=people, texts=texts, allowance_ms=allowance_ms, masker=masker
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
        """Let this scenario have a backend of its own, with these settings; before anybody is enrolled. Raises
        TargetFaultError where the target cannot be started like that, EnvironmentFaultError where the plant of this
        run cannot stand before it."""
        if self.actors:
            raise LookupError("a backend with settings of its own must be there before the first person is")
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
        """Where people deal with the suite's own service. Raises LookupError in a scene that was made without."""
        if self._service_client is None:
            raise LookupError("this scene was made without a service_client")
        return self._service_client

    # people

    def enrol(self, name: str, company: str = HOME, script: str | None = None) -> Actor:
        """Give somebody an account, as every attempt does; before the first, put up the relay of network faults."""
        if not self.actors:
            self.faults.stand_before(self.target, own=self._own is not None and self._plant_relays is None)
        return super().enrol(name, company, script)

    def break_backend(self, name: str) -> None:
        """Let a declared fault (`lockstep.targets.backend_faults`) befall the scenario's own backend."""
        self.faults.break_backend(name, self._own)

    # promises

    def in_time(self, made: list[Made]) -> Matcher[Received]:
        """Delivered within the budget, or, where budgets are only reported, at all. Raises InvalidError where the
        machine is too slow to tell."""
        allowance = self.allowance_ms()
        if allowance > INVALID_MS and self._gate:
            raise InvalidError(
                f"the machine needs {allowance:.0f} ms for a message that costs nothing, so no time can be judged"
            )
        return received_within(made, self.budgets.delivery_budget_ms, allowance, gate=self._gate)

    def expect_received(self, name: str, operation: WriteOperation) -> None:
        """The one write of this operation since the act began is heard by somebody once, within the budget."""
        made = self.made(operation, count=1)
        self.expect(self.received(name), received_once(made), self.in_time(made))

    def judge(self) -> list[Verdict]:
        """Every property's verdict on the history, and on those of loads: the worst."""
        loaded = [] if self._load is None else self._load.verdicts()
        return worst([super().judge(), loaded] if self.actors or not loaded else [loaded])

    # clean-up

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
            left += self.disconnect()
            kept = [*self._ledger.left(), *([] if self._load is None else self._load.left())]
        if self._own is not None:
            self.call(self._own.stop)
            if self._plant_relays is not None:
                self.call(self._plant_relays.leave, self._own)
        self.faults.close()
        self.recorder.close()
        return left, kept
