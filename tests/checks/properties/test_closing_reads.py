"""Closing reads: what is there is shown at its last version, nothing else is, and nobody sees what they may not."""

from typing import Any

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Closing, Fail, Grant, Info, Invoke, Ok, Promises, Revoke, Shown

from tests.checks.builder import BARE, ROOM, Story
from tests.checks.closing import deleted, heard, look, quiet, shown, team

ONE = Closing(place=ROOM, entity="message:1")
MEMBERS = Closing(holds=("membership",), place=ROOM)
ALL_ROOMS = Closing(holds=("chatroom",))


def p14(story: Story) -> Verdict:
    return story.end().verdicts()["P14"]


def p19(story: Story) -> Verdict:
    return story.end().verdicts()["P19"]


def text_of(verdict: Verdict) -> str:
    assert verdict.outcome == "violated"
    return verdict.witnesses[0].text


def silently(story: Story, text: str, **fields: Any) -> Any:
    """A message of which nobody receives an event: only closing reads can tell."""
    return story.post("Ana", text, channel=ROOM, **fields)


def test_what_was_written_changed_and_deleted_is_shown_as_it_is() -> None:
    story = team()
    one, two = heard(story, "Ana", "one"), heard(story, "Ben", "two")
    edited = heard(story, "Ana", "one!", entity=one.entity, version=2, operation="edit_message")
    deleted(story, two)
    quiet(story)
    for who in ("Ana", "Ben"):
        look(story, who, shown(edited))
    verdicts = story.end().verdicts()
    assert (verdicts["P14"].outcome, verdicts["P19"].outcome) == ("holds", "holds")
    assert story.alarms() == {}


@pytest.mark.parametrize("promises", [None, BARE])
def test_what_is_there_and_not_shown_is_found_though_nobody_received_it(promises: Promises | None) -> None:
    story = team() if promises is None else team(promises)
    silently(story, "one")
    quiet(story)
    look(story, "Ben")
    told = text_of(p14(story))
    assert 'Ben\'s closing read page of chatroom "design", answered at' in told
    assert "does not show it: Ana's message of" in told
    assert "Ana's post_message at" in told


@pytest.mark.parametrize("promises", [None, BARE])
def test_what_is_gone_and_still_shown_is_found(promises: Promises | None) -> None:
    story = team() if promises is None else team(promises)
    one = silently(story, "one")
    deleted(story, one, told=False)
    quiet(story)
    look(story, "Ben", shown(one))
    told = text_of(p14(story))
    assert "still shows it" in told
    assert "ended it" in told


def test_an_older_version_is_found_on_a_later_page_and_under_its_own_address() -> None:
    for closing in (Closing(holds=("message",), place=ROOM, page=2), ONE):
        story = team()
        one, two = silently(story, "one"), silently(story, "two")
        silently(story, "one!", entity=one.entity, version=2, operation="edit_message")
        quiet(story)
        if closing.page == 2:
            look(story, "Ben", shown(two), closing=Closing(holds=("message",), place=ROOM, more=True))
        look(story, "Ben", shown(one), closing=closing)
        assert "shows it at version 1" in text_of(p14(story))


def test_where_versions_are_not_promised_the_content_is_the_last_one() -> None:
    story = team(BARE)
    one = silently(story, "one")
    silently(story, "one!", entity=one.entity, operation="edit_message")
    quiet(story)
    look(story, "Ben", shown(one))
    assert 'shows it as "one" instead of "one!"' in text_of(p14(story))


def test_something_of_another_list_or_twice_in_one_is_found() -> None:
    other = "chatroom:8"
    for again in (False, True):
        story = team()
        for who in ("Ana", "Ben"):
            story.grant(who, other)
        here, there = silently(story, "here"), story.post("Ana", "there", channel=other)
        quiet(story)
        extra = here if again else there
        look(story, "Ben", shown(here), shown(extra))
        assert ("shows it twice" if again else f"though it is in {other}") in text_of(p14(story))


