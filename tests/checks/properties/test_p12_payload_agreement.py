"""P12: one version of one entity is the same in answers, events and reads."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Invoke, Ok, Promises, Shown

from tests.checks.builder import BARE, NUMBERED, Story


def p12(story: Story) -> Verdict:
    return story.verdicts()["P12"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def changed(text: str, **more: object) -> dict[str, object]:
    payload = {"id": "message:1", "content": text, "version": 1} | more
    return {"payload": payload, "digest": digest(payload)}


def test_answer_event_and_read_agree() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.read("Ana", post)
    verdict = p12(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


def test_an_event_that_differs_from_the_answer_shows_both_texts() -> None:
    story = team()
    post = story.post("Ana", "Hello", at=1)
    story.hear("Ben", post, **changed("Helo"))
    verdict = p12(story.rest(6))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text == (
        'Ana\'s message of +1.000 s, version 1, is "Hello" in the API\'s answer to Ana at +1.001 s, but "Helo" in '
        "the event to Ben (laptop) at +1.002 s."
    )


def test_where_the_texts_agree_the_fields_that_differ_are_shown() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post, **changed("Hello", edited=True))
    text = p12(story.rest(6)).witnesses[0].text
    assert "is edited absent in the API's answer to Ana" in text
    assert "but edited True in the event to Ben (laptop)" in text


def test_a_read_that_differs() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.read("Ben", post, **changed("Goodbye"))
    assert 'but "Goodbye" in Ben\'s read messages' in p12(story.rest(6)).witnesses[0].text


def test_sessions_that_differ_from_each_other() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.hear("Ana", post)
    story.hear("Ben", post, **changed("Helo"))
    assert p12(story.rest(6)).outcome == "violated"


def test_an_event_without_version_or_payload_cannot_be_compared() -> None:
    for fields in ({"version": None, "sent": None}, {"digest": None, "payload": None}):
        story = team()
        story.hear("Ben", story.post("Ana", "Hello"), **fields)
        verdict = p12(story.rest(6))
        assert (verdict.outcome, verdict.instances) == ("unknown", 1)


def test_said_once_there_is_nothing_to_compare() -> None:
    story = team()
    story.post("Ana", "Hello")
    assert p12(story.rest(6)).outcome == "not applicable"


def test_another_version_may_differ() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello", version=1, entity="message:1"))
    story.hear("Ben", story.post("Ana", "Hello!", version=2, entity="message:1"))
    assert p12(story.rest(6)).outcome == "holds"


def test_a_deletion_is_a_version_of_its_own() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello", entity="message:1"))
    gone = story.post("Ana", "", entity="message:1", version=2, operation="delete_message", kind="deleted")
    story.hear("Ben", gone)
    assert p12(story.rest(6)).outcome == "holds"


def test_without_versions_what_was_sent_is_compared() -> None:
    for sent, outcome in ((None, "holds"), ("other", "violated")):
        story = team(BARE)
        edit = story.post("Ana", "Hello!", entity="message:1", operation="edit_message", kind="edited")
        story.hear("Ben", edit, **({} if sent is None else {"sent": sent} | changed("Helo!")))
        verdict = p12(story.rest(6))
        assert (verdict.outcome, verdict.instances) == (outcome, 1)
    assert 'with content other than was sent: "Helo!"; the answer said "Hello!"' in verdict.witnesses[0].text


def test_two_altered_copies_are_altered_not_doubled_edits() -> None:
    story = team(BARE)
    edit = {"entity": "message:1", "operation": "edit_message", "kind": "edited"}
    one, two = story.post("Ana", "one", **edit), story.post("Ana", "two", **edit)
    story.hear("Ben", one)
    story.hear("Ben", two, sent="other", **changed("tow"))
    verdicts = story.rest(9).verdicts()
    assert verdicts["P12"].outcome == "violated"
    assert verdicts["P2"].outcome == "holds"


def test_a_replaced_connection_does_not_count() -> None:
    story = team()
    first = story.where("Ben")["conn"]
    post = story.post("Ana", "Hello")
    story.connect("Ben")
    story.hear("Ben", post, conn=first, **changed("Helo"))
    assert p12(story.rest(6)).outcome == "not applicable"


CAUSED = Promises(cause=True, markers=True)


@pytest.mark.parametrize(("promises", "outcome"), [(CAUSED, "violated"), (BARE, "holds")])
def test_without_versions_the_events_of_one_cause_agree_in_what_the_writer_did_not_supply(
    promises: Promises, outcome: str
) -> None:
    for more, expected in (({}, "holds"), ({"colour": "red"}, outcome)):
        story = team(promises)
        post = story.post("Ana", "Hello")
        story.hear("Ana", post)
        story.hear("Ben", post, **(changed("Hello", version=None, **more) if more else {}))
        verdict = p12(story.rest(6))
        assert verdict.outcome == expected
    if verdict.outcome == "violated":
        assert verdict.witnesses[0].text.startswith("Ana (laptop) and Ben (laptop) received one event")


def test_two_events_of_one_cause_that_nothing_tells_apart_are_not_compared() -> None:
    story = team(CAUSED)
    post = story.post("Ana", "Hello", entity=None)
    answer = story.rows[-1]
    answer.effects = (post.effect(sent=None), post.effect(sent=None, coalesce=True))
    for who, order in (("Ana", (1, 2)), ("Ben", (2, 1))):
        for number in order:
            story.hear(who, post, **changed("Hello", version=None, number=number))
    assert p12(story.rest(6)).outcome == "not applicable"


def put(story: Story, version: int, operation: str, changes: tuple[str, ...] | None, **fields: object) -> None:
    """A write of a chatroom, whose answer has these fields."""
    w = f"w-{operation}-{version}"
    payload = {"id": 7, "version": version, **fields}
    story.add(Invoke(person="Ana", w=w, via="api", operation=operation, changes=changes))
    content = {"payload": payload, "digest": digest(payload)}
    story.add(Ok(person="Ana", w=w, status="200", entity="chatroom:7", version=version, **content))


def test_what_a_change_does_not_name_stays_as_it_was() -> None:
    for description, outcome in (("about it", "holds"), ("", "violated")):
        story = team()
        put(story, 1, "create_chatroom", None, name="design", description="about it")
        put(story, 2, "rename_chatroom", ("version", "name"), name="plans", description=description)
        verdict = p12(story.rest(6))
        assert verdict.outcome == outcome
        if outcome == "violated":
            told = verdict.witnesses[0].text
            assert "Ana's rename_chatroom at" in told
            assert "does not name description of" in told
            assert "description was description 'about it' in the API's answer to Ana at" in told


def test_a_change_of_which_nothing_is_said_may_change_everything_and_a_gap_proves_nothing() -> None:
    story = team()
    put(story, 1, "create_chatroom", None, name="design", description="about it")
    put(story, 2, "replace_chatroom", None, name="plans", description="")
    put(story, 4, "rename_chatroom", ("version", "name"), name="plans", description="new")
    put(story, 5, "delete_chatroom", ("version",), deletedAt="now")
    assert p12(story.rest(6)).outcome == "not applicable"


def test_what_an_answer_shows_beside_its_entity_is_a_statement_too() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    other = {"id": post.entity, "content": "Other", "version": 1}
    shows = (Shown(entity=post.entity or "", version=1, digest=digest(other), payload=other),)
    story.add(Invoke(person="Ben", w="w-x", via="api", operation="pin"))
    story.add(Ok(person="Ben", w="w-x", status="200", shows=shows))
    assert p12(story.rest(6)).outcome == "violated"
