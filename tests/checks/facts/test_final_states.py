"""Final states: the last that is known of each entity, and where nothing can be said."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.final_states import FinalStates
from lockstep.checks.facts.pairing import Pairing
from lockstep.history.rows import Grant, Info, Invoke, Ok, Revoke, Shown

from tests.checks.builder import BARE, ROOM, Story
from tests.checks.closing import deleted, heard, team

LATER = 1 << 61


def states(story: Story, since: int = LATER) -> FinalStates:
    return FinalStates(Pairing(Facts(story.end().rows)), since)


def test_the_highest_version_counts_with_its_content_and_its_write() -> None:
    story = team()
    one = heard(story, "Ana", "one")
    edited = heard(story, "Ben", "one!", entity=one.entity, version=2, operation="edit_message")
    found = states(story).of(one.entity or "")
    assert found is not None
    assert (found.there, found.version, found.payload["content"]) == (True, 2, "one!")
    assert found.write.invoke.w == edited.w


def test_a_deletion_counts_by_its_operation_or_its_tombstone() -> None:
    story = team()
    one = story.post("Ana", "one")
    deleted(story, one, told=False)
    two = story.post("Ana", "two")
    gone = story.post("Ana", "", entity=two.entity, version=2, operation="expire")
    story.hear("Ben", gone, payload={"deletedAt": "now"})
    kept = states(story)
    assert [kept.of(post.entity or "").there for post in (one, two)] == [False, False]  # type: ignore[union-attr]


def test_what_is_in_a_place_and_of_which_kind() -> None:
    story = team()
    here, there = story.post("Ana", "here"), story.post("Ana", "there", channel="chatroom:8")
    kept = states(story)
    assert [one.entity for one in kept.within(ROOM, "message")] == [here.entity]
    assert [one.entity for one in kept.within(None, "message")] == [here.entity, there.entity]
    assert list(kept.within(ROOM, "thread")) == []
    assert not kept.may_hold_more(ROOM, "message")


def test_without_versions_the_last_write_counts_if_it_began_after_all_others() -> None:
    story = team(BARE)
    one = story.post("Ana", "one")
    story.post("Ana", "two", entity=one.entity, operation="edit_message")
    found = states(story).of(one.entity or "")
    assert found is not None
    assert found.payload["content"] == "two"


def test_nothing_is_said_after_a_write_of_unknown_outcome_that_may_be_about_it() -> None:
    story = team()
    one, there = story.post("Ana", "one"), story.post("Ana", "there", channel="chatroom:8")
    story.add(Invoke(person="Ana", w="wi", via="api", operation="edit_message", channel=ROOM))
    story.add(Info(person="Ana", w="wi", status="timeout"))
    kept = states(story)
    assert kept.of(one.entity or "") is None
    assert kept.of(there.entity or "") is not None
    assert kept.may_hold_more(ROOM, "message")


def test_nothing_is_said_of_what_a_change_of_rights_of_unknown_outcome_touches() -> None:
    story = team()
    joined = Shown(entity=f"membership:{ROOM}/user:2", version=1, place=ROOM)
    story.add(Invoke(person="Ana", w="wc", via="api", operation="create_chatroom"))
    story.add(Ok(person="Ana", w="wc", status="201", entity=ROOM, version=1, shows=(joined,)))
    assert states(story).of(joined.entity) is not None
    again = Story(story.promises)
    again.rows = story.rows[:-1]
    again.add(Invoke(person="Ana", w="wr", via="api", operation="remove_member"))
    again.add(Revoke(person="Ben", phase="requested", channel=ROOM, w="wr"))
    again.add(Info(person="Ana", w="wr", status="timeout"))
    assert states(again).of(joined.entity) is None


def test_nothing_is_said_of_what_was_still_being_written_when_the_reads_began() -> None:
    story = team()
    one = story.post("Ana", "one")
    assert states(story, since=story.rows[-1].t + 1).of(one.entity or "") is not None
    assert states(story, since=story.rows[-2].t).of(one.entity or "") is None


def test_an_account_that_ended_is_gone_without_a_version() -> None:
    story = team()
    account = Shown(entity="user:2", place="company:1")
    for operation, entity in (("register", "user:2"), ("remove_person", "membership:company:1/user:2")):
        story.add(Invoke(person="Ana", w=operation, via="api", operation=operation))
        story.add(Ok(person="Ana", w=operation, status="200", entity=entity, version=1, shows=(account,)))
    found = states(story).of("user:2")
    assert found is not None
    assert not found.there


def test_a_thing_in_two_places_of_which_one_is_gone_is_left_open() -> None:
    story = team()
    both = (Shown(entity="note:1", version=1, place="box:1"), Shown(entity="note:1", version=1, place="box:2"))
    for w, operation, entity, shows in (
        ("w-1", "create_box", "box:1", both),
        ("w-2", "create_box", "box:2", ()),
        ("w-3", "delete_box", "box:1", ()),
    ):
        story.add(Invoke(person="Ana", w=w, via="api", operation=operation))
        story.add(Ok(person="Ana", w=w, status="200", entity=entity, version=1 + (w == "w-3"), shows=shows))
    assert states(story).of("note:1") is None


def test_an_unknown_grant_shakes_only_its_channel() -> None:
    story = team()
    here, there = story.post("Ana", "here"), story.post("Ana", "there", channel="chatroom:8")
    story.add(Invoke(person="Ana", w="wg", via="api", operation="add_member"))
    story.add(Grant(person="Cleo", phase="requested", channel=ROOM, w="wg"))
    story.add(Info(person="Ana", w="wg", status="timeout"))
    kept = states(story)
    assert (kept.of(here.entity or ""), kept.of(there.entity or "") is None) == (None, False)
