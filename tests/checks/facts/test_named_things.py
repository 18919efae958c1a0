"""Named things: what writes and events named, newest first, where it is, and who is allowed what at the end."""

from lockstep.checks.facts.named_things import NamedThings
from lockstep.history.rows import Info, Invoke, Ok, Shown

from tests.checks.builder import ROOM
from tests.checks.closing import deleted, team


def test_things_are_known_by_kind_with_those_named_last_first() -> None:
    story = team()
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ben", one)
    things = NamedThings(story.rows)
    assert things.of("message") == [one.entity, two.entity]
    assert things.knows(one.entity or "")
    assert not things.knows("message:99")
    assert things.of("chatroom") == [ROOM]
    assert things.place_of(one.entity or "") == ROOM
    assert things.place_of("message:99") is None


def test_what_was_written_again_or_deleted_is_changed() -> None:
    story = team()
    one, two, three = (story.post("Ana", text) for text in ("one", "two", "three"))
    story.post("Ana", "two!", entity=two.entity, version=2, operation="edit_message")
    deleted(story, three, told=False)
    assert NamedThings(story.rows).changed == {two.entity, three.entity}
    assert one.entity not in NamedThings(story.rows).changed
    for present in (True, True, False):
        told = {"entity": "presence:Ben", "version": None, "durable": False, "digest": str(present)}
        story.hear("Ana", one, **told)
        assert ("presence:Ben" in NamedThings(story.rows).changed) == (not present)


def test_rights_are_those_of_the_last_grant_or_revocation() -> None:
    story = team()
    story.revoke("Ben")
    things = NamedThings(story.rows)
    seen = [things.may_see(who, ROOM) for who in ("Ana", "Ben", "Cleo")]
    assert seen == [True, False, False]
    assert things.may_see("Cleo", None)
    assert not things.may_see("Ana", "chatroom:99")
    assert NamedThings(story.rows[:1]).may_see("Ana", ROOM)


def test_answers_name_what_they_show_beside_and_unknown_writes_and_markers_name_nothing() -> None:
    story = team()
    story.add(Invoke(person="Ana", w="w-1", via="api", operation="register"))
    shows = (Shown(entity="user:3", place="company:1"),)
    story.add(Ok(person="Ana", w="w-1", status="201", entity="user:3", shows=shows))
    story.add(Invoke(person="Ana", w="w-2", via="api", operation="post_message", channel=ROOM))
    story.add(Info(person="Ana", w="w-2", status="timeout", entity="message:7"))
    story.add(Ok(person="Ana", w="w-3", status="ack", entity="marker:1", marker=True))
    things = NamedThings(story.rows)
    assert things.place_of("user:3") == "company:1"
    assert (things.of("message"), things.of("marker")) == ([], [])
