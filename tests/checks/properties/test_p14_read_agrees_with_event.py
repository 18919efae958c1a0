"""P14: a read shows what events have told, and events tell what a read shows."""

from dataclasses import replace

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Snapshot

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story


def p14(story: Story) -> Verdict:
    return story.verdicts()["P14"]


def team(promises: object = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def read(story: Story, person: str, *posts: Post, channel: str | None = ROOM, **fields: object) -> None:
    """A complete read of the channel, unless `fields` say otherwise."""
    row = story.read(person, posts[0] if posts else Post("x", person, ROOM, ""))
    row.channel = channel
    row.shows = tuple(story.read(person, post).shows[0] for post in posts)
    del story.rows[row.i + 1 :]
    for name, value in fields.items():
        setattr(row, name, value)


def heard(story: Story, *who: str, **fields: object) -> Post:
    post = story.post("Ana", "Hello", **fields)
    for one in who or ("Ana", "Ben"):
        story.hear(one, post)
    return post


def test_a_read_of_what_was_received_holds() -> None:
    story = team()
    post = heard(story)
    read(story, "Ben", post)
    verdict = p14(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 3)  # the read, and two deliveries it obliges to


def test_an_older_version_is_a_violation() -> None:
    story = team()
    one = heard(story, entity="message:1")
    story.name(ROOM, "design")
    heard(story, entity="message:1", version=2, kind="chatroom_message_edited", operation="edit_message")
    read(story, "Ben", one)
    verdict = p14(story.rest(9))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text.endswith("shows it at version 1.")
    assert 'Ben\'s read messages of chatroom "design", invoked at' in verdict.witnesses[0].text


def test_a_newer_version_holds() -> None:
    story = team()
    heard(story, entity="message:1")
    edit = story.post("Ana", "Hello!", entity="message:1", version=2, operation="edit_message", kind="edited")
    read(story, "Ben", edit)
    story.hear("Ana", edit)
    story.hear("Ben", edit)
    assert story.rest(9).alarms() == {}


def test_a_read_invoked_before_the_event_was_received_may_be_older() -> None:
    story = team()
    one = heard(story, entity="message:1")
    edit = story.post("Ana", "Hello!", entity="message:1", version=2, operation="edit_message", kind="edited")
    since = story.rows[-1].t
    story.hear("Ana", edit)
    story.hear("Ben", edit)
    read(story, "Ben", one, since=since)
    assert story.rest(9).alarms() == {}


def test_what_was_received_must_be_shown_at_all() -> None:
    story = team()
    first, second = heard(story), heard(story)
    read(story, "Ben", first)
    verdict = p14(story.rest(9))
    assert verdict.outcome == "violated"
    assert second.entity in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith("does not show it.")


def test_not_found_is_no_evidence_beyond_a_page_elsewhere_refused_or_without_permission() -> None:
    for fields in ({"complete": False}, {"channel": "chatroom:8"}, {"channel": None}, {"status": "403"}):
        story = team()
        first, _ = heard(story), heard(story)
        read(story, "Ben", first, **fields)
        assert p14(story.rest(9)).outcome == "holds"
    story = team()
    first, _ = heard(story), heard(story)
    story.revoke("Ben")
    read(story, "Ben", first)
    assert p14(story.rest(9)).outcome == "holds"


def test_other_kinds_of_things_need_not_be_shown() -> None:
    story = team()
    first = heard(story)
    heard(story, entity="membership:7/3", kind="user_joined_chatroom", operation="add_member")
    read(story, "Ben", first)
    assert p14(story.rest(9)).outcome == "holds"


def test_what_is_being_deleted_may_be_shown_or_not() -> None:
    for known in (True, False):
        story = team()
        first, second = heard(story), heard(story)
        gone = story.ask(
            "Ana", "", entity=second.entity, version=2, operation="delete_message", kind="chatroom_message_deleted"
        )
        read(story, "Ben", first)
        if known:
            story.answer(gone)
        else:
            story.lose(gone)
        story.hear("Ana", gone)
        story.hear("Ben", gone)
        assert p14(story.rest(9)).outcome == "holds"


def test_a_refused_deletion_excuses_nothing() -> None:
    story = team()
    first, second = heard(story), heard(story)
    story.refuse(story.ask("Ana", "", entity=second.entity, version=2, operation="delete_message", kind="deleted"))
    read(story, "Ben", first)
    assert p14(story.rest(9)).outcome == "violated"


def test_what_is_deleted_must_not_come_back() -> None:
    story = team()
    one = heard(story, entity="message:1")
    heard(story, entity="message:1", version=2, operation="delete_message", kind="chatroom_message_deleted")
    read(story, "Ben", one)
    assert p14(story.rest(9)).outcome == "violated"


def test_what_a_read_shows_must_be_announced() -> None:
    story = team()
    post = heard(story, "Ana")
    read(story, "Ana", post)
    verdict = p14(story.rest(9))
    assert verdict.outcome == "violated"
    assert "so Ben (laptop) must receive" in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith("but never did.")


def test_it_must_be_announced_in_time() -> None:
    for at, outcome in ((5, "holds"), (8, "violated")):
        story = team()
        post = heard(story, "Ana")
        read(story, "Ana", post)
        story.hear("Ben", post, at=at)
        assert p14(story.rest(20)).outcome == outcome


def test_absence_is_unknown_without_a_barrier_and_a_round_trip() -> None:
    story = team()
    read(story, "Ana", heard(story, "Ana"))
    assert p14(story.end()).outcome == "unknown"
    story = team()
    read(story, "Ana", heard(story, "Ana"))
    story.settle(9, silent=(story.where("Ben")["conn"],))
    assert p14(story.end()).outcome == "unknown"
    story = team()
    read(story, "Ana", heard(story, "Ana"))
    story.settle(3, how="markers")
    assert "before the deadline" in p14(story.end()).reason


def test_a_reader_that_never_went_on_reading_is_unknown() -> None:
    story = team()
    story.pause("Ben")
    read(story, "Ana", heard(story, "Ana"))
    assert "never resumed reading" in p14(story.rest(9)).reason


def test_shown_without_a_version_it_cannot_be_judged() -> None:
    story = team()
    post = heard(story)
    story.read("Ben", post, version=None)
    verdict = p14(story.rest(9))
    assert (verdict.outcome, verdict.reason) == ("unknown", "1 entities were shown without a version")


def test_a_snapshot_is_a_read() -> None:
    story = team()
    one = heard(story, entity="message:1")
    heard(story, entity="message:1", version=2, kind="chatroom_message_edited", operation="edit_message")
    row = story.read("Ben", one)
    story.rows[row.i] = Snapshot(
        **{name: getattr(row, name) for name in row.__struct_fields__}, position={"epoch": "e1", "seq": 1}
    )
    assert p14(story.rest(9)).outcome == "violated"


def test_nothing_read_does_not_apply() -> None:
    story = team()
    heard(story)
    assert p14(story.rest(9)).outcome == "not applicable"
    story = team(BARE)
    story.read("Ben", heard(story, entity=None))
    assert p14(story.rest(9)).outcome == "not applicable"


def test_only_a_deletion_that_may_be_of_an_entity_excuses_it() -> None:
    story = Story()
    story.members("Ana", "Ben", "Zoe")
    first, second = (heard(story, "Ana", "Ben", "Zoe") for _ in range(2))
    story.revoke("Zoe")
    read(story, "Ben", first)
    verdict = p14(story.rest(9))
    assert verdict.outcome == "violated"
    assert second.entity in verdict.witnesses[0].text


def test_a_deletion_that_names_nothing_excuses_what_it_may_be_of() -> None:
    for operation, channel, outcome in (
        ("delete_message", ROOM, "holds"),
        ("delete_message", "chatroom:8", "violated"),
        ("delete_item", ROOM, "holds"),
        ("delete_membership", ROOM, "violated"),
    ):
        story = team()
        first, _ = heard(story), heard(story)
        heard(story, entity="membership:7/3", kind="user_joined_chatroom", operation="add_member")
        story.lose(story.ask("Ana", "", channel, operation=operation, kind="gone", entity=None), version=None)
        read(story, "Ben", first)
        assert p14(story.rest(9)).outcome == outcome, operation


def test_what_was_written_after_a_deletion_was_asked_for_is_not_excused_by_it() -> None:
    story = team()
    first = heard(story)
    story.lose(story.ask("Ana", "", operation="delete_message", kind="gone", entity=None), version=None)
    heard(story)
    read(story, "Ben", first)
    assert p14(story.rest(9)).outcome == "violated"


def test_a_version_that_no_write_made_is_a_violation() -> None:
    story = team()
    read(story, "Ben", replace(heard(story), version=3))
    verdict = p14(story.rest(9))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text.endswith("but the newest that anybody wrote by then is version 1.")


def test_an_entity_that_nobody_wrote_and_an_earlier_read_lacked_is_a_violation() -> None:
    for earlier, outcome in ((True, "violated"), (False, "holds")):
        story = team()
        post, stranger = heard(story), Post("x", "Ana", ROOM, "Whose?", entity="message:99")
        if earlier:
            read(story, "Ben", post)
        read(story, "Ben", post, stranger)
        verdict = p14(story.rest(9))
        assert verdict.outcome == outcome
    story = team()
    post = heard(story)
    read(story, "Ben", post)
    lost = story.ask("Ana", "Did it work?")
    story.lose(lost)
    read(story, "Ben", post, lost)
    assert story.verdicts()["P14"].outcome != "violated"


def test_without_versions_a_kind_that_an_earlier_read_showed_must_be_shown() -> None:
    for shown_before, outcome in ((True, "violated"), (False, "not applicable")):
        story = team(BARE)
        first = heard(story)
        if shown_before:
            read(story, "Ben", first)
        heard(story)
        read(story, "Ben")
        story.rows[-1].shows = ()
        assert p14(story.rest(9)).outcome == outcome


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("operation", "durable", "outcome"),
    [("start_typing", False, "violated"), ("set_message", False, "holds"), ("publish", True, "holds")],
)
def test_only_a_write_that_leaves_something_may_have_made_what_is_shown(
    operation: str, durable: bool, outcome: str, known: bool
) -> None:
    for stranger in (False, True):
        story = team()
        post = heard(story)
        read(story, "Ben", post)
        nameless = story.ask(
            "Ana", "", operation=operation, kind="noticed", entity=None, version=None, durable=durable
        )
        (story.answer if known else story.lose)(nameless)
        read(
            story,
            "Ben",
            *(
                [post, Post("x", "Ana", ROOM, "Whose?", entity="message:99")]
                if stranger
                else [replace(post, version=9)]
            ),
        )
        assert p14(story.rest(9)).outcome == outcome
