"""What the two people of a trial write, and where it is announced: messages of a chatroom, or things of a resource.

An adapter whose people chat is tried with messages. Any other is tried with the first of its resources of which one
event announces a creation or a change, in a channel that all people share.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from lockstep.actors.actor import Actor
from lockstep.clients.dialects.templates import fill, placeholders
from lockstep.targets.base import Act, Target
from lockstep.targets.resources import Resource, Values, Verb

CHATROOM = "chatroom:"
_PERSONAL = frozenset({"me", "person", "email"})


class MissedError(Exception):
    """A piece does not work: what was observed, what was expected, which method to write."""

    def __init__(self, seen: str, expected: str, method: str) -> None:
        super().__init__(f"{seen}; expected was {expected}; write {method}")


class Subject(Protocol):
    """What is written."""

    about: str
    """It in words, once it is open."""

    async def open(self, act: Act) -> str:
        """Make what the writes are about, and return the channel in which they are announced. Raises MissedError."""

    def write(self) -> tuple[str, dict[str, Any]]:
        """The operation and the fields of the next write."""


def subject_of(target: Target, people: Sequence[Actor]) -> Subject:
    """What people, of whom the first writes, write to this target. Raises MissedError."""
    if target.chats:
        return _Messages(target, people)
    for resource, verb in _announced(target.resources):
        return _Things(target, people, resource, verb)
    seen = "nobody chats here (chats is false), and no resource declares what one could watch"
    raise MissedError(seen, "a create or change that one event announces, in one channel for all", "resources")


def _announced(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Verb]]:
    """What is announced by one event, in a channel that does not depend on who watches."""
    for verb in (Verb.CREATE, Verb.CHANGE):
        for of in resources:
            channels = [one for each in of.kinds_of(verb).values() for one in each]
            can = of.create is not None and of.operation(verb) is not None
            if can and len(channels) == 1 and not placeholders(channels[0]) & _PERSONAL:
                yield of, verb


class _Messages:
    """Messages of a chatroom."""

    about = ""

    def __init__(self, target: Target, people: Sequence[Actor]) -> None:
        self._target, self._people = target, people
        self._channel = ""

    async def open(self, act: Act) -> str:
        """Open a chatroom."""
        founder, *members = (one.identity for one in self._people)
        channel = await self._target.open_chatroom("design", founder, members, act)
        if not isinstance(channel, str) or not channel.startswith(CHATROOM):
            seen = f"open_chatroom returned {channel!r}"
            raise MissedError(seen, f"a channel such as {CHATROOM}7", "open_chatroom")
        self._channel, self.about = channel, f"in {channel}"
        return channel

    def write(self) -> tuple[str, dict[str, Any]]:
        """A message."""
        return "post_message", {"channel": self._channel, "content": "Shall we begin?"}


class _Things:
    """Things of a resource, each created anew; or one of them, which changes."""

    def __init__(self, target: Target, people: Sequence[Actor], of: Resource, verb: Verb) -> None:
        self._target, self._people = target, people
        self._of, self._verb = of, verb
        self._parent: str | None = None
        self._ref: str | None = None
        self._state: dict[str, Any] = {}
        self._values: dict[str, Values] = {}
        self.about = ""

    async def open(self, act: Act) -> str:
        """Create what things are in, and the thing that will change."""
        if self._of.parent:
            parent = next(one for one in self._target.resources if one.name == self._of.parent)
            self._parent = await self._create(parent, act)
        if self._verb == Verb.CHANGE:
            self._ref = await self._create(self._of, act)
        identity = self._people[0].identity
        known = {"company": identity.company}
        for name, value in (("ref", self._ref), ("parent", self._parent)):
            if value is not None:
                known |= {name: value, {"ref": "id", "parent": "parent_id"}[name]: value.partition(":")[2]}
        channel = str(fill(self._of.watched(self._verb)[0], known))
        kind = {Verb.CREATE: "each new", Verb.CHANGE: "each change of a"}[self._verb]
        self.about = f"for {kind} {self._of.name} in {channel}"
        return channel

    def write(self) -> tuple[str, dict[str, Any]]:
        """A creation or a change."""
        if self._verb == Verb.CREATE:
            return self._creation(self._of, self._parent)
        change = self._values_of(self._of).changed(self._state)
        self._state |= change
        return self._of.call(Verb.CHANGE, change, ref=self._ref, parent=self._parent)

    async def _create(self, of: Resource, act: Act) -> str:
        operation, fields = self._creation(of, self._parent if of is self._of else None)
        answer = await act(self._people[0].identity, operation, **fields)
        if answer.outcome != "ok" or answer.entity is None:
            seen = f"the answer to Ana's {operation} is {answer.status} ({answer.outcome}), of {answer.entity}"
            raise MissedError(seen, "it to be accepted, and to show its id", f"{of.name}: create, id")
        self._state = {name: value for name, value in fields.items() if name in of.fields}
        return answer.entity

    def _creation(self, of: Resource, parent: str | None) -> tuple[str, dict[str, Any]]:
        members = tuple(one.identity.id for one in self._people[1:])
        return of.call(Verb.CREATE, self._values_of(of).fresh(), parent=parent, members=members)

    def _values_of(self, of: Resource) -> Values:
        return self._values.setdefault(of.name, Values(of, self._target.run))
