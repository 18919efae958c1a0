"""A story numbers what is written, and everybody receives what they are told to."""

from lockstep.history.rows import Ok, Recv, Resume, Resumed

from evidence.growth.story import BARE, Story

ROOM = "chatroom:1"


def test_events_have_the_numbers_and_versions_of_their_writes() -> None:
    story = Story()
    story.allow("Ana", ROOM)
    story.connect("Ana", ROOM)
    story.write("Ana", ROOM, "Ana", entity="message:1")
    story.write("Ana", ROOM, "Ana", entity="message:1")
    received = [(row.n, row.seq, row.version) for row in story.rows if isinstance(row, Recv)]
    assert received == [(1, 1, 1), (2, 2, 2)]


def test_a_retried_write_is_acknowledged_once() -> None:
    story = Story()
    story.write("Ana", ROOM, attempts=3)
    assert [row.attempt for row in story.rows if isinstance(row, Ok)] == [3]


def test_without_numbers_events_name_nothing() -> None:
    story = Story(BARE)
    story.connect("Ana", ROOM)
    story.write("Ana", ROOM, "Ana")
    (recv,) = (row for row in story.rows if isinstance(row, Recv))
    assert (recv.seq, recv.version, recv.entity, recv.cause) == (None, None, None, None)


def test_a_resume_claims_what_was_missed() -> None:
    story = Story()
    story.connect("Ana", ROOM)
    position = story.position(ROOM)
    story.drop("Ana")
    story.resume("Ana", {ROOM: position}, [story.write("Ben", ROOM)])
    claims = [row.claims[ROOM] for row in story.rows if isinstance(row, Resume) and row.claims]
    assert claims == [Resumed(recovered=True, start=1, end=1)]
