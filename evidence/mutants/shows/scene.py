"""What a mutant is shown in: three people, their sockets, and a chatroom."""

import signal

from tests.reference.process import Started
from tests.reference.wire import Ear, Person

_ROUND_TRIPS = 3


class Scene:
    """Ana and Ben in a chatroom, both listening to it (Ben joined last), and Dan of another company."""

    def __init__(self, backend: Started, people: list[Person], ears: list[Ear], room: int) -> None:
        self._backend = backend
        self.ana, self.ben, self.dan = people
        self.ana_hears, self.ben_hears, self.dan_hears = ears
        self.room = room

    async def settle(self) -> None:
        """Until everything sent so far was read: a marker, then a round trip on every socket."""
        await self.ana_hears.ask("mark", rooms=[f"chatroom:{self.room}"], token="t")
        for ear in (self.ana_hears, self.ben_hears, self.dan_hears):
            await ear.ask("ping")

    async def leap(self) -> None:
        """Put the backend's clock forward; a signal is handled when the server has been round its loop twice."""
        self._backend.process.send_signal(signal.SIGUSR2)
        for _ in range(_ROUND_TRIPS):
            await self.dan.ask("GET", "/health/live")

    def texts(self, ear: Ear) -> list[str]:
        """What was heard of messages, in order."""
        return [event["data"].get("content", "gone") for event in ear.events() if "_message_" in event["event"]]
