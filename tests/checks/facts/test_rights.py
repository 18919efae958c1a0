"""Allowed: possibly and certainly, from grants and revocations."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.rights import Allowed, Revocations, allowed, merged
from lockstep.checks.facts.sessions import INF, MS
from lockstep.history.rows import Grant, Invoke, Promises, Revoke

from tests.checks.builder import ROOM, Story

OTHER = "chatroom:8"


def right(story: Story, person: str = "Ben", channel: str = ROOM) -> Allowed:
    return allowed(Facts(story.rows), person, channel)


def test_a_grant_is_possible_from_its_invoke_and_certain_from_its_done() -> None:
    story = Story()
    story.grant("Ben")
    found = right(story)
    invoke, done = story.rows[1], story.rows[3]
    assert found.possible == [(invoke.t, INF)]
    assert [(item.start, item.end, item.row) for item in found.certain] == [(done.t, INF, done.i)]


def test_a_revocation_ends_certainty_at_its_invoke_and_possibility_after_grace() -> None:
    story = Story(Promises(grace_ms=250))
    story.grant("Ben")
    story.revoke("Ben")
    found = right(story)
    invoke, done = story.rows[4], story.rows[7]
    assert found.certain[0].end == invoke.t
    assert found.possible == [(story.rows[1].t, done.t + 250 * MS)]


def test_a_revocation_never_answered_leaves_the_right_possible() -> None:
    story = Story()
    story.grant("Ben")
    story.add(Invoke(person="Root", w="r", via="api", operation="remove_member"))
    requested = story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w="r"))
    found = right(story)
    assert found.certain[0].end == requested.t - MS
    assert found.possible[0][1] == INF


def test_a_refused_revocation_changes_nothing() -> None:
    story = Story()
    story.grant("Ben")
    story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w="r"))
    story.add(Revoke(person="Ben", phase="refused", channel=ROOM, w="r"))
    found = right(story)
    assert found.certain[0].end == INF
    assert found.possible[0][1] == INF


def test_a_refused_grant_was_possible_until_its_refusal() -> None:
    story = Story()
    story.grant("Ana")
    asked = story.add(Grant(person="Ben", phase="requested", channel=ROOM, w="g"))
    refused = story.add(Grant(person="Ben", phase="refused", channel=ROOM, w="g"))
    found = right(story)
    assert found.certain == []
    assert found.possible == [(asked.t, refused.t)]


def test_where_grant_and_revocation_overlap_nothing_is_certain_but_all_is_possible() -> None:
    story = Story()
    story.add(Grant(person="Ben", phase="requested", channel=ROOM, w="g"))
    story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w="r"))
    story.add(Revoke(person="Ben", phase="done", channel=ROOM, w="r"))
    story.add(Grant(person="Ben", phase="done", channel=ROOM, w="g"))
    found = right(story)
    assert found.certain == []
    assert found.possible == [(story.rows[1].t, INF)]


def test_granted_again_after_a_revocation() -> None:
    story = Story()
    story.grant("Ben")
    story.revoke("Ben")
    story.grant("Ben")
    found = right(story)
    assert [item.start for item in found.certain] == [story.rows[3].t, story.rows[10].t]
    assert len(found.possible) == 2


def test_without_any_grant_in_the_history_everybody_is_allowed() -> None:
    story = Story()
    assert right(story).possible == [(-INF, INF)]
    assert right(story).certain[0][:2] == (-INF, INF)


def test_a_channel_never_granted_is_forbidden_once_any_grant_is_recorded() -> None:
    story = Story()
    story.grant("Ana", OTHER)
    assert right(story).possible == []
    assert right(story).certain == []


def test_a_shared_channel_that_no_grant_speaks_of_is_open() -> None:
    story = Story(Promises(shared=("chatroom:",)))
    story.grant("Ana", OTHER)
    assert right(story).possible == [(-INF, INF)]
    assert right(story, channel=OTHER).possible == []


def test_revocations_answer_what_is_asked_of_them() -> None:
    revocations = Revocations([(10, 20), (30, INF), (12, 15)])
    assert [revocations.next_begin(t) for t in (0, 10, 11, 13, 31)] == [10, 10, 12, 30, INF]
    assert [revocations.over_by(t) for t in (0, 11, 13, 31)] == [15, 15, INF, INF]
    assert revocations.overlaps(16, 18)
    assert not revocations.overlaps(20, 29)
    assert revocations.overlaps(25, 30)
    assert not Revocations([]).overlaps(-INF, INF)


def test_merged_intervals_are_disjoint_and_in_order() -> None:
    assert merged([(5, 6), (1, 3), (2, 4), (4, 4), (9, 8)]) == [(1, 4), (5, 6)]
