"""Write subjects: what a write names, and what one that names nothing may be about."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.write_subjects import Vague, is_deletion, named_by, passes, spoken_of

from tests.checks.builder import ROOM, Story

KINDS = ("message", "thread-message")


def vague(story: Story) -> Vague:
    facts = Facts(story.end().rows)
    return Vague(facts, (one for one in facts.writes.values() if not named_by(one)), KINDS)


def lost(operation: str, channel: str = ROOM) -> Story:
    story = Story()
    story.lose(story.ask("Ana", "", channel, operation=operation, entity=None), version=None)
    return story


def test_an_answered_write_names_its_entity() -> None:
    story = Story()
    story.post("Ana", "Hello", entity="message:7")
    (write,) = Facts(story.end().rows).writes.values()
    assert named_by(write) == {"message:7"}


def test_one_that_names_nothing_may_be_about_the_kind_of_its_operation_in_its_channel() -> None:
    found = vague(lost("delete_thread_message"))
    always = (0, 1 << 62)
    assert found.between(ROOM, "thread-message", *always)
    assert not found.between(ROOM, "message", *always)
    assert not found.between("chatroom:8", "thread-message", *always)
    assert found.between(None, "thread-message", *always)
    assert vague(lost("delete_item")).between(ROOM, "message", *always)


def test_only_writes_of_that_time_count() -> None:
    story = lost("delete_message")
    t = next(iter(Facts(story.rows).writes.values())).invoke.t
    found = vague(story)
    assert found.between(ROOM, "message", t, t)
    assert not found.between(ROOM, "message", t + 1, t + 9)
    assert not found.between(ROOM, "message", 0, t - 1)
    assert list(found) == [(t, (ROOM, "message"))]


def test_a_write_that_only_changes_a_right_is_about_no_entity() -> None:
    story = Story()
    story.grant("Ben")
    story.revoke("Ben")
    assert list(vague(story)) == []


def test_what_an_operation_speaks_of() -> None:
    for operation, kind in (("delete_thread_message", "thread-message"), ("set_status", "status"), ("publish", "")):
        (write,) = Facts(lost(operation).end().rows).writes.values()
        assert spoken_of(write) == kind


def test_a_write_passes_if_all_that_is_told_of_it_is_ephemeral() -> None:
    for durable in (True, False):
        story = Story()
        story.post("Ana", "Hello", durable=durable)
        (write,) = Facts(story.end().rows).writes.values()
        assert passes(write) is not durable
    story = Story()
    story.ask("Ana", "never answered")
    (write,) = Facts(story.end().rows).writes.values()
    assert not passes(write)


def test_a_deletion_is_known_by_its_operation() -> None:
    for operation, deletes in (("delete_message", True), ("erase_account", True), ("post_message", False)):
        (write,) = Facts(lost(operation).end().rows).writes.values()
        assert is_deletion(write) is deletes
