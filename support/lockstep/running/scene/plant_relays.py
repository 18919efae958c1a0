"""A plant and the relays in which it acts: one in front of the target of the run, one in front of each backend that a
scenario starts for itself. Their effects are merged into one account, `plant.json`.

An API on another server than the socket is left alone. Errors: RelayError, a sentence for people.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lockstep.relay.errors import RelayError
from lockstep.relay.parse import PlantSpec
from lockstep.relay.process import RelayProcess
from lockstep.reporting.plant_account import merge, write
from lockstep.targets.base import Target


class PlantRelays:
    """One plant, wherever it is placed in this run."""

    def __init__(self, plant: PlantSpec, dialect: str, file: Path) -> None:
        """It is not placed anywhere yet; its account is written to `file`."""
        self.text = plant.text
        self._plant = plant
        self._dialect = dialect
        self._file = file
        self._relays: list[tuple[Target, RelayProcess]] = []

    @property
    def relay(self) -> RelayProcess:
        """The relay in front of the run's target. Raises IndexError if there is none yet."""
        return self._relays[0][1]

    async def stand_before(self, target: Target) -> RelayProcess:
        """Route the target's traffic through a relay with the plant. The first relay's account is on disk from its
        first effect on, and so survives if the run is killed. Raises RelayError."""
        api, socket = target.api_base_url, target.websocket_url
        self._file.parent.mkdir(parents=True, exist_ok=True)
        file = None if self._relays else self._file
        relay = RelayProcess(socket, plant=self._plant, dialect=self._dialect, report_file=file)
        await relay.start()
        self._relays.append((target, relay))
        try:
            target.go_to(relay.url(api), relay.url(socket))
        except RelayError:  # the API is another server, which the plant does not affect
            target.go_to(api, relay.url(socket))
        return relay

    async def leave(self, target: Target) -> None:
        """End the relay in front of this target. Raises RelayError if it had died."""
        for one, relay in self._relays:
            if one is target:
                await relay.stop()

    def took_effect(self) -> bool:
        """Whether the plant took effect anywhere; writes the merged account. Call it when all relays have stopped.
        Raises RelayError, OSError."""
        accounts = [relay.report() for _, relay in self._relays]
        if len(accounts) > 1:
            write(merge(accounts), self._file)
        return any(account["effects"] for account in accounts)

    def why(self) -> list[str]:
        """Why it took no effect, in words, and what the relays could not read. Call it when all have stopped."""
        return reasons(merge([relay.report() for _, relay in self._relays])) if self._relays else []


def reasons(account: Mapping[str, Any]) -> list[str]:
    """Why a plant took no effect, by its account."""
    unread = account.get("traffic", {}).get("unread", {})
    return [*account.get("why", ()), *(f"not read: {what} ({count} times)" for what, count in unread.items())]


def told(why: Sequence[str]) -> str:
    """The reasons as the part of a sentence, at most three; empty without any."""
    return f": {'; '.join(why[:3])}" if why else ""
