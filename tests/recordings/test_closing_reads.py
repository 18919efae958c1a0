"""The closing read: who reads what, page after page, at most so many, and nothing after an answer that ends it."""

import asyncio
from typing import Any

import lockstep
import pytest
from lockstep.actors.actor import Actor
from lockstep.history.rows import AnyRow, Closing, Exchange, Grant, Invoke, Ok, Read, Shown
from lockstep.recordings.closing_reads import Planned, plan, plan_before, read_everything
from lockstep.recordings.opening import opened
from lockstep.settings import Settings
from lockstep.targets.base import Identity, Look
from lockstep.targets.closing_reads import PERSON, ClosingRead

from tests.checks.builder import ROOM, Story
from tests.checks.closing import team
from tests.targets.plain import PlainTarget, recorder

ROOMS = ClosingRead("chatrooms", holds=("chatroom",))
PAGE = ClosingRead(
    "page",
    holds=("message",),
    each="chatroom",
    field="channel",
    place="{each}",
    first={"limit": 2},
    fields={"limit": 9},
    cursor="cursor",
)
SINGLE = ClosingRead("message", each="message", field="message", entity="{each}", place="{place}", newest=2)


def person(name: str, company: str = "company:1") -> Identity:
    return Identity(name, id=f"user:{name}", company=company)


PEOPLE = [person("Ana"), person("Ben"), person("Cleo", "company:2")]


def said(reads: list[list[Planned]]) -> list[list[str]]:
    return [[f"{one.read.operation} {one.closing.entity or one.closing.place}" for one in own] for own in reads]


def written() -> Story:
    story = team()
    for text in ("one", "two", "three"):
        story.post("Ana", text)
    return story


def test_everybody_reads_the_lists_of_what_they_may_see() -> None:
    found = said(plan(written().rows, [ROOMS, PAGE], PEOPLE[:2]))
    assert found == [["chatrooms None", f"page {ROOM}"]] * 2


def test_what_the_history_knows_nothing_of_is_not_read() -> None:
    threads = ClosingRead("threads", holds=("thread",), each="chatroom", field="channel", place="{each}")
    assert said(plan(written().rows, [threads], PEOPLE)) == [[], [], []]
    assert said(plan(team().rows, [PAGE, SINGLE], PEOPLE)) == [[], [], []]


def test_only_the_newest_things_are_read_by_one_person_in_turn_or_only_changed_ones() -> None:
    story = written()
    one_reader = ClosingRead(**{**vars_of(SINGLE), "one_reader": True})
    found = said(plan(story.rows, [one_reader], PEOPLE[:2]))
    assert sorted(one for own in found for one in own) == ["message message:2", "message message:3"]
    assert [len(own) for own in found] == [1, 1]
    changed = ClosingRead(**{**vars_of(SINGLE), "changed": True})
    assert said(plan(story.rows, [changed], PEOPLE[:2])) == [[], []]
    story.post("Ana", "one!", entity="message:1", version=2, operation="edit_message")
    assert said(plan(story.rows, [changed], PEOPLE[:2])) == [["message message:1"]] * 2


def vars_of(read: ClosingRead) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__slots__}


def test_somebody_who_may_not_see_it_tries_too() -> None:
    story, tried = written(), set()
    for label in ("one thing more", "and another"):
        (own,) = said(plan(story.rows, [PAGE, SINGLE], PEOPLE))[2:]
        tried.update(own)
        assert len(own) == 1
        story.name(f"box:{label}", label)
    assert tried == {"message message:3", f"page {ROOM}"}


def test_a_list_that_is_only_read_when_it_changed() -> None:
    story, people = written(), ClosingRead("people", holds=("message",), place="{place}", changed=True)
    assert said(plan(story.rows, [people], PEOPLE[:1])) == [[]]
    assert plan_before(story.rows, [people], PEOPLE[:1]) == [[]]
    story.post("Ana", "one!", entity="message:1", version=2, operation="edit_message")
    assert said(plan(story.rows, [people], PEOPLE[:1])) == [["people company:1"]]


def test_placeholders_stand_for_people_and_their_company() -> None:
    story = written()
    presence = ClosingRead("presence", each=PERSON, field="member", entity="presence:{name}", place="{place}")
    people = ClosingRead("people", holds=("message",), place="{place}", one_reader=True)
    story.name("presence:Ben", "Ben")
    grants = [Grant(person=who, phase="done", channel="company:1", w="w") for who in ("Ana", "Ben")]
    rows: list[AnyRow] = [*story.rows, *grants]
    found = plan(rows, [presence, people], PEOPLE)
    (one,) = [one for one in found[0] if one.read is presence]
    assert (one.fields, one.closing.entity, one.closing.place) == (
        {"member": "user:Ben"},
        "presence:Ben",
        "company:1",
    )
    listed = [[one.closing.place for one in own if one.read is people] for own in found]
    assert listed == [["company:1"], [], ["company:2"]]


