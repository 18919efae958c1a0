"""A company in which people come and go and set their statuses, for the tests of P22."""

from typing import Any

import msgspec
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Effect, Invoke, Ok, Promises, Read, Recv, Shown

from tests.checks.builder import NUMBERED, Story

COMPANY = "company:1"
CHANGED = "user_presence_changed"
WATCHED = msgspec.structs.replace(NUMBERED, presence="company:", presence_ms=500, timers=(CHANGED,))


def p22(story: Story) -> Verdict:
    """The verdict on it."""
    return story.verdicts()["P22"]


def arrive(story: Story, who: str, at: float | None = None) -> None:
    story.connect(who, at)
    story.joined(who, COMPANY)


def _where(story: Story, who: str) -> dict[str, Any]:
    return {**story.where(who)}


def told(story: Story, who: str, person: str, *, present: bool, at: float | None = None) -> Recv:
    payload = {"userId": 3, "present": present}
    return story.add(
        Recv(
            n=1,
            kind=CHANGED,
            channel=COMPANY,
            entity=f"presence:{person}",
            payload=payload,
            digest=digest(payload),
            durable=False,
            **_where(story, who),
        ),
        at,
    )


def read(story: Story, who: str, entity: str, since: float, took: float = 0.01, **payload: object) -> Read:
    shows = (Shown(entity=entity, digest=digest(payload), payload=payload),)
    begun = story.rows[0].t + round(since * 1e9)
    return story.add(Read(person=who, operation="look", since=begun, status="200", shows=shows), since + took)


def office(promises: Promises = WATCHED) -> Story:
    """Ben listens; then Cleo comes, and he is told so."""
    story = Story(promises)
    story.name(COMPANY, "the company")
    arrive(story, "Ben", 1)
    arrive(story, "Cleo", 2)
    told(story, "Ben", "Cleo", present=True)
    return story


def set_status(story: Story, w: str, status: str, at: float, person: str = "Cleo") -> Ok:
    payload = {"userId": 3, "version": int(w[1:]), "status": status}
    story.add(Invoke(person=person, w=w, via="api", operation="set_status", sent=digest({"status": status})), at)
    effect = Effect(kind="user_status_updated", channel=COMPANY, entity="status:user:3", version=payload["version"])
    return story.add(
        Ok(
            person=person,
            w=w,
            status="200",
            entity="status:user:3",
            version=payload["version"],
            payload=payload,
            digest=digest(payload),
            effects=(effect,),
        )
    )


def told_status(story: Story, who: str, ok: Ok, status: str | None = None) -> Recv:
    payload = ok.payload if status is None else ok.payload | {"status": status}
    return story.add(
        Recv(
            n=2,
            kind="user_status_updated",
            channel=COMPANY,
            entity=ok.entity,
            version=ok.version,
            seq=ok.version,
            epoch="e1",
            payload=payload,
            digest=digest(payload),
            cause=ok.w,
            **_where(story, who),
        )
    )
