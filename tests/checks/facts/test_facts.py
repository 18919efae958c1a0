"""Facts: what a resume repeats, what absence rests on, declared delays."""

import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.sessions import MS
from lockstep.history.rows import Fault, Promises, Settled

from tests.checks.builder import ROOM, Story


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def test_repeats_are_what_a_resume_below_the_last_number_asked_for() -> None:
    story = team()
    posts = [story.post("Ana", str(number)) for number in range(4)]
    for post in posts[:3]:
        story.hear("Ben", post)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 1)
    for post in posts[1:]:
        story.hear("Ben", post)
    assert [arrival.role for arrival in Facts(story.rows).arrivals][3:] == ["repeat", "repeat", "phantom"]


@pytest.mark.parametrize(
    ("settled", "ended", "reason"),
    [(False, False, "no end"), (True, False, "no end"), (False, True, "nothing was settled"), (True, True, "")],
)
def test_absence_needs_an_end_and_a_barrier(settled: bool, ended: bool, reason: str) -> None:
    story = team()
    story.post("Ana", "Hello", at=1)
    if settled:
        story.settle(3.001)
    if ended:
        story.end()
    facts = Facts(story.rows)
    assert reason in facts.unfenced
    assert bool(facts.unfenced) == bool(reason)
    assert facts.looked_ms == (2000.0 if settled and ended else None)


def test_looking_is_counted_from_the_last_act_not_from_a_marker() -> None:
    story = team()
    story.post("Ana", "Hello", at=1)
    story.post("Ana", "m", at=2, marker=True)
    assert Facts(story.rest(3.001).rows).looked_ms == 2000.0


def test_only_open_connections_are_silent() -> None:
    story = team()
    story.drop("Ana")
    story.add(Settled(how="drain", since=0, silent=("Ana/laptop#1", "Ben/laptop#1", "nobody")))
    assert [connection.name for connection in Facts(story.end().rows).silent] == ["Ben/laptop#1"]


def test_declared_delays_add_up_while_they_last_and_where_they_apply() -> None:
    story = Story()
    for name, phase, delay, at, channel in (
        ("slow", "start", 100, 1, None),
        ("room", "start", 10, 1, ROOM),
        ("slow", "end", 0, 3, None),
        ("later", "start", 1, 5, None),
    ):
        story.add(Fault(name=name, phase=phase, delay_ms=delay, channel=channel), at)
    facts, start = Facts(story.rows), story.rows[0].t

    def delay(channel: str, since: float, until: float) -> float:
        return facts.delay(channel, start + round(since * 1e9), start + round(until * 1e9)) / MS

    assert delay("other", 2, 4) == 100
    assert delay(ROOM, 2, 4) == 110
    assert delay("other", 3.5, 4) == 0
    assert delay("other", 0, 0.5) == 0
    assert delay("other", 2, 6) == 101


def test_shared_channels_are_known_by_their_prefix() -> None:
    facts = Facts(Story(Promises(shared=("lobby", "public:"))).rows)
    assert facts.is_shared("public:1")
    assert not facts.is_shared(ROOM)
    assert not Facts(Story().rows).is_shared("lobby")
