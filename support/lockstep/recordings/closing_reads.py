"""The closing read: when a scenario's own steps are done and the system is quiet, everybody reads what they may see.

Which reads there are the adapter declares (`lockstep.targets.closing_reads`); what there is to be read the history
knows. Everybody's reads are made one after the other, all people's at the same time, with at most `limit` requests
in all and `WITHIN_S` seconds; every read is a row of the history with the mark `closing`. Nothing is judged here.

Before the first act somebody reads every list once, and everybody those of what they may see: a list that nobody has
read is in no cache, and what it showed before can be compared with what it shows at the end.

Somebody whose request is answered with 401, 408, 425, 429 or 5xx, or not at all, reads nothing more: they are logged
out, their rights or their time are over, or the backend is down or busy. What was not read is not judged.
"""

import asyncio
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from lockstep.actors.actor import Actor
from lockstep.checks.facts.named_things import NamedThings
from lockstep.checks.facts.write_subjects import kind_of
from lockstep.history.rows import AnyRow, Closing
from lockstep.targets.base import Identity, Look
from lockstep.targets.closing_reads import PERSON, ClosingRead

WITHIN_S = 5.0
OUTSIDE = 1
"""How many reads are made by people who may not see what they ask for; which of those declared changes from one
scenario to the next."""

_OVER = frozenset({401, 408, 425, 429})


class Planned(NamedTuple):
    """A read that somebody is to make: the first page takes `first`, the others the cursor and `fields`."""

    read: ClosingRead
    closing: Closing
    fields: dict[str, Any]

    def before_the_first_act(self) -> "Planned":
        """The same, made for comparison."""
        return self._replace(closing=msgspec.structs.replace(self.closing, opening=True))


def plan(rows: Iterable[AnyRow], declared: Sequence[ClosingRead], people: Sequence[Identity]) -> list[list[Planned]]:
    """What each of these people is to read, in their order."""
    return _Plan(NamedThings(rows), people).of(declared)


def plan_before(
    rows: Iterable[AnyRow], declared: Sequence[ClosingRead], people: Sequence[Identity]
) -> list[list[Planned]]:
    """What is to be read before the first act: every list of a place by one person, every other list by all."""
    lists = [dataclasses.replace(read, entity="") for read in declared if read.holds and not read.changed]
    planned, known = _Plan(NamedThings(rows), people, outside=0).of(lists), set[tuple[str, str]]()
    for person, reads in zip(people, planned, strict=True):
        for one in tuple(reads):
            key = (one.read.operation, one.closing.place or person.person)
            if key in known:
                reads.remove(one)
            known.add(key)
    return [[one.before_the_first_act() for one in reads] for reads in planned]


async def read_everything(
    rows: Iterable[AnyRow],
    declared: Sequence[ClosingRead],
    actors: Sequence[Actor],
    limit: int,
    *,
    before: bool = False,
) -> None:
    """Let everybody read what they may see, or, `before` the first act, somebody every list. Raises TargetFaultError
    for a read that the adapter does not know."""
    planned = (plan_before if before else plan)(rows, declared, [actor.identity for actor in actors])
    left = iter(range(limit))
    with suppress(TimeoutError):
        async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as group:
            for actor, reads in zip(actors, planned, strict=True):
                group.create_task(_read_in_turn(actor, reads, left), name=f"closing reads of {actor.name}")


async def _read_in_turn(actor: Actor, reads: Sequence[Planned], left: Iterator[int]) -> None:
    for one in reads:
        page, fields = one.closing, {**one.fields, **one.read.first}
        while next(left, None) is not None:
            look = await actor.closing_read(one.read.operation, page, **fields)
            if _is_over(look):
                return
            if look.cursor is None or not one.read.cursor:
                break
            page = msgspec.structs.replace(page, page=page.page + 1)
            fields = {**one.fields, one.read.cursor: look.cursor}


def _is_over(look: Look) -> bool:
    return not look.status.isdigit() or int(look.status) in _OVER or int(look.status) >= 500


