"""Every matcher on deliveries matches what it promises, and says what is wrong with what it does not."""

import pytest
from hamcrest import assert_that
from hamcrest.core.matcher import Matcher
from lockstep.history.rows import Promises
from lockstep.matchers.delivery import agrees_with_answers, received_in_order, received_once, received_within, silent
from lockstep.matchers.received import Made, Received, acknowledged, writes

from tests.matchers.told import ROOM, Told


def ben(told: Told) -> Received:
    return Received(told.history, "Ben", 0)


def made(told: Told) -> list[Made]:
    return acknowledged(told.history, writes(told.history, 0))


def refuses(told: Told, matcher: Matcher[Received], *words: str) -> None:
    with pytest.raises(AssertionError) as refused:
        assert_that(ben(told), matcher)
    for word in words:
        assert word in str(refused.value)


@pytest.fixture
def two() -> Told:
    """Two messages, both received, in order."""
    told = Told()
    told.listen()
    for w, text in (("w1", "one"), ("w2", "two")):
        told.post(text, w)
        told.hear(text, w)
    return told


def test_all_hold_when_all_is_well(two: Told) -> None:
    for matcher in (received_once, received_in_order, agrees_with_answers):
        assert_that(ben(two), matcher(made(two)))
    assert_that(ben(two), received_within(made(two), 100, 1))


def test_a_promise_about_nothing_is_not_kept(two: Told) -> None:
    for matcher in (received_once([]), received_in_order([]), agrees_with_answers([]), received_within([], 100, 1)):
        refuses(two, matcher, "no write was made")


def test_somebody_who_does_not_listen_keeps_no_promise(two: Told) -> None:
    with pytest.raises(AssertionError, match="no effect on a channel that Cleo listens to"):
        assert_that(Received(two.history, "Cleo", 0), received_once(made(two)))


def test_a_lost_message_is_missed_by_every_matcher() -> None:
    told = Told()
    told.listen()
    told.post("one")
    refuses(
        told, received_once(made(told)), 'Ben/laptop never received Ana\'s post_message: "one" (posted)', "nothing"
    )
    for matcher in (received_in_order, agrees_with_answers):
        refuses(told, matcher(made(told)), "never received")
    refuses(told, received_within(made(told), 100, 1), "never received")


def test_a_double_is_told(two: Told) -> None:
    two.hear("one")
    refuses(two, received_once(made(two)), "2 times")


def test_one_of_two_devices_that_misses_out_is_told(two: Told) -> None:
    two.listen(device="phone")
    refuses(two, received_once(made(two)), "Ben/phone never received")


def test_an_inversion_is_told() -> None:
    told = Told()
    told.listen()
    told.post("one", "w1")
    told.post("two", "w2")
    told.hear("two", "w2")
    told.hear("one", "w1")
    refuses(told, received_in_order(made(told)), "before", "which was made earlier")


def test_writes_that_overlapped_have_no_order() -> None:
    told = Told()
    told.listen()
    told.post("one", "w1")
    told.post("two", "w2")
    rows = told.history._rows
    rows[2:6] = [rows[2], rows[4], rows[3], rows[5]]  # both are invoked before either is answered
    for index, row in enumerate(rows):
        row.i = index
    told.hear("two", "w2")
    told.hear("one", "w1")
    assert_that(ben(told), received_in_order(made(told)))


def test_a_late_one_is_told_with_its_limit() -> None:
    told = Told()
    told.listen()
    told.post("one", at_ms=10)
    told.hear("one", at_ms=130)
    assert_that(ben(told), received_within(made(told), 100, 20))
    refuses(told, received_within(made(told), 100, 19), "120.0 ms after its answer, the limit is 119.0 ms")


def test_a_budget_that_is_only_reported_is_measured_and_demands_that_events_come() -> None:
    told = Told()
    told.listen()
    told.post("one", at_ms=10)
    told.hear("one", at_ms=130)
    told.post("two", "w2", at_ms=200)
    matcher = received_within(made(told), 100, 19, gate=False)
    refuses(told, matcher, "never received")
    told.hear("two", "w2", at_ms=205)
    assert_that(ben(told), matcher)
    timing = matcher.timing(ben(told))
    assert timing is not None
    assert (timing.deliveries, timing.over, timing.worst_ms) == (2, 1, 120.0)
    assert timing.worst == 'Ben/laptop received Ana\'s post_message: "one"'
    assert matcher.timing(Received(told.history, "Cleo", 0)) is None


def test_an_event_before_the_answer_is_in_time() -> None:
    told = Told()
    told.listen()
    told.post("one", at_ms=10)
    told.hear("one", at_ms=2)
    assert_that(ben(told), received_within(made(told), 0, 0))


def test_another_text_than_the_apis_is_told() -> None:
    told = Told()
    told.listen()
    told.post("one")
    told.hear("0ne")
    refuses(told, agrees_with_answers(made(told)), 'content expected: "one"', 'received: "0ne"')
    with pytest.raises(AssertionError) as refused:
        assert_that(ben(told), agrees_with_answers(made(told)))
    assert "id expected" not in str(refused.value), "a field that is equal is told"
    assert "{" not in str(refused.value), "a whole payload is told"


def test_silence_is_of_these_writes_or_of_a_channel_or_of_all(two: Told) -> None:
    for matcher in (silent(), silent(asked=["w1"]), silent(channel=ROOM)):
        refuses(two, matcher, "Ben received")
    assert_that(ben(two), silent(asked=["w9"]))
    assert_that(ben(two), silent(channel="chatroom:8"))
    assert_that(Received(two.history, "Cleo", 0), silent())


def test_silence_about_writes_where_events_name_no_cause_goes_by_what_was_written() -> None:
    told = Told()
    told.listen()
    told.post("one", "w1")
    told.post("two", "w2")
    told.hear("two", "w2", cause=None)
    assert_that(ben(told), silent(asked=["w1"]))
    refuses(ben(told), silent(asked=["w2"]), "Ben received 1 matching events")
    told.hear("nobody's", "w7", cause=None)
    refuses(ben(told), silent(asked=["w1"]), "Ben received 1 matching events")


def test_an_event_that_names_no_cause_breaks_the_silence() -> None:
    told = Told()
    told.hear("one")
    told.history._rows[-1].cause = None
    refuses(told, silent(asked=["w1"]), "Ben received 1 matching events")


def test_what_a_declared_timer_sent_by_itself_breaks_no_silence() -> None:
    for timers, broken in ((("posted",), False), (("other",), True)):
        told = Told()
        header = told.history.rows()[0]
        header.promises = Promises(timers=timers)
        told.hear("one")
        told.history._rows[-1].cause = None
        assert silent(asked=["w1"]).matches(ben(told)) is not broken
