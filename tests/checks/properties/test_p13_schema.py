"""P13: every frame and answer satisfies the adapter's schema; what the recorder found is read, never guessed.

It is never unknown: a frame or answer that was not recorded is no instance.
"""

import msgspec
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Fail, Read

from tests.checks.builder import NUMBERED, Story


def p13(story: Story) -> Verdict:
    return story.verdicts()["P13"]


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def test_frames_and_answers_in_order_hold() -> None:
    story = team()
    before = p13(story).instances
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.read("Ben", post)
    story.control("Ben")
    verdict = p13(story.rest(6))
    assert (verdict.outcome, verdict.instances - before) == ("holds", 4)


def test_an_event_that_breaks_the_schema() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"), schema="seq: missing", at=1)
    assert p13(story.rest(6)).witnesses[0].text == (
        'Ben (laptop) received "Hello" (chatroom_message_received, number 1) at +1.000 s, frame 1 of its connection, '
        "which breaks the schema: seq: missing."
    )


def test_a_control_frame_an_answer_and_a_read_that_break_the_schema() -> None:
    story = team()
    story.control("Ben", kind="malformed", schema="frame: no JSON")
    post = story.ask("Ana", "Hello")
    story.add(Fail(person="Ana", w=post.w, status="500", schema="body: no JSON"))
    story.add(Read(person="Ana", operation="messages", since=0, status="200", schema="data: missing"))
    texts = [witness.text for witness in p13(story.rest(6)).witnesses]
    assert texts[0].startswith("Ben (laptop) received malformed at")
    assert texts[1].startswith("The answer (500) to Ana's post_message at")
    assert texts[2].startswith("The answer (200) to Ana's read messages at")


def test_an_adapter_that_states_no_schema_promises_none() -> None:
    story = Story(msgspec.structs.replace(NUMBERED, schemas=False))
    story.members("Ana", "Ben")
    story.hear("Ben", story.post("Ana", "Hello"))
    verdict = p13(story.rest(6))
    assert (verdict.outcome, verdict.reason) == ("not applicable", "the adapter states no schema")


def test_what_is_no_frame_at_all_is_told_without_a_schema_too() -> None:
    story = Story(msgspec.structs.replace(NUMBERED, schemas=False))
    story.members("Ana", "Ben")
    story.control("Ben", kind="malformed", schema="frame: no JSON")
    assert p13(story.rest(6)).outcome == "violated"


def test_nothing_received_nothing_to_validate() -> None:
    assert p13(Story().rest(6)).outcome == "not applicable"
