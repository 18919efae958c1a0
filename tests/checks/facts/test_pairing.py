"""The pairing: which effect each event is taken for, in which role."""

import msgspec
import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.history.rows import Fail, Invoke, Ok, Promises

from tests.checks.builder import BARE, NUMBERED, POSTED, ROOM, Post, Story
from tests.checks.closing import look, shown


def pair(story: Story) -> Pairing:
    return Pairing(Facts(story.rows))


def roles(story: Story) -> list[str]:
    return [arrival.role for arrival in pair(story).arrivals]


def causes(story: Story) -> list[str | None]:
    return [a.expected.write.invoke.w if a.expected is not None else None for a in pair(story).arrivals]


def test_by_cause() -> None:
    story = Story()
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ben", two, entity=None, version=None)
    story.hear("Ben", one)
    assert causes(story) == ["w2", "w1"]
    assert roles(story) == ["first", "first"]


def test_by_the_id_that_the_server_gave_to_the_write() -> None:
    story = Story(BARE)
    one, two = (story.post("Ana", "same", entity="lamp:1", version=None) for _ in range(2))
    for ok, given in zip([row for row in story.rows if isinstance(row, Ok)], ("op-1", "op-2"), strict=True):
        ok.effects = tuple(msgspec.structs.replace(effect, cause=given) for effect in ok.effects)
    story.hear("Ben", one, cause="op-2")
    story.hear("Ben", two, cause="op-1")
    assert causes(story) == ["w2", "w1"]
    assert roles(story) == ["first", "first"]


def test_by_entity_and_version_where_no_cause_is_told() -> None:
    story = Story(Promises(versions=True))
    one, two = (story.post("Ana", str(v), entity="message:1", version=v) for v in (1, 2))
    story.hear("Ben", two, author=None, sent=None)
    story.hear("Ben", one, author=None, sent=None)
    assert causes(story) == ["w2", "w1"]


def test_by_entity_and_count_where_the_event_has_no_version() -> None:
    story = Story(Promises(versions=True))
    one, two = (story.post("Ana", str(v), entity="message:1", version=v) for v in (1, 2))
    for post in (one, two):
        story.hear("Ben", post, version=None)
    assert causes(story) == ["w1", "w2"]


def test_by_what_was_sent_where_there_is_no_id() -> None:
    story = Story(BARE)
    one, two = (story.post("Ana", text, entity=None) for text in ("one", "two"))
    story.hear("Ben", two, entity="message:2")
    story.hear("Ben", one, entity="message:1")
    assert causes(story) == ["w2", "w1"]


def test_by_what_was_sent_where_events_name_no_author() -> None:
    story = Story(BARE)
    story.hear("Ben", story.post("Ana", "one", entity=None), author=None)
    assert causes(story) == ["w1"]


def test_by_count_alone_where_nothing_else_is_known() -> None:
    story = Story(BARE)
    posts = [story.post("Ana", text, entity=None, sent=None) for text in ("one", "two")]
    for post in (*posts, posts[0]):
        story.hear("Ben", post, sent=None, author=None)
    assert causes(story) == ["w1", "w2", "w2"]
    assert roles(story) == ["first", "first", "again"]


def test_kind_and_channel_must_agree() -> None:
    story = Story()
    post = story.post("Ana", "one")
    story.hear("Ben", post, kind="other")
    story.hear("Ben", post, channel="chatroom:8")
    assert roles(story) == ["phantom", "phantom"]


def test_an_unknown_cause_falls_back_on_the_entity() -> None:
    story = Story()
    story.hear("Ben", story.post("Ana", "one"), cause="somebody else's")
    assert causes(story) == ["w1"]


def test_two_writes_answered_with_the_same_version_are_one_event() -> None:
    story = Story(Promises(versions=True))
    for _ in range(2):
        post = story.post("Ana", "one", entity="message:1", version=1)
    story.hear("Ben", post)
    found = pair(story)
    assert len(found.expected) == 1
    assert [arrival.role for arrival in found.arrivals] == ["first"]


def test_a_failed_write_does_not_take_the_event_of_one_that_succeeded() -> None:
    story = Story()
    post = story.post("Ana", "one")
    story.add(Invoke(person="Ana", w="f", via="api", operation="post_message"))
    story.add(Fail(person="Ana", w="f", status="409", effects=(post.effect(),)))
    story.hear("Ben", post, cause=None)
    story.hear("Ben", post, cause="f")
    assert causes(story) == ["w1", "f"]


def test_an_unknown_write_without_effects_is_assumed_to_cause_what_its_operation_does() -> None:
    story = Story(BARE)
    story.post("Ana", "known", entity=None)
    unknown = story.ask("Ana", "unknown", entity=None)
    story.hear("Ben", unknown)
    story.hear("Ben", unknown, kind="other")
    assert causes(story) == ["w2", None]
    assert pair(story).arrivals[0].expected is not None
    assert [expected.assumed for expected in pair(story).expected] == [False, True]