def test_a_thing_that_answers_say_is_not_there_is_found() -> None:
    story = team()
    silently(story, "one")
    quiet(story)
    look(story, "Ben", closing=ONE, status="404", absent=True)
    assert "does not show it" in text_of(p14(story))


def test_what_is_only_in_something_that_is_gone_is_gone_too() -> None:
    story = team()
    one = silently(story, "one")
    story.add(Invoke(person="Ana", w="wd", via="api", operation="delete_chatroom", channel=ROOM))
    story.add(Ok(person="Ana", w="wd", status="200", entity=ROOM, version=2))
    quiet(story)
    look(story, "Ben", shown(one), closing=ONE)
    # the chatroom is a channel to which Ben was never denied the right in this story
    assert "still shows it" in text_of(p14(story))


def members(story: Story, operation: str, version: int, *, entity: str = f"membership:{ROOM}/user:2") -> Shown:
    """A membership begins or ends, named by its answer."""
    w = f"w-{operation}-{version}"
    story.add(Invoke(person="Ana", w=w, via="api", operation=operation, channel=ROOM))
    payload = {"roomId": ROOM, "userId": 2, "version": version}
    one = Shown(entity=entity, version=version, digest=digest(payload), payload=payload, place=ROOM)
    story.add(Ok(person="Ana", w=w, status="201", shows=(one,)))
    return one


def test_members_beside_an_answer_are_listed_until_they_are_removed() -> None:
    for stays in (True, False):
        story = team()
        one = members(story, "create_chatroom", 1)
        if not stays:
            members(story, "remove_member", 2)
        quiet(story)
        look(story, "Ana", closing=MEMBERS)
        look(story, "Ben", one, closing=MEMBERS)
        assert ("does not show it" if stays else "still shows it") in text_of(p14(story))


def test_a_member_who_was_removed_and_came_back_is_there() -> None:
    story = team()
    members(story, "create_chatroom", 1)
    members(story, "remove_member", 2)
    again = members(story, "add_member", 3)
    quiet(story)
    look(story, "Ana", again, closing=MEMBERS)
    assert p14(story).outcome == "holds"


@pytest.mark.parametrize(("count", "outcome"), [(1, "holds"), (2, "violated")])
def test_a_count_is_the_number_of_what_is_there(count: int, outcome: str) -> None:
    story = team()
    silently(story, "one")
    deleted(story, silently(story, "two"), told=False)
    quiet(story)
    look(story, "Ana", closing=Closing(place=ROOM, counts="message"), count=count)
    verdict = p14(story)
    assert verdict.outcome == outcome
    if outcome == "violated":
        assert "counts 2 of 1 such things" in text_of(verdict)


# what nobody may see


def test_a_list_of_all_chatrooms_shows_those_of_the_reader_only() -> None:
    story = team()
    story.add(Invoke(person="Ana", w="wr", via="api", operation="create_chatroom"))
    story.add(Ok(person="Ana", w="wr", status="201", entity=ROOM, version=1))
    quiet(story)
    for who in ("Ana", "Ben", "Cleo"):
        look(story, who, Shown(entity=ROOM, version=1), closing=ALL_ROOMS, operation="chatrooms")
    verdict = p19(story)
    assert len(verdict.witnesses) == 1
    assert text_of(verdict) == (
        f"Cleo's closing read chatrooms, answered at +{(story.rows[-2].t - story.rows[0].t) / 1e9:.3f} s, shows "
        'chatroom "design", but Cleo was at no moment of it allowed chatroom "design".'
    )


def test_a_chatroom_that_is_missing_from_the_list_of_someone_who_is_allowed_it_is_found() -> None:
    story = team()
    story.add(Invoke(person="Ana", w="wr", via="api", operation="create_chatroom"))
    story.add(Ok(person="Ana", w="wr", status="201", entity=ROOM, version=1))
    quiet(story)
    for who in ("Ana", "Ben", "Cleo"):
        look(story, who, closing=ALL_ROOMS, operation="chatrooms")
    verdict = p14(story)
    assert [one.text.partition("'")[0] for one in verdict.witnesses] == ["Ana", "Ben"]


