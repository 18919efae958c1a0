"""Write subjects: which entities a write is about, as far as its outcomes and its operation tell.

A write names the entities of its answer and of its effects. One that names none (its answer was lost, or the target
says no more) may be about any entity of its channels, where it has some, and of the kind its operation speaks of,
where the history has entities of that kind: `delete_thread_message` speaks of `thread-message:9`. A write that
names none and grants or revokes a right is about the right alone. See docs/properties.md, "Writes and their events".
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.writes import Write

DELETIONS = ("delete_", "remove_", "erase_", "deactivate_")
"""How the operations begin after which the entities that they name are no longer there."""

Place = tuple[str | None, str | None]
"""A channel and a kind of entity, None for any."""


def kind_of(entity: str) -> str:
    """The kind of an entity: what stands before the colon."""
    return entity.partition(":")[0]


def deletes(operation: str) -> bool:
    """Whether what this operation names is no longer there afterwards."""
    return operation.startswith(DELETIONS)


def named_by(write: Write) -> set[str]:
    """The entities that the write's answer and effects name."""
    named = {expected.effect.entity for expected in write.expected if not expected.assumed}
    if write.answer is not None:
        named.add(write.answer.entity)
        named.update(shown.entity for shown in write.answer.shows)
    return {entity for entity in named if entity is not None}


def spoken_of(write: Write) -> str:
    """The kind of entity that the write's operation speaks of, as it is spelt in entities: `thread-message`."""
    return write.invoke.operation.partition("_")[2].replace("_", "-")


def is_deletion(write: Write) -> bool:
    """Whether the write's operation removes something, by its name."""
    return deletes(write.invoke.operation)


def passes(write: Write) -> bool:
    """Whether a write causes nothing but ephemeral events, as far as its answers tell, and they tell of some."""
    told = [expected.effect for expected in write.expected if not expected.assumed]
    return bool(told) and not any(effect.durable for effect in told)


class Vague:
    """Writes that name no entity, by the places they may be about, with the times they were invoked."""

    def __init__(self, facts: Facts, writes: Iterable[Write], kinds: Iterable[str]) -> None:
        """`kinds` are those that the history has entities of."""
        self._kinds = set(kinds)
        self._of_rights = {row.w for rights in facts.rights.values() for row in (*rights.grants, *rights.revokes)}
        self._times: dict[Place, list[int]] = defaultdict(list)
        for write in writes:
            for place in self._places(write):
                self._times[place].append(write.invoke.t)
        for times in self._times.values():
            times.sort()

    def _places(self, write: Write) -> Iterator[Place]:
        if write.invoke.w in self._of_rights:
            return
        kind = spoken_of(write) if spoken_of(write) in self._kinds else None
        channels = {expected.effect.channel for expected in write.expected}
        channels |= {write.invoke.channel} if write.invoke.channel else set()
        if not channels:
            yield None, kind
        for channel in sorted(channels):
            yield channel, kind

    def __iter__(self) -> Iterator[tuple[int, Place]]:
        """Each place and time, in order of time."""
        return iter(
            sorted(((t, place) for place, times in self._times.items() for t in times), key=lambda one: one[0])
        )

    def between(self, channel: str | None, kind: str, since: int, until: int) -> bool:
        """Whether such a write, invoked from `since` to `until` (ns), may be about an entity of this kind there; a
        channel of None is not known, so that any may be meant."""
        channels = {place[0] for place in self._times} if channel is None else {channel, None}
        for place in ((one, of) for one in channels for of in (kind, None)):
            times = self._times.get(place, [])
            at = bisect_left(times, since)
            if at < len(times) and times[at] <= until:
                return True
        return False
