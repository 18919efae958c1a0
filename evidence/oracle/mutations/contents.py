"""What events, answers and reads say, changed."""

from typing import Any

from lockstep.history.rows import Ok, Read, Recv, Shown, Snapshot

from evidence.oracle.mutations.registry import Draft, mutation, other_payload


def _look(draft: Draft, *, showing: bool = True) -> Any:
    looks = [row for row in draft.rows if isinstance(row, Read | Snapshot) and row.status == "200"]
    return draft.one([row for row in looks if row.shows or not showing])


@mutation("P12")
def altered_event(draft: Draft) -> bool:
    """One session receives other content, and the writer's own fields differ, too."""
    one = draft.event()
    if one is None:
        return False
    one.payload, one.digest = other_payload(one.payload)
    one.sent = one.digest
    return True


@mutation("P12")
def altered_beside(draft: Draft) -> bool:
    """One session receives another value of a field that the writer did not supply."""
    one = draft.event()
    if one is None:
        return False
    one.payload, one.digest = other_payload(dict(one.payload) | {"likes": 1})
    return True


@mutation("P12")
def altered_answer(draft: Draft) -> bool:
    """An answer says something else than events and reads."""
    one = draft.one([row for row in draft.of(Ok) if row.payload is not None and not row.marker])
    if one is None:
        return False
    one.payload, one.digest = other_payload(one.payload)
    return True


@mutation("P12")
def altered_read(draft: Draft) -> bool:
    """A read shows other content."""
    look = _look(draft)
    if look is None:
        return False
    place = draft.chance.randrange(len(look.shows))
    old = look.shows[place]
    payload, digest = other_payload(old.payload)
    shown = Shown(entity=old.entity, version=old.version, digest=digest, payload=payload)
    look.shows = (*look.shows[:place], shown, *look.shows[place + 1 :])
    return True


@mutation("P13")
def malformed(draft: Draft) -> bool:
    """A frame, an answer or a read breaks its schema."""
    one: Any = draft.one([row for row in draft.rows if isinstance(row, Recv | Ok | Read | Snapshot)])
    if one is None:
        return False
    one.schema = "content: a text is required"
    return True


@mutation("P14")
def missing_in_read(draft: Draft) -> bool:
    """A read lacks something that is there."""
    look = _look(draft)
    if look is None:
        return False
    place = draft.chance.randrange(len(look.shows))
    look.shows = (*look.shows[:place], *look.shows[place + 1 :])
    return True


@mutation("P14")
def old_in_read(draft: Draft) -> bool:
    """A read shows an older version."""
    look = draft.one([row for row in draft.of(Read) if any((one.version or 0) > 1 for one in row.shows)])
    if look is None:
        return False
    look.shows = tuple(
        Shown(entity=one.entity, version=1 if (one.version or 0) > 1 else one.version) for one in look.shows
    )
    return True


@mutation("P14")
def unwritten_in_read(draft: Draft) -> bool:
    """A read shows a version that nobody wrote."""
    look = _look(draft)
    if look is None or look.shows[0].version is None:
        return False
    old = look.shows[0]
    look.shows = (Shown(entity=old.entity, version=old.version + 9), *look.shows[1:])
    return True


@mutation("P14")
def stranger_in_read(draft: Draft) -> bool:
    """A read shows a message that nobody wrote and an earlier one lacked."""
    look = _look(draft, showing=False)
    if look is None:
        return False
    version = 1 if draft.promises.versions else None
    look.shows = (*look.shows, Shown(entity="message:996", version=version))
    return True


@mutation("P17")
def snapshot_altered(draft: Draft) -> bool:
    """A snapshot shows other content or lacks something."""
    snap = draft.one([row for row in draft.of(Snapshot) if row.shows])
    if snap is None:
        return False
    kept = list(snap.shows)
    old = kept.pop(draft.chance.randrange(len(kept)))
    if draft.chance.random() < 0.5:
        payload, digest = other_payload(old.payload)
        kept.append(Shown(entity=old.entity, version=old.version, digest=digest, payload=payload))
    snap.shows = tuple(kept)
    return True


@mutation("P14", "P1")
def read_and_not_announced(draft: Draft) -> bool:
    """What a read shows is announced to one session too few."""
    look = _look(draft)
    if look is None:
        return False
    shown = draft.chance.choice(look.shows)
    heard = [row for row in draft.messages() if (row.entity, row.version) == (shown.entity, shown.version)]
    one = draft.one(heard)
    if one is None:
        return False
    draft.drop(*[row for row in heard if row.session == one.session])
    return True
