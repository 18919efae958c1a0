"""Closing reads: what they show and should not, or do not show and should: P14; and to whom they show it: P19."""

from collections.abc import Iterator
from dataclasses import dataclass

from lockstep.history.rows import Invoke, Ok, Read, Snapshot

from evidence.oracle.opinion.contents import allowed
from evidence.oracle.opinion.facts import Facts

_MESSAGE = "message:"


@dataclass(frozen=True)
class _End:
    """What is left of an entity: whether it is there, at which version and with which content; None: not known."""

    there: bool
    version: int | None
    digest: str | None


def amiss(facts: Facts) -> bool:
    """A closing read of somebody allowed the room lacks what is there, shows what is gone, an older version, other
    content or one thing twice, or counts otherwise."""
    ends: dict[str, dict[str, _End | None] | None] = {}
    for pages in _lists(facts):
        first = pages[0]
        place = first.closing.place if first.closing is not None else None
        if place is None or first.closing is None or not allowed(facts, first, place):
            continue
        if place not in ends:
            ends[place] = _ends(facts, place)
        known = ends[place]
        if known is not None and _wrong(facts, pages, known):
            return True
    return False


def _lists(facts: Facts) -> Iterator[list[Read | Snapshot]]:
    """The pages of each closing read that was answered, those before the first act apart."""
    found: list[list[Read | Snapshot]] = []
    for look in facts.looks:
        if look.closing is None or look.closing.opening:
            continue
        if look.closing.page == 1:
            found.append([])
        found[-1].append(look)
    for pages in found:
        if all(look.status == "200" or look.absent for look in pages):
            yield pages


def _wrong(facts: Facts, pages: list[Read | Snapshot], ends: dict[str, _End | None]) -> bool:
    closing, shown = pages[0].closing, [one for look in pages for one in look.shows]
    assert closing is not None
    names = [one.entity for one in shown]
    there = {name for name, end in ends.items() if end is not None and end.there}
    for one in shown:
        end = ends.get(one.entity)
        if end is None:
            continue
        if not end.there or names.count(one.entity) > 1:
            return True
        if facts.promises.versions and None not in {one.version, end.version}:
            if (one.version or 0) < (end.version or 0):
                return True
        elif not facts.promises.versions and None not in {one.digest, end.digest} and one.digest != end.digest:
            return True
    if closing.holds and pages[-1].closing is not None and not pages[-1].closing.more and there - set(names):
        return True
    if closing.entity in there and closing.entity not in names:
        return True
    counted = pages[0].count
    return counted is not None and bool(ends) and None not in ends.values() and counted != len(there)


def _ends(facts: Facts, room: str) -> dict[str, _End | None] | None:
    """What is left of each message of a room, None where nobody knows; None altogether where a write of unknown
    outcome may have changed anything there."""
    rights = {row.w for row in (*facts.grants, *facts.revokes) if row.channel == room}
    if any(w in rights or facts.invokes[w].channel in {None, room} for w in facts.unsure if w in facts.invokes):
        return None
    done: dict[str, list[tuple[Invoke, Ok]]] = {}
    for w, answers in facts.oks.items():
        first = facts.invokes.get(w)
        if first is None or first.channel != room or not str(answers[0].entity).startswith(_MESSAGE):
            continue
        if len({row.entity for row in answers}) > 1:
            return None
        done.setdefault(str(answers[0].entity), []).append((first, answers[0]))
    return {entity: _end(facts, writes) for entity, writes in done.items()}


def _end(facts: Facts, writes: list[tuple[Invoke, Ok]]) -> _End | None:
    if facts.promises.versions:
        invoke, answer = max(writes, key=lambda one: one[1].version or 0)
    else:
        invoke, answer = max(writes, key=lambda one: one[0].i)
        if any(other.i > invoke.i for first, other in writes if first is not invoke):
            return None
    return _End(invoke.operation != "delete_message", answer.version, answer.digest)


def shown_to_strangers(facts: Facts) -> bool:
    """A closing read shows what is in a room that was granted to others, and never to its reader."""
    for look in facts.looks:
        place = look.closing.place if look.closing is not None else None
        if place is None or not look.shows or look.status != "200":
            continue
        whose = {row.person for row in facts.grants if row.channel == place}
        if whose and look.person not in whose:
            return True
    return False