def test_what_an_outsider_reads_is_a_leak_and_what_they_are_denied_is_an_instance() -> None:
    for denied in (True, False):
        story = team()
        one = silently(story, "one")
        quiet(story)
        before = len(story.rows)
        if denied:
            look(story, "Cleo", closing=ONE, status="404", absent=True)
        else:
            look(story, "Cleo", shown(one), closing=ONE)
        verdict = p19(story)
        assert verdict.outcome == ("holds" if denied else "violated")
        assert denied or verdict.witnesses[0].rows == (before,)
        assert story.verdicts()["P14"].outcome != "violated"


def test_an_account_of_another_company_among_colleagues_is_a_leak() -> None:
    story = team()
    for who in ("Ana", "Ben"):
        story.grant(who, "company:1")
    for number, company in ((1, "company:1"), (9, "company:2")):
        story.add(Invoke(person="x", w=f"w{company}", via="api", operation="register"))
        known = (Shown(entity=f"user:{number}", place=company),)
        story.add(Ok(person="x", w=f"w{company}", status="201", entity=f"user:{number}", version=1, shows=known))
    quiet(story)
    people = Closing(holds=("user",), place="company:1")
    look(story, "Ana", Shown(entity="user:1", version=1), Shown(entity="user:9", version=1), closing=people)
    assert "shows user:9, but Ana was at no moment of it allowed company:2" in text_of(p19(story))


# right histories that are not accused


def test_nobody_is_accused_of_what_a_write_of_unknown_outcome_may_have_done() -> None:
    story = team()
    one, two = silently(story, "one"), silently(story, "two")
    story.add(Invoke(person="Ana", w="wi", via="api", operation="delete_message", channel=ROOM))
    story.add(Info(person="Ana", w="wi", status="timeout"))
    quiet(story)
    look(story, "Ana", shown(one), shown(two))
    look(story, "Ben", shown(two))
    assert p14(story).outcome != "violated"


def test_nobody_is_accused_of_what_a_retried_write_did() -> None:
    story = team()
    post = story.ask("Ana", "one")
    story.lose(post, taken=False)
    story.attempt(post, 2)
    story.answer(post, attempt=2)
    quiet(story)
    look(story, "Ana", shown(post))
    look(story, "Ben")
    assert p14(story).outcome != "violated"


def test_a_refused_deletion_changes_nothing() -> None:
    story = team()
    one = silently(story, "one")
    story.add(Invoke(person="Ben", w="wf", via="api", operation="delete_message", channel=ROOM))
    story.add(Fail(person="Ben", w="wf", status="403"))
    quiet(story)
    look(story, "Ana", shown(one))
    look(story, "Ben")
    verdict = p14(story)
    assert len(verdict.witnesses) == 1
    assert text_of(verdict).startswith("Ben's")


def test_a_change_that_goes_on_during_the_reads_may_be_seen_or_not() -> None:
    story = team()
    one = silently(story, "one")
    quiet(story)
    gone = story.ask("Ana", "", entity=one.entity, version=2, operation="delete_message")
    look(story, "Ana", shown(one))
    look(story, "Ben")
    story.answer(gone)
    story.settle()
    assert p14(story).outcome != "violated"


def test_two_changes_at_once_leave_open_which_was_the_last() -> None:
    story = team(BARE)
    one = silently(story, "one")
    first = story.ask("Ana", "two", entity=one.entity, operation="edit_message")
    second = story.ask("Ben", "three", entity=one.entity, operation="edit_message")
    story.answer(second)
    story.answer(first)
    quiet(story)
    look(story, "Ana", shown(first))
    look(story, "Ben", shown(second))
    assert p14(story).outcome != "violated"


def test_a_right_that_changes_during_the_read_proves_nothing() -> None:
    story = team()
    one = silently(story, "one")
    quiet(story)
    story.add(Invoke(person="Ana", w="wx", via="api", operation="remove_member"))
    story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w="wx"))
    look(story, "Ben")
    look(story, "Ben", shown(one))
    story.add(Ok(person="Ana", w="wx", status="200"))
    story.add(Revoke(person="Ben", phase="done", channel=ROOM, w="wx"))
    story.settle()
    verdicts = story.end().verdicts()
    assert "violated" not in {verdicts[name].outcome for name in ("P14", "P19")}