class _Thing(NamedTuple):
    """What a read is about: a thing, its place, and for an account the name of its person."""

    ref: str
    place: str | None
    name: str = ""


class _Plan:
    def __init__(self, things: NamedThings, people: Sequence[Identity], outside: int = OUTSIDE) -> None:
        self._things = things
        self._most_outside = outside
        self._people = [one for one in people if one.id]
        self._reads: dict[str, list[Planned]] = {one.person: [] for one in people}
        self._outside: list[tuple[Identity, ClosingRead, _Thing]] = []
        self._turn = 0

    def of(self, declared: Sequence[ClosingRead]) -> list[list[Planned]]:
        for read in declared:
            if read.each:
                self._each(read)
            elif any(kind in self._things.kinds for kind in read.holds) or not read.holds:
                self._once(read)
        begin = sum(len(known) for known in self._things.kinds.values()) % (len(self._outside) or 1)
        for person, read, thing in (self._outside[begin:] + self._outside[:begin])[: self._most_outside]:
            self._add(person, read, thing)
        return list(self._reads.values())

    def _once(self, read: ClosingRead) -> None:
        """A read of no thing in particular: by one person of each company, or by everybody."""
        asked: set[str] = set()
        for person in self._people:
            if read.one_reader and person.company in asked:
                continue
            if read.changed and not self._has_changed(read, person):
                continue
            asked.add(person.company)
            self._add(person, read, _Thing("", person.company))

    def _has_changed(self, read: ClosingRead, reader: Identity) -> bool:
        """Whether the reader's own thing, or anything of a kind that the list holds, was changed."""
        changed = self._things.changed
        if read.entity:
            return _filled(read.entity, _Thing("", reader.company), reader) in changed
        return any(kind_of(thing) in read.holds for thing in changed)

    def _each(self, read: ClosingRead) -> None:
        things = [one for one in self._of(read) if self._is_wanted(read, one)]
        outsider = None
        for thing in things[: read.newest or None]:
            place = _filled(read.place, thing, None)
            readers = [one for one in self._people if self._things.may_see(one.person, place)]
            others = [one for one in self._people if one not in readers]
            outsider = outsider or ((others[-1], thing) if others else None)
            if read.one_reader and readers:
                self._turn += 1
                readers = [readers[self._turn % len(readers)]]
            for person in readers:
                self._add(person, read, thing)
        if outsider is not None:
            self._outside.append((outsider[0], read, outsider[1]))

    def _of(self, read: ClosingRead) -> list[_Thing]:
        things = self._things
        if read.each == PERSON:
            return [_Thing(one.id, one.company or None, one.person) for one in reversed(self._people)]
        return [_Thing(ref, things.place_of(ref)) for ref in things.of(read.each)]

    def _is_wanted(self, read: ClosingRead, thing: _Thing) -> bool:
        """Whether the history named the single thing that this read shows, and changed it, if that is a condition;
        or something of a kind that it lists."""
        things = self._things
        if read.entity:
            entity = _filled(read.entity, thing, None) or ""
            return things.knows(entity) and (not read.changed or entity in things.changed)
        return any(kind in things.kinds for kind in (*read.holds, read.counts))

    def _add(self, person: Identity, read: ClosingRead, thing: _Thing) -> None:
        closing = Closing(
            holds=read.holds,
            place=_filled(read.place, thing, person),
            entity=_filled(read.entity, thing, person),
            counts=read.counts or None,
        )
        fields = {**read.fields, **({read.field: thing.ref} if read.field else {})}
        self._reads[person.person].append(Planned(read, closing, fields))


def _filled(template: str, thing: _Thing, reader: Identity | None) -> str | None:
    """A template with its placeholders filled; None where it is empty, or what it stands for is not known."""
    own, company = ("", "") if reader is None else (reader.id, reader.company)
    filled = template.format(each=thing.ref, place=thing.place or "", name=thing.name, id=own, company=company)
    return filled or None
