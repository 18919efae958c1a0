"""Declared faults of one scenario: network faults in a relay in front of its target, and faults of its own backend.

A fault begins and ends when a step says so, at the latest with the scenario's own steps, and is recorded in the
history with its effects. There is a relay only for scenarios that need `faults`; if a plant's relay is already in
front of the target, network faults are made in that one. Faults are allowed on the same hosts as plants.

Errors: EnvironmentFaultError, one sentence: a fault without effect proves nothing, so its scenario is an error.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lockstep.history.history import History
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Fault
from lockstep.relay.errors import RelayError
from lockstep.relay.faults.registry import make_fault
from lockstep.relay.process import RelayProcess
from lockstep.running.errors import EnvironmentFaultError
from lockstep.targets.backend_faults import BACKEND_FAULTS, BackendFault
from lockstep.targets.base import Target, TargetFaultError

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Running:
    """An active fault: its row, the condition for its effect, and its number in the relay or the fault itself."""

    row: Fault
    missing: str
    on: int | BackendFault


class Faults:
    """The declared faults of one scenario."""

    def __init__(
        self, recorder: Recorder, call: Call, *, dialect: str = "json", relay: RelayProcess | None = None
    ) -> None:
        """No fault is active. `call` runs something on the background loop and waits; `relay` is already in front of
        the run's target."""
        self.wanted = False
        self._recorder = recorder
        self._call = call
        self._dialect = dialect
        self._relay = relay
        self._own: RelayProcess | None = None
        self._moved: tuple[Target, str, str] | None = None
        self._running: list[Running] = []
        self._amiss: list[str] = []
        self._until = 0.0

    @property
    def history(self) -> History:
        """The recorder for faults."""
        return self._recorder.history

    # the relay

    def stand_before(self, target: Target, *, own: bool) -> None:
        """Place a relay in front of the target if network faults are needed; an `own` target of the scenario has none
        yet. Raises EnvironmentFaultError."""
        if not self.wanted or self._own is not None or (self._relay is not None and not own):
            return
        api, socket = target.api_base_url, target.websocket_url
        try:
            self._own = RelayProcess(socket, dialect=self._dialect)
            self._call(self._own.start)
            self._moved = (target, api, socket)
            target.go_to(_through(self._own, api), self._own.url(socket))
        except RelayError as error:
            raise EnvironmentFaultError(f"network faults are not possible here: {error}") from error

    def go_through(self, relay: RelayProcess) -> None:
        """Make network faults in this relay, which is already in front of the scenario's own target."""
        self._relay = relay

    def close(self) -> None:
        """Remove the relay."""
        if self._moved is not None:
            target, api, socket = self._moved
            target.go_to(api, socket)
            self._moved = None
        if self._own is not None:
            self._call(self._own.stop)
            self._own = None

    # network faults

    def begin(self, name: str, **options: Any) -> None:
        """Begin a network fault; `who`, `device`, `on` and its own options select whom it affects and how. Raises
        EnvironmentFaultError."""
        relay = self._own or self._relay
        if relay is None:
            raise EnvironmentFaultError(f"{name}: network faults need a relay, so tag the scenario @needs.faults")
        person, device = options.get("who"), options.get("device")
        try:
            fault = make_fault(name, options)
            row = Fault(
                name=name,
                phase="start",
                does=fault.does,
                delay_ms=fault.delay_ms,
                person=person or None,
                session=f"{person}/{device}" if person and device else None,
            )
            self._recorder.record(row)
            number = self._call(lambda: relay.begin_fault(name, **options))
        except RelayError as error:
            raise EnvironmentFaultError(str(error)) from error
        self._running.append(Running(row, fault.missing, number))

    def lasts(self, seconds: float) -> None:
        """Keep the fault that began last for at least this long, even if it is ended earlier."""
        self._until = time.monotonic() + seconds

    # faults of the backend

    def break_backend(self, name: str, target: Target | None) -> None:
        """Begin a fault of the scenario's own backend. Raises EnvironmentFaultError."""
        process = target.process() if target is not None else None
        if process is None:
            raise EnvironmentFaultError(
                f'the backend cannot be {name}: a scenario may do that only to its own backend ("Given a backend'
                ' that may break")'
            )
        fault = BACKEND_FAULTS[name](process)
        row = Fault(name=f"backend {name}", phase="start", does=fault.does)
        self._recorder.record(row)
        self._running.append(Running(row, fault.missing, fault))
        try:
            self._call(fault.begin)
        except TargetFaultError as error:
            raise EnvironmentFaultError(str(error)) from error

    # the end of both

    def end(self, person: str | None = None, *, backend: bool = False) -> None:
        """End the network faults of a person, or all network faults, or the backend's. Raises EnvironmentFaultError
        for a fault without effect."""
        ending = [
            one
            for one in self._running
            if isinstance(one.on, BackendFault) == backend and (person is None or one.row.person == person)
        ]
        if not ending:
            raise EnvironmentFaultError("there is no active declared fault to end")
        self._recorder.history.wait(lambda: time.monotonic() >= self._until, max(0.0, self._until - time.monotonic()))
        for one in ending:
            self._end(one)
        if self._amiss:
            raise EnvironmentFaultError("; ".join(self._amiss))

    def end_all(self) -> list[str]:
        """End all active faults; a sentence for each that took no effect, or could not be ended."""
        for one in reversed(self._running.copy()):
            self._end(one)
        return self._amiss

    def _end(self, one: Running) -> None:
        self._running.remove(one)
        relay = self._own or self._relay
        evidence, delay_ms = "", 0.0
        try:
            if isinstance(one.on, BackendFault):
                evidence = self._call(one.on.end)
            elif relay is not None:
                account = self._call(relay.end_fault, one.on)
                evidence, delay_ms = account["evidence"], account["delay_ms"]
        except (RelayError, TargetFaultError) as error:
            self._amiss.append(str(error))
        else:
            if not evidence:
                whose = f" of {one.row.person}" if one.row.person else ""
                self._amiss.append(
                    f'the declared fault "{one.row.name}"{whose} took no effect, so the scenario proves nothing:'
                    f" {one.missing} while it was on"
                )
        row = one.row
        self._recorder.record(
            Fault(
                name=row.name,
                phase="end",
                evidence=evidence,
                does=row.does,
                delay_ms=delay_ms,
                person=row.person,
                session=row.session,
            )
        )


def _through(relay: RelayProcess, api: str) -> str:
    """The API's address through the relay; its own address if it is another server, whose network is not affected."""
    try:
        return relay.url(api)
    except RelayError:
        return api
