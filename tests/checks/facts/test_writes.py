"""All attempts of one write are one write."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.writes import Write
from lockstep.history.rows import Effect, Fail, Info, Invoke, Ok

from tests.checks.builder import Story


def only(story: Story) -> Write:
    (write,) = Facts(story.rows).writes.values()
    return write


def test_the_first_attempt_gives_the_invoke_and_the_first_ok_the_answer() -> None:
    story = Story()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.attempt(post, attempt=2)
    first = story.answer(post, attempt=2)
    story.attempt(post, attempt=3)
    story.answer(post, attempt=3)
    write = only(story)
    assert (write.state, write.invoke.i, write.answer) == ("ok", 1, first)
    assert write.unsure
    assert write.counted_from == (first.t, first.i)


def test_fail_only_if_every_attempt_failed() -> None:
    story = Story()
    post = story.ask("Ana", "Hello")
    story.refuse(post)
    assert only(story).state == "fail"
    story.attempt(post, attempt=2)
    assert only(story).state == "info"
    story.refuse(post, attempt=2)
    assert only(story).state == "fail"
    story.attempt(post, attempt=3)
    story.lose(post, attempt=3)
    assert only(story).state == "info"
    assert only(story).counted_from is None


def test_a_write_without_any_answer_is_one_nobody_knows_of() -> None:
    story = Story()
    story.ask("Ana", "Hello")
    assert (only(story).state, only(story).answer) == ("info", None)


def test_effects_of_all_attempts_are_one_set() -> None:
    story = Story()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    story.attempt(post, attempt=3)
    story.answer(post, attempt=3)
    assert [expected.effect for expected in only(story).expected] == [post.effect()]


def test_a_vague_effect_of_another_kind_is_kept() -> None:
    story = Story()
    post = story.ask("Ana", "Hello")
    vague = Effect(kind="chatroom_updated", channel=post.channel)
    story.add(Info(w=post.w, status="timeout", effects=(vague,)))
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    assert [expected.effect.kind for expected in only(story).expected] == [post.kind, "chatroom_updated"]


def test_an_outcome_without_invoke_is_left_out() -> None:
    story = Story()
    for row in (Ok, Info, Fail):
        story.add(row(w="unknown", status="200"))
    assert Facts(story.rows).writes == {}


def test_attempts_may_come_in_any_order() -> None:
    story = Story()
    for attempt in (2, 1):
        story.add(Invoke(person="Ana", w="w", attempt=attempt, via="api", operation="post_message"))
    story.add(Ok(w="w", attempt=1, status="201"))
    assert only(story).invoke.i == 1
    assert only(story).unsure
