"""What the adapter of the reference backend knows about people and places from the answers so far.

It determines whose rights an operation changes and where its events are due.
"""

from dataclasses import dataclass, field
from typing import Any

from lockstep.targets.base import Answer, Identity, Right, Write


@dataclass(slots=True)
class World:
    """The known people and places.

    people: user reference to person and company. guests: the persons who are GUEST. public: company to its public
    chatrooms. places: chatroom to its company, thread to its chatroom, message to the chatroom or thread it is in.
    hearers: channel to the persons who may receive it. erased: companies that were.
    """

    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    guests: set[str] = field(default_factory=set)
    public: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    hearers: dict[str, set[str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def name(self, user: str) -> str | None:
        """The person behind a user reference."""
        return self.people.get(user, (None, ""))[0]

    def staff(self, company: str) -> list[str]:
        """The people of a company."""
        return [person for person, of in self.people.values() if of == company]

    def within(self, place: str) -> list[str]:
        """The channels in a place: the chatrooms of a company, the threads of a chatroom."""
        kinds = {"company": "chatroom:", "chatroom": "thread:"}
        kind = kinds.get(place.partition(":")[0], "nothing")
        return sorted(thing for thing, where in self.places.items() if where == place and thing.startswith(kind))

    def learn(self, write: Write, answer: Answer) -> None:
        """Update from an acknowledged write."""
        if answer.outcome != "ok" or answer.entity is None:
            return
        data = answer.body["data"]
        match write.operation:
            case "register" | "accept_invitation":
                self.people[answer.entity] = (write.person, data["membership"]["roomId"])
                self._ranks(answer.entity, data["user"]["role"])
            case "erase_company":
                self.erased.add(answer.entity)
            case "change_role":
                self._ranks(answer.entity, data["role"])
            case "create_chatroom":
                self.places[answer.entity] = company = f"company:{data['companyId']}"
                if not data["isPrivate"]:
                    self.public.setdefault(company, set()).add(answer.entity)
            case "create_thread" | "post_message":
                self.places[answer.entity] = f"chatroom:{data['chatroomId']}"
            case "post_thread_message":
                self.places[answer.entity] = f"thread:{data['threadId']}"

    def _ranks(self, user: str, role: str) -> None:
        (self.guests.add if role == "GUEST" else self.guests.discard)(self.people[user][0])

    def change(self, rights: list[Right]) -> None:
        """Update from changed rights."""
        for right in rights:
            hearers = self.hearers.setdefault(right.channel, set())
            (hearers.add if right.change == "grant" else hearers.discard)(right.person)

    def forget(self, identity: Identity) -> None:
        """Remove a person, and the company with everything in it."""
        self.people.pop(identity.id, None)
        self.guests.discard(identity.person)
        self.public.pop(identity.company, None)
        gone = {identity.company, identity.id}
        while gone:
            self.hearers = {channel: who for channel, who in self.hearers.items() if channel not in gone}
            gone = {thing for thing, place in self.places.items() if place in gone}
            self.places = {thing: place for thing, place in self.places.items() if thing not in gone}


def membership(data: dict[str, Any]) -> str:
    """The entity of a membership."""
    return f"membership:{data['roomId']}/user:{data['userId']}"


def presence(data: dict[str, Any], world: World) -> str:
    """The entity of a person's presence: by their name, or by the reference of an unknown person."""
    user = f"user:{data.get('userId')}"
    return f"presence:{world.name(user) or user}"
