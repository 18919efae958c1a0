"""What a mutant is shown in: three people, their sockets, and a chatroom."""

from tests.reference.wire import Ear, Person


class Scene:
    """Ana and Ben in a chatroom, both listening to it (Ben joined last), and Dan of another company."""

    def __init__(self, people: list[Person], ears: list[Ear], room: int) -> None:
        self.ana, self.ben, self.dan = people
        self.ana_hears, self.ben_hears, self.dan_hears = ears
        self.room = room

    async def settle(self) -> None:
        """Until everything sent so far was read: a marker, then a round trip on every socket."""
        await self.ana_hears.ask("mark", rooms=[f"chatroom:{self.room}"], token="t")
        for ear in (self.ana_hears, self.ben_hears, self.dan_hears):
            await ear.ask("ping")

    def texts(self, ear: Ear) -> list[str]:
        """What was heard of messages, in order."""
        return [event["data"].get("content", "gone") for event in ear.events() if "_message_" in event["event"]]