@pytest.mark.parametrize("status", ["401", "503", "timeout", "429"])
def test_who_is_logged_out_or_whose_backend_is_down_is_no_instance(status: str) -> None:
    story = team()
    silently(story, "one")
    quiet(story)
    look(story, "Ana", status=status)
    verdicts = story.end().verdicts()
    assert verdicts["P14"].outcome == "not applicable"
    assert verdicts["P14"].instances == 0


def test_a_list_that_was_not_read_to_the_end_lacks_nothing() -> None:
    story = team()
    silently(story, "one")
    two = silently(story, "two")
    quiet(story)
    look(story, "Ana", shown(two), closing=Closing(holds=("message",), place=ROOM, more=True))
    assert p14(story).outcome == "holds"


def test_a_grant_of_unknown_outcome_makes_nothing_a_leak() -> None:
    story = team()
    one = silently(story, "one")
    story.add(Invoke(person="Ana", w="wg", via="api", operation="add_member"))
    story.add(Grant(person="Cleo", phase="requested", channel=ROOM, w="wg"))
    story.add(Info(person="Ana", w="wg", status="timeout"))
    quiet(story)
    look(story, "Cleo", shown(one), closing=ONE)
    assert p19(story).outcome == "holds"


def test_where_no_rights_are_recorded_everybody_may_see_everything() -> None:
    story = Story(BARE)
    story.connect("Ana")
    post = story.post("Ana", "one")
    quiet(story)
    look(story, "Ana", shown(post))
    look(story, "Ben", shown(post))
    assert story.end().alarms() == {}


def test_an_event_that_no_write_caused_leaves_its_entity_open() -> None:
    story = team()
    one = silently(story, "one")
    two = story.ask("Ana", "two", entity=one.entity, version=2, operation="edit_message")
    story.hear("Ben", two, cause=None)
    quiet(story)
    look(story, "Ana", shown(one), shown(two))
    assert p14(story).outcome != "violated"


def test_several_devices_of_one_person_read_once() -> None:
    story = team()
    story.members("Ben/phone")
    post = story.post("Ana", "one")
    for who in ("Ana", "Ben", "Ben/phone"):
        story.hear(who, post)
    quiet(story)
    look(story, "Ben", shown(post))
    assert story.end().alarms() == {}


def test_an_event_that_arrives_again_is_still_one_thing() -> None:
    story = team(msgspec.structs.replace(BARE, delivery="at-least-once"))
    post = story.post("Ana", "one")
    for again in (None, "redelivered"):
        for who in ("Ana", "Ben"):
            story.hear(who, post, redelivery=again)
    quiet(story)
    look(story, "Ana", shown(post))
    look(story, "Ben", closing=Closing(place=ROOM, counts="message"), count=1)
    assert story.end().alarms() == {}


def test_an_opening_read_is_judged_as_anybodys() -> None:
    story = team()
    look(story, "Ana", closing=Closing(holds=("message",), place=ROOM, opening=True))
    post = silently(story, "one")
    quiet(story)
    look(story, "Ana", shown(post))
    assert p14(story).outcome == "holds"


@pytest.mark.parametrize("told", ["answered", "heard", "neither"])
@pytest.mark.parametrize(("channel", "outcome"), [("chatroom:8", "violated"), (ROOM, "not applicable")])
def test_a_count_says_something_though_a_write_to_another_channel_is_of_unknown_outcome(
    channel: str, outcome: str, told: str
) -> None:
    story = team()
    heard(story, "Ana", "one")
    perhaps = story.ask("Ana", "perhaps", channel)
    story.lose(perhaps, **({"entity": perhaps.entity} if told == "answered" else {}))
    if told == "heard":
        story.hear("Ben", perhaps, channel=channel)
    quiet(story)
    look(story, "Ana", closing=Closing(place=ROOM, counts="message"), count=2)
    assert p14(story).outcome == outcome
