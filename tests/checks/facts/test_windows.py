"""Windows: subscribed and allowed, possibly and certainly, through leaves, revocations, closes, resumes, pauses."""

import msgspec
import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS
from lockstep.checks.facts.windows import Window, Windows
from lockstep.history.rows import Position, Promises, Resume, Resumed, Subscribe, Unsubscribe

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.plan import planned
from tests.checks.builder import ROOM, Story


def window(story: Story, who: str = "Ben", channel: str = ROOM) -> Window:
    facts = Facts(story.rows)
    where = story.where(who)
    found = Windows(facts).of(facts.roster.sessions[where["person"], where["session"]], channel)
    assert found is not None
    return found


def spans(found: Window) -> list[tuple[int, int]]:
    return [(stretch.start, stretch.end) for stretch in found.stretches]


def times(story: Story, *rows: int) -> list[int]:
    return [story.rows[row].t for row in rows]


def joined() -> Story:
    """Ben allowed (rows 3 to 5), and subscribed (requested 6, done 7)."""
    story = Story()
    story.connect("Ben")
    story.grant("Ben")
    story.subscribe("Ben")
    return story


def test_subscribed_possibly_from_the_request_and_certainly_from_the_acknowledgement() -> None:
    story = joined()
    found = window(story)
    asked, done = times(story, 6, 7)
    assert spans(found) == [(done, INF)]
    assert not found.possibly(0, asked - 1)
    assert found.possibly(asked, asked)
    assert found.stretches[0].rows == (5, 7)
    assert found.stretches[0].position == Position("e1", 0)


def test_leaving_ends_certainty_at_the_request_and_possibility_at_the_acknowledgement() -> None:
    story = joined()
    story.unsubscribe("Ben")
    asked, done = times(story, 8, 9)
    found = window(story)
    assert spans(found) == [(story.rows[7].t, asked)]
    assert found.possibly(done, done)
    assert not found.possibly(done + 1, INF)