def test_before_the_first_act_one_person_reads_every_list_and_everybody_their_own() -> None:
    found = plan_before(written().rows, [ROOMS, PAGE, SINGLE], PEOPLE)
    assert said(found) == [["chatrooms None", f"page {ROOM}"], ["chatrooms None"], ["chatrooms None"]]
    assert all(one.closing.opening for own in found for one in own)


class Paged(PlainTarget):
    """Has three pages of messages."""

    def __init__(self, *looks: Look) -> None:
        super().__init__("")
        self.looks = list(looks)
        self.asked: list[dict[str, Any]] = []

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        self.asked.append({"who": identity.person, **fields})
        return self.looks.pop(0)


def page(number: int, cursor: str | None = None) -> Look:
    return Look("200", (Shown(entity=f"message:{number}", version=1),), cursor=cursor, complete=cursor is None)


def read_by(target: Paged, *people: Identity, limit: int = 100, rows: list[AnyRow] | None = None) -> list[Read]:
    kept = recorder()
    actors = [Actor(target, kept, one) for one in people]
    asyncio.run(read_everything(rows or written().rows, [PAGE], actors, limit))
    return list(kept.history.of(Read))


def test_pages_are_read_to_the_end_and_marked() -> None:
    target = Paged(page(3, "b"), page(2, "c"), page(1))
    rows = read_by(target, PEOPLE[0])
    assert [(one["limit"], one.get("cursor")) for one in target.asked] == [(2, None), (9, "b"), (9, "c")]
    marks = [row.closing for row in rows]
    assert [(mark.page, mark.more, mark.place) for mark in marks if mark] == [
        (1, True, ROOM),
        (2, True, ROOM),
        (3, False, ROOM),
    ]
    assert [(row.channel, row.complete) for row in rows] == [(ROOM, False), (ROOM, False), (ROOM, True)]


def test_no_more_is_read_than_the_limit_allows() -> None:
    target = Paged(page(3, "b"), page(2, "c"))
    rows = read_by(target, PEOPLE[0], limit=2)
    assert len(rows) == 2
    assert rows[-1].closing is not None
    assert rows[-1].closing.more
    assert read_by(Paged(), PEOPLE[0], limit=0) == []


@pytest.mark.parametrize("status", ["401", "429", "503", "timeout"])
def test_who_is_not_answered_reads_nothing_more(status: str) -> None:
    story = written()
    story.grant("Ana", "chatroom:8")
    target = Paged(Look(status), page(1), page(1))
    rows = read_by(target, PEOPLE[0], rows=story.rows)
    assert [row.status for row in rows] == [status]


def test_what_is_denied_does_not_end_the_reading() -> None:
    story = written()
    story.grant("Ana", "chatroom:8")
    rows = read_by(Paged(Look("404", absent=True), page(1)), PEOPLE[0], rows=story.rows)
    assert [(row.status, row.absent) for row in rows] == [("404", True), ("200", False)]


def test_nobody_waits_for_an_answer_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Paged):
        async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
            return await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("lockstep.recordings.closing_reads.WITHIN_S", 0.01)
    assert read_by(Silent(), PEOPLE[0], PEOPLE[1]) == []


def test_a_recording_ends_with_them_unless_they_are_switched_off(tmp_path: Any) -> None:
    for most in (200, 0):
        settings = Settings(reports=tmp_path / str(most), seed=1, closing_reads=most)
        with opened(settings=settings) as target, target.recording() as people:
            ana = people.enrol("Ana")
            people.open_chatroom("Planning", ana)
            ana.perform("post_message", room="Planning", content="Hello")
            people.assert_held()
            reads = [row for row in people.history.rows() if getattr(row, "closing", None) is not None]
            assert bool(reads) == bool(most)
            assert lockstep.judge(people.history_path) == people.judge()


def test_successful_closing_reads_have_no_exchange_rows_of_their_own(tmp_path: Any) -> None:
    with opened(settings=Settings(reports=tmp_path, seed=1)) as target, target.recording() as people:
        people.enrol("Ana")
        people.judge()
        asked = {row.operation for row in people.history.of(Exchange)}
    assert "chatrooms" not in asked
    assert "people_and_members" not in asked


def test_what_a_plan_is_made_of_are_the_rows_up_to_now() -> None:
    rows: list[AnyRow] = [Invoke(w="w", via="api", operation="create_chatroom"), Ok(w="w", status="201", entity=ROOM)]
    (own,) = plan(rows, [PAGE, ROOMS], [person("Ana")])
    assert [one.closing for one in own] == [Closing(holds=("chatroom",))]
