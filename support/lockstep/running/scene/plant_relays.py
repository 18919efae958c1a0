"""A plant and the relays in which it does its harm: one before the target of the run, one before each backend that a
scenario starts for itself. Whatever they did is one account, `plant.json`.

An API on another server than the socket is left alone. Errors: RelayError, a sentence for people.
"""

from pathlib import Path

from lockstep.relay.errors import RelayError
from lockstep.relay.parse import PlantSpec
from lockstep.relay.process import RelayProcess
from lockstep.reporting.plant_account import merge, write
from lockstep.targets.base import Target


class PlantRelays:
    """One plant, wherever it stands in this run."""

    def __init__(self, plant: PlantSpec, dialect: str, file: Path) -> None:
        """It stands nowhere yet; `file` is where its account is written."""
        self.text = plant.text
        self._plant = plant
        self._dialect = dialect
        self._file = file
        self._relays: list[tuple[Target, RelayProcess]] = []

    @property
    def relay(self) -> RelayProcess:
        """The one before the target of the run. Raises IndexError before it stands there."""
        return self._relays[0][1]

    async def stand_before(self, target: Target) -> RelayProcess:
        """Let the target be spoken to through a relay with the plant. The first one's account is on disk from its
        first effect on, which outlives a run that is killed. Raises RelayError."""
        api, socket = target.api_base_url, target.websocket_url
        self._file.parent.mkdir(parents=True, exist_ok=True)
        file = None if self._relays else self._file
        relay = RelayProcess(socket, plant=self._plant, dialect=self._dialect, report_file=file)
        await relay.start()
        self._relays.append((target, relay))
        try:
            target.go_to(relay.url(api), relay.url(socket))
        except RelayError:  # the API is another server, which the plant leaves alone
            target.go_to(api, relay.url(socket))
        return relay

    async def leave(self, target: Target) -> None:
        """End what stands before this target. Raises RelayError if it had died."""
        for one, relay in self._relays:
            if one is target:
                await relay.stop()

    def took_effect(self) -> bool:
        """Whether it did anything anywhere; writes the account of all. To be asked when all have stopped. Raises
        RelayError, OSError."""
        accounts = [relay.report() for _, relay in self._relays]
        if len(accounts) > 1:
            write(merge(accounts), self._file)
        return any(account["effects"] for account in accounts)