def test_a_refused_subscription_ends_possibility_at_the_refusal() -> None:
    story = Story()
    story.connect("Ben")
    story.grant("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    refused = story.add(Subscribe(phase="refused", channel=ROOM, **story.where("Ben")))
    story.add(Subscribe(phase="refused", channel=ROOM, **story.where("Ben")))
    found = window(story)
    assert spans(found) == []
    assert found.possibly(refused.t, refused.t)
    assert not found.possibly(refused.t + 1, INF)


def test_a_refused_leave_begins_a_new_stretch() -> None:
    story = joined()
    story.add(Unsubscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    refused = story.add(Unsubscribe(phase="refused", channel=ROOM, **story.where("Ben")))
    assert spans(window(story)) == [tuple(times(story, 7, 8)), (refused.t, INF)]
    assert window(story).possibly(refused.t + 1, INF)


def test_what_the_server_joins_by_itself_was_possible_from_the_opening() -> None:
    story = Story()
    story.connect("Ben")
    story.grant("Ben", at=-1)
    story.joined("Ben", at=1)
    found = window(story)
    assert spans(found) == [(story.rows[-1].t, INF)]
    assert found.possibly(story.rows[1].t, story.rows[1].t)


def test_joining_what_is_joined_already_changes_nothing() -> None:
    story = joined()
    story.subscribe("Ben")
    assert spans(window(story)) == [(story.rows[7].t, INF)]


def test_leaving_and_joining_again_makes_two_stretches() -> None:
    story = joined()
    story.unsubscribe("Ben")
    story.subscribe("Ben")
    assert spans(window(story)) == [tuple(times(story, 7, 8)), (story.rows[11].t, INF)]


def test_moments_that_stretches_hold_are_found_by_their_places() -> None:
    story = joined()
    story.unsubscribe("Ben")
    story.subscribe("Ben")
    found = window(story)
    (first, left), (again, _) = spans(found)
    moments = [0, first, left, left, left + 1, again - 1, again, again + 5]
    assert list(found.places(moments)) == [range(1, 4), range(6, 8)]
    assert [found.at(moment) is not None for moment in moments] == [False, True, True, True, False, False, True, True]
    assert list(found.places([])) == list(found.places([0])) == []


def test_a_join_crossed_by_a_leave_is_not_certain() -> None:
    story = Story()
    story.connect("Ben")
    story.grant("Ben")
    where = story.where("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **where))
    story.add(Unsubscribe(phase="requested", channel=ROOM, **where))
    story.add(Subscribe(phase="done", channel=ROOM, **where))
    done = story.add(Unsubscribe(phase="done", channel=ROOM, **where))
    assert spans(window(story)) == []
    assert not window(story).possibly(done.t + 1, INF)


def test_requests_sent_without_waiting_are_answered_in_their_order() -> None:
    story = joined()
    where = story.where("Ben")
    for row in (Unsubscribe, Subscribe, Unsubscribe, Subscribe):
        story.add(row(phase="requested", channel=ROOM, **where))
    for row in (Unsubscribe, Subscribe, Unsubscribe, Subscribe):
        story.add(row(phase="done", channel=ROOM, **where))
    assert spans(window(story)) == [tuple(times(story, 7, 8)), (story.rows[-1].t, INF)]
    assert window(story).possibly(story.rows[-1].t + 1, INF)


def test_a_second_leave_by_the_server_alone_counts() -> None:
    story = joined()
    story.unsubscribe("Ben")
    story.subscribe("Ben")
    gone = story.add(Unsubscribe(phase="done", channel=ROOM, **story.where("Ben")))
    assert spans(window(story))[-1] == (story.rows[11].t, gone.t)
    assert not window(story).possibly(gone.t + 1, INF)


def test_a_revocation_ends_the_subscription_and_a_new_grant_does_not_bring_it_back() -> None:
    story = joined()
    story.revoke("Ben")
    story.grant("Ben")
    found = window(story)
    assert spans(found) == [(story.rows[7].t, story.rows[8].t)]
    assert not found.possibly(story.rows[11].t + 1, INF)
    story.subscribe("Ben")
    assert spans(window(story))[1] == (story.rows[-1].t, INF)


def test_grace_keeps_a_revoked_subscription_possible() -> None:
    story = Story(Promises(numbers=True, grace_ms=100))
    story.connect("Ben")
    story.grant("Ben")
    story.subscribe("Ben")
    story.revoke("Ben")
    done = story.rows[-1].t
    assert window(story).possibly(done + 100 * MS, INF)
    assert not window(story).possibly(done + 100 * MS + 1, INF)


def test_a_subscription_before_its_grant_is_certain_from_the_grant_on() -> None:
    story = Story()
    story.connect("Ben")
    story.subscribe("Ben")
    story.grant("Ben")
    assert spans(window(story)) == [(story.rows[-1].t, INF)]


def test_what_the_subscription_would_have_been_but_for_the_revocation_is_kept() -> None:
    story = joined()
    story.revoke("Ben")
    stretch = window(story).stretches[0]
    assert (stretch.rights_until, stretch.subscribed_until) == (story.rows[8].t, INF)
    assert stretch.owes_last(story.rows[8].t, INF)
    assert not stretch.owes_last(story.rows[8].t + 1, INF)
    story.close("Ben")
    assert window(story).stretches[0].subscribed_until == story.rows[12].t


@pytest.mark.parametrize("apart", [True, False])
def test_of_two_revocations_that_meet_neither_certainly_comes_first(apart: bool) -> None:
    story = joined()
    story.revoke("Ben")
    begun = story.rows[8].t
    story.revoke("Ben")
    if not apart:  # the second is asked for before the first is answered
        times = [row.t for row in story.rows[10:14]]
        moved = [*story.rows[12:14], *story.rows[10:12]]
        story.rows[10:14] = [
            msgspec.structs.replace(row, i=10 + number, t=times[number]) for number, row in enumerate(moved)
        ]
    assert window(story).stretches[0].owes_last(begun, INF) is apart


def test_a_server_that_closes_on_purpose_still_owes_what_came_before() -> None:
    for code, dismissed in ((4403, True), (1012, False)):
        story = joined()
        story.drop("Ben", code=code)
        stretch, closed = window(story).stretches[0], story.rows[-1].t
        assert (stretch.dismissed == closed) is dismissed
        assert stretch.owes_last(closed, INF) is dismissed
        assert not stretch.owes_last(closed + 1, INF)


def test_who_left_before_he_was_dismissed_is_owed_nothing() -> None:
    story = joined()
    story.unsubscribe("Ben")
    story.drop("Ben", code=4403)
    assert window(story).stretches[0].dismissed is None


def test_a_close_by_us_ends_the_stretch_at_the_request() -> None:
    story = joined()
    story.close("Ben")
    assert spans(window(story)) == [tuple(times(story, 7, 8))]
    assert window(story).possibly(story.rows[9].t, INF)
    assert not window(story).possibly(story.rows[9].t + 1, INF)


def test_a_close_by_the_network_ends_the_stretch_at_the_last_frame() -> None:
    story = joined()
    frame = story.control("Ben")
    story.drop("Ben")
    assert spans(window(story)) == [(story.rows[7].t, frame.t)]


def test_a_connection_that_another_replaced_ends_at_its_last_frame() -> None:
    story = joined()
    frame = story.control("Ben")
    story.connect("Ben")
    assert spans(window(story)) == [(story.rows[7].t, frame.t)]


def test_a_recovered_resume_continues_the_stretch() -> None:
    story = joined()
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    found = window(story)
    assert spans(found) == [(story.rows[7].t, INF)]
    assert found.broken(story.rows[8].t, story.rows[8].t)
    assert not found.broken(story.rows[-1].t + 1, INF)


def test_a_resume_not_recovered_begins_a_new_stretch_after_the_position_named() -> None:
    story = joined()
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0, recovered=False, end=12)
    found = window(story)
    assert spans(found) == [tuple(times(story, 7, 8)), (story.rows[-1].t, INF)]
    assert found.stretches[1].position == Position(None, 12)


def test_a_resume_not_recovered_and_without_position_makes_nothing_certain() -> None:
    story = joined()
    story.close("Ben")
    story.connect("Ben")
    where = story.where("Ben")
    story.add(Resume(phase="requested", asked={ROOM: Position("e1", 0)}, **where))
    story.add(Resume(phase="done", claims={ROOM: Resumed(recovered=False)}, **where))
    assert spans(window(story)) == [tuple(times(story, 7, 8))]


def test_a_refused_resume_and_one_that_leaves_a_channel_out_end_possibility() -> None:
    for phase in ("refused", "done"):
        story = joined()
        story.close("Ben")
        story.connect("Ben")
        where = story.where("Ben")
        story.add(Resume(phase="requested", asked={ROOM: Position("e1", 0)}, **where))
        over = story.add(Resume(phase=phase, **where))
        assert window(story).possibly(over.t, INF)
        assert not window(story).possibly(over.t + 1, INF)


def test_a_resume_after_a_revocation_needs_the_new_grant() -> None:
    story = joined()
    story.close("Ben")
    story.revoke("Ben")
    story.grant("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    assert spans(window(story)) == [tuple(times(story, 7, 8)), (story.rows[-1].t, INF)]


def test_reconnecting_without_a_resume_makes_two_stretches() -> None:
    story = joined()
    story.close("Ben")
    story.connect("Ben")
    story.subscribe("Ben")
    assert spans(window(story)) == [tuple(times(story, 7, 8)), (story.rows[-1].t, INF)]


def test_a_deadline_is_suspended_by_a_pause() -> None:
    story = joined()
    story.pause("Ben", at=1)
    story.go_on("Ben", at=3)
    found, start = window(story), story.rows[0].t
    assert found.deadline(start, 500 * MS) == start + 500 * MS
    assert found.deadline(start, 1500 * MS) == start + 3500 * MS
    assert found.deadline(start + 2000 * MS, 100 * MS) == start + 3100 * MS
    assert found.deadline(start + 4000 * MS, 100 * MS) == start + 4100 * MS


def test_a_pause_that_never_ends_has_no_deadline() -> None:
    story = joined()
    story.pause("Ben", at=1)
    assert window(story).deadline(story.rows[0].t, 5000 * MS) == INF


def test_a_pause_ends_with_its_connection() -> None:
    story = joined()
    story.pause("Ben", at=1)
    story.drop("Ben", at=2)
    assert window(story).deadline(story.rows[0].t, 1500 * MS) == story.rows[-1].t + 500 * MS


def test_a_deadline_counts_anew_from_a_recovered_resume() -> None:
    story = joined()
    story.close("Ben", at=1)
    story.connect("Ben", at=8)
    story.resume("Ben", 0, at=9)
    start, resumed = story.rows[0].t, story.rows[-1].t
    assert window(story).deadline(start, 500 * MS) == start + 500 * MS
    assert window(story).deadline(start, 5000 * MS) == resumed + 5000 * MS
    assert window(story).deadline(start + 2000 * MS, 5000 * MS) == resumed + 5000 * MS


def test_two_devices_of_one_person_have_windows_of_their_own() -> None:
    story = joined()
    story.connect("Ben/phone")
    story.subscribe("Ben/phone")
    story.unsubscribe("Ben")
    assert spans(window(story, "Ben/phone"))[0][1] == INF
    assert spans(window(story, "Ben"))[0][1] < INF
    facts = Facts(story.rows)
    assert [session.name for session in Windows(facts).audience(ROOM)] == ["Ben/laptop", "Ben/phone"]


def test_a_session_that_never_asked_has_no_window() -> None:
    story = joined()
    story.connect("Cleo")
    facts = Facts(story.rows)
    assert Windows(facts).of(facts.roster.sessions["Cleo", "Cleo/laptop"], ROOM) is None


@pytest.mark.parametrize("resumed", [True, False])
def test_what_a_replaced_connection_is_told_begins_nothing(resumed: bool) -> None:
    story = joined()
    story.post("Ana", "Hello")
    story.drop("Ben")
    start = window(story).stretches[0].start
    story.connect("Ben")
    old = story.where("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **old))
    story.connect("Ben")
    if resumed:
        story.add(Resume(phase="requested", asked={ROOM: Position("e1", 0)}, **story.where("Ben")))
    story.add(Subscribe(phase="done", channel=ROOM, position=Position("e1", 1), **old))
    if resumed:
        claim = Resumed(recovered=True, start=1, end=1)
        story.add(Resume(phase="done", claims={ROOM: claim}, **story.where("Ben")))
    stretches = window(story).stretches
    assert [(one.start, one.end == INF) for one in stretches] == [(start, resumed)]


@pytest.mark.parametrize("seed", range(30))
def test_the_entitled_are_those_of_the_audience_whose_stretch_holds_the_moment(seed: int) -> None:
    pairing = Pairing(Facts(simulate(planned(seed))))
    windows = pairing.windows
    for channel in {expected.effect.channel for expected in pairing.expected}:
        every = [(session, windows.of(session, channel)) for session in windows.audience(channel)]
        for row in pairing.facts.rows:
            holding = [(one, window, window.at(row.t)) for one, window in every if window is not None]
            assert list(windows.entitled(channel, row.t)) == [one for one in holding if one[2] is not None]
            begun = [one for one, window in every if window is not None and window.before(row.t) is not None]
            asked = [session for session, _, _ in windows.entitled(channel, row.t, before=True)]
            assert asked == [one for one in begun if one in asked]


@pytest.mark.parametrize(("wait_ms", "certain"), [(50, False), (150, True)])
def test_a_subscription_asked_for_within_the_grace_of_a_revocation_may_end_with_it(
    wait_ms: float, certain: bool
) -> None:
    story = Story(Promises(numbers=True, grace_ms=100))
    story.connect("Ben")
    story.grant("Ben")
    story.revoke("Ben")
    revoked = (story.rows[-1].t - story.rows[0].t - MS) / 1e9
    story.subscribe("Ben", at=revoked + wait_ms / 1000)
    story.grant("Ben", at=1)
    assert spans(window(story)) == ([(story.rows[-1].t, INF)] if certain else [])
    assert window(story).possibly(story.rows[-1].t, INF)
