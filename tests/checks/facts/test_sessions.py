"""Sessions and connections: which row speaks of which, what takes whose place, until when one listens."""

import msgspec
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.sessions import INF, Roster
from lockstep.history.rows import Close, Recv

from tests.checks.builder import NUMBERED, Story


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def roster(story: Story) -> Roster:
    return Facts(story.rows).roster


def test_a_later_connection_supersedes_an_earlier_one_of_the_same_session() -> None:
    story = team()
    story.connect("Ben")
    connections = roster(story).connections
    assert connections["Ben/laptop#1"].superseded == story.rows[-1].t
    assert connections["Ben/laptop#2"].superseded is None
    assert connections["Ana/laptop#1"].superseded is None


def test_a_closed_connection_is_not_superseded() -> None:
    story = team()
    story.close("Ben")
    story.connect("Ben")
    assert roster(story).connections["Ben/laptop#1"].superseded is None


def test_a_connection_listens_until_we_part_or_until_its_last_frame() -> None:
    story = team()
    assert roster(story).connections["Ben/laptop#1"].listening_until() == INF
    story.close("Ben")
    frame = story.control("Ana")
    story.drop("Ana")
    connections = roster(story).connections
    assert connections["Ben/laptop#1"].listening_until() == story.rows[-4].t
    assert connections["Ana/laptop#1"].listening_until() == frame.t


def test_rows_without_connection_belong_to_the_sessions_last() -> None:
    story = team()
    story.connect("Ben")
    row = story.add(Recv(n=1, kind="pong", event=False, person="Ben", session="Ben/laptop"))
    found = roster(story)
    assert found.connection_of(row).name == "Ben/laptop#2"
    orphan = Recv(n=1, kind="pong", event=False, person="Zoe")
    assert found.connection_of(orphan).session.person == "Zoe"


def test_sessions_of_one_name_of_two_persons_are_two() -> None:
    story = Story()
    for person in ("Ana", "Ben"):
        story.add(Recv(n=1, kind="pong", event=False, person=person, session="laptop", conn=f"{person}1"))
    assert len(roster(story).sessions) == 2


def test_a_pause_ends_when_reading_goes_on_or_with_the_connection() -> None:
    story = team()
    story.pause("Ana", at=1)
    story.go_on("Ana", at=2)
    story.pause("Ana", at=3)
    story.drop("Ana", at=4)
    story.pause("Ben", at=5)
    spans = {session.person: pauses for session, pauses in roster(story).pauses.items()}
    start = story.rows[0].t
    assert [[(a - start) // 10**9 for a, _ in pauses] for pauses in spans.values()] == [[1, 3], [5]]
    assert [end == INF for pauses in spans.values() for _, end in pauses] == [False, False, True]


def test_a_close_by_the_server_with_a_code_of_its_own_is_on_purpose() -> None:
    for code, dismissed in ((4403, True), (1012, False), (None, False)):
        story = team()
        story.drop("Ben", code=code)
        assert roster(story).connections["Ben/laptop#1"].dismissed is dismissed


def test_the_end_of_a_superseded_connection_ends_no_pause() -> None:
    for superseded in (True, False):
        story = team()
        old = story.where("Ben")
        if superseded:
            story.connect("Ben")
        story.pause("Ben", at=1)
        story.add(Close(by="server", code=4409, **old), 2)
        pauses = next(spans for session, spans in roster(story).pauses.items() if session.person == "Ben")
        assert [end == INF for _, end in pauses] == [superseded]


def test_a_close_of_a_reader_that_was_too_slow_is_not_on_purpose() -> None:
    for codes, dismissed in (((4408,), False), ((), True)):
        story = Story(msgspec.structs.replace(NUMBERED, slow_codes=codes))
        story.members("Ben")
        story.drop("Ben", code=4408)
        assert roster(story).connections["Ben/laptop#1"].dismissed is dismissed