def test_where_the_operation_was_never_seen_any_kind_is_assumed() -> None:
    story = Story(BARE)
    story.hear("Ben", story.ask("Ana", "unknown", entity=None), kind="whatever")
    assert causes(story) == ["w1"]


def test_several_effects_of_one_kind_are_taken_one_after_the_other() -> None:
    story = Story(NUMBERED)
    post = story.ask("Ana", "twice")
    effects = tuple(post.effect(entity=f"message:{number}") for number in (1, 2))
    story.add(Ok(person="Ana", w=post.w, status="201", effects=effects))
    for number in (2, 1, 2):
        story.hear("Ben", post, entity=f"message:{number}")
    assert roles(story) == ["first", "first", "again"]


def test_what_shows_an_unknown_write_is_the_earliest_event_or_read() -> None:
    story = Story()
    post = story.ask("Ana", "Hello")
    story.lose(post, entity=post.entity, version=post.version)
    read = story.read("Ana", post)
    story.hear("Ben", post)
    write = Facts(story.rows).writes[post.w]
    assert write.shown is None
    found = pair(story)
    assert found.facts.writes[post.w].shown == (read.t, read.i)


def test_an_event_without_channel_is_nobodys() -> None:
    story = Story()
    story.hear("Ben", Post("w", "Ana", ROOM, "x"), channel=None, kind=POSTED)
    assert roles(story) == ["phantom"]


def test_what_was_sent_tells_more_than_the_entity() -> None:
    story = Story(Promises())
    first = story.post("Ana", "one", entity="message:1")
    lost = story.ask("Ana", "two", entity="message:1")
    story.lose(lost)
    story.hear("Ben", first)
    story.hear("Ben", lost)
    assert causes(story) == ["w1", "w2"]
    assert roles(story) == ["first", "first"]


def test_what_nobody_sent_is_taken_for_the_entitys() -> None:
    story = Story(Promises())
    first = story.post("Ana", "one", entity="message:1")
    story.lose(story.ask("Ana", "two", entity="message:1"))
    story.hear("Ben", first, sent="altered")
    assert causes(story) == ["w1"]


@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("lost_first", [True, False])
def test_one_more_of_an_entity_than_its_writes_is_of_a_nameless_write_sent_alike(
    lost_first: bool, numbers: bool
) -> None:
    story = Story(Promises(numbers=numbers))
    posts = []
    for taken in (not lost_first, lost_first):
        posts.append(story.ask("Ana", "same", entity="message:1"))
        (story.answer if taken else story.lose)(posts[-1])
        story.hear("Ben", posts[-1])
    story.hear("Cleo", posts[1])
    story.hear("Ben", posts[1])
    assert roles(story) == ["first", "first", "first", "again"]
    found = pair(story)
    assert {one.write.invoke.w for one in found.ambiguous} == {"w1", "w2"}
    assert [arrival.early for arrival in found.arrivals] == [False] * 4


def test_the_same_of_another_author_or_of_a_refused_write_is_no_such() -> None:
    for author, refused in (("Ana", True), ("Cleo", False)):
        story = Story(Promises())
        first = story.post("Ana", "same", entity="message:1")
        other = story.ask(author, "same", entity="message:1")
        (story.refuse if refused else story.lose)(other)
        for _ in range(2):
            story.hear("Ben", first)
        assert roles(story) == ["first", "again"]


@pytest.mark.parametrize(("digest", "found"), [("other", ["w1", "w2"]), (None, ["w1", "w1"])])
def test_other_content_of_an_entity_may_be_of_a_write_of_which_nobody_knows_what_was_sent(
    digest: str | None, found: list[str]
) -> None:
    story = Story(Promises())
    first = story.post("Ana", "one", entity="message:1")
    story.lose(story.ask("Ana", "two", entity="message:1"), sent=None)
    story.hear("Ben", first)
    story.hear("Ben", first, **({} if digest is None else {"digest": digest}))
    assert causes(story) == found


def test_one_more_of_an_entity_that_names_a_write_is_of_no_other() -> None:
    story = Story(Promises())
    first = story.post("Ana", "same", entity="message:1")
    story.lose(story.ask("Ana", "same", entity="message:1"))
    story.post("Ana", "elsewhere", "chatroom:8")
    story.hear("Ben", first)
    story.hear("Ben", first, cause="w3")
    assert causes(story) == ["w1", "w1"]


def test_a_closing_read_is_no_first_sign_of_a_write_of_unknown_outcome() -> None:
    for closing in (False, True):
        story = Story()
        post = story.ask("Ana", "perhaps")
        story.lose(post, entity=post.entity, version=1)
        if closing:
            look(story, "Ben", shown(post))
        else:
            story.read("Ben", post)
        assert (pair(story).facts.writes[post.w].shown is None) == closing
