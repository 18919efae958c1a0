"""What closing reads show, changed."""

from typing import Any

from lockstep.history.rows import Invoke, Ok, Read, Shown, Snapshot

from evidence.oracle.mutations.registry import Draft, mutation, other_payload


def _closing(draft: Draft, *, showing: bool = True) -> list[Any]:
    looks = [row for row in draft.rows if isinstance(row, Read | Snapshot)]
    closing = [row for row in looks if row.closing is not None and not row.closing.opening and row.status == "200"]
    return [row for row in closing if row.shows] if showing else closing


@mutation("P14")
def closing_lacks(draft: Draft) -> bool:
    """A closing read lacks something that is there."""
    look = draft.one(_closing(draft))
    if look is None:
        return False
    place = draft.chance.randrange(len(look.shows))
    look.shows = (*look.shows[:place], *look.shows[place + 1 :])
    return True


@mutation("P14")
def closing_keeps(draft: Draft) -> bool:
    """A closing list shows what was deleted."""
    gone = {row.w: row.channel for row in draft.of(Invoke, operation="delete_message")}
    answer = draft.one([row for row in draft.of(Ok) if row.w in gone and row.entity])
    if answer is None:
        return False
    lists = [row for row in _closing(draft, showing=False) if row.closing.holds]
    look = draft.one([row for row in lists if row.closing.place == gone[answer.w]])
    if look is None:
        return False
    look.shows = (*look.shows, Shown(entity=str(answer.entity), version=answer.version, digest=answer.digest))
    return True


@mutation("P14")
def closing_is_old(draft: Draft) -> bool:
    """A closing read shows an older version or, where there are none, other content."""
    look = draft.one(_closing(draft))
    if look is None:
        return False
    place = draft.chance.randrange(len(look.shows))
    old = look.shows[place]
    if old.version is None:
        payload, digest = other_payload(old.payload)
        shown = Shown(entity=old.entity, digest=digest, payload=payload)
    else:
        shown = Shown(entity=old.entity, version=old.version - 1)
    look.shows = (*look.shows[:place], shown, *look.shows[place + 1 :])
    return True


@mutation("P14")
def closing_shows_twice(draft: Draft) -> bool:
    """A closing list shows one thing twice."""
    look = draft.one(_closing(draft))
    if look is None:
        return False
    look.shows = (*look.shows, draft.chance.choice(look.shows))
    return True


@mutation("P14")
def closing_miscounts(draft: Draft) -> bool:
    """A closing read counts one too many."""
    look = draft.one([row for row in _closing(draft, showing=False) if row.count is not None])
    if look is None:
        return False
    look.count += 1
    return True


@mutation("P19")
def closing_leaks(draft: Draft) -> bool:
    """A closing read shows somebody what is in a room that is not theirs."""
    source = draft.one(_closing(draft))
    if source is None:
        return False
    refused = [row for row in draft.of(Read) if row.closing is not None and row.status != "200"]
    look = draft.one([row for row in refused if row.closing and row.closing.place == source.closing.place])
    if look is None:
        return False
    look.status, look.absent, look.shows = "200", False, source.shows
    return True
