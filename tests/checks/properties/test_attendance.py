"""When somebody was certainly there, and when possibly."""

from collections.abc import Callable

import msgspec
import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties.attendance import Attendance
from lockstep.history.rows import Fault

from tests.checks.builder import Story
from tests.checks.coming import WATCHED, arrive

_WINDOW_S = 0.5


def attendance(story: Story) -> Attendance:
    return Attendance(Pairing(Facts(story.rows)))


def moment(story: Story, at: float) -> int:
    return story.rows[0].t + round(at * 1e9)


def devices(story: Story, found: tuple[int, ...] | None) -> list[str | None]:
    """Whose rows prove it."""
    assert found is not None
    return [story.rows[row].session for row in found]


def two_devices() -> Story:
    """Cleo comes on her laptop and on her phone; the laptop goes at 5, the phone at 8."""
    story = Story(WATCHED)
    arrive(story, "Cleo", 1)
    arrive(story, "Cleo/phone", 3)
    story.close("Cleo", 5)
    story.close("Cleo/phone", 8)
    return story


def test_certainly_from_the_first_thing_told_until_we_asked_to_close() -> None:
    story = two_devices()
    there = attendance(story)

    def throughout(since: float, until: float) -> tuple[int, ...] | None:
        return there.throughout("Cleo", moment(story, since), moment(story, until))

    assert devices(story, throughout(2, 4)) == ["Cleo/laptop"]
    assert devices(story, throughout(2, 7)) == ["Cleo/laptop", "Cleo/phone"]
    assert throughout(0.5, 2) is None
    assert throughout(2, 9) is None


def test_possibly_from_the_asking_until_the_window_after_the_close() -> None:
    story = two_devices()
    there = attendance(story)

    def never(since: float, until: float) -> tuple[int, ...] | None:
        return there.never("Cleo", moment(story, since), moment(story, until))

    assert never(0, 0.9) == ()
    assert never(0, 1.1) is None
    assert never(8.1 + _WINDOW_S / 2, 9) is None
    assert devices(story, never(8.1 + _WINDOW_S, 9)) == ["Cleo/phone"]


def silent_line(notice_ms: float) -> Story:
    story = Story(msgspec.structs.replace(WATCHED, notice_ms=notice_ms))
    arrive(story, "Cleo", 1)
    story.add(Fault(name="half-open", phase="start", does=("loses",), evidence="seen", person="Cleo"))
    story.drop("Cleo", 2)
    return story


def test_a_line_that_broke_is_noticed() -> None:
    story = Story(WATCHED)
    arrive(story, "Cleo", 1)
    story.drop("Cleo", 2)
    assert devices(story, attendance(story).never("Cleo", moment(story, 20), moment(story, 21))) == ["Cleo/laptop"]


def test_a_line_that_fell_silent_may_go_unnoticed_as_long_as_is_declared() -> None:
    for notice_ms, gone in ((0, False), (5_000, True), (30_000, False)):
        story = silent_line(notice_ms)
        never = attendance(story).never("Cleo", moment(story, 20), moment(story, 21))
        assert (never is not None) == gone
    there = attendance(silent_line(0))
    assert there.throughout("Cleo", moment(story, 1.5), moment(story, 2.5)) is None


def test_only_a_first_and_a_last_device_change_anything() -> None:
    told = [(change.person, change.present) for change in attendance(two_devices()).changes()]
    assert told == [("Cleo", True), ("Cleo", False)]


def test_what_does_not_last_the_window_is_no_change() -> None:
    story = Story(WATCHED)
    arrive(story, "Cleo", 1)
    story.close("Cleo", 1.2)
    arrive(story, "Cleo", 1.3)
    story.close("Cleo", 1.4)
    assert [change.present for change in attendance(story).changes()] == [False]


def test_who_is_known_and_who_left_first() -> None:
    story = two_devices()
    there = attendance(story)
    assert there.knows("Cleo")
    assert not there.knows("Dora")
    assert there.first_left("Cleo", moment(story, 4)) == moment(story, 4)
    assert there.first_left("Cleo", moment(story, 9)) == moment(story, 5)


def test_connections_in_words() -> None:
    story = two_devices()
    there = attendance(story)
    assert there.told("Cleo", moment(story, 4)) == (
        "Cleo (laptop) had been connected since +1.000 s and Cleo (phone) had been connected since +3.000 s"
    )
    assert there.told("Cleo", moment(story, 6)).startswith(
        "Cleo (laptop) had been connected since +1.000 s, closed at +5.001 s"
    )
    assert there.told("Cleo", moment(story, 0)) == "Cleo had never connected"


@pytest.mark.parametrize(("since", "until", "certain"), [(8, 20, True), (5, 8, False), (8, 31, False)])
def test_someone_told_nothing_is_let_in_once_the_deadline_for_loss_is_over(
    since: float, until: float, certain: bool
) -> None:
    story = Story(WATCHED)
    story.connect("Cleo", 2)
    story.close("Cleo", 30)
    there = attendance(story)
    assert (there.throughout("Cleo", moment(story, since), moment(story, until)) is not None) is certain
    assert [change.present for change in there.changes()] == [True, False]


def closed_by_the_server(story: Story) -> None:
    story.drop("Cleo", 20, code=4401)


def replaced_at_once(story: Story) -> None:
    story.connect("Cleo", 3)
    story.close("Cleo", 5)


def with_a_line_that_may_be_silent(story: Story) -> None:
    story.add(Fault(name="half-open", phase="start", does=("loses",), evidence="seen", person="Cleo"))


@pytest.mark.parametrize("fate", [closed_by_the_server, replaced_at_once, with_a_line_that_may_be_silent])
def test_someone_perhaps_never_let_in_was_never_certainly_there(fate: Callable[[Story], None]) -> None:
    story = Story(WATCHED)
    story.connect("Cleo", 2)
    fate(story)
    there = attendance(story)
    assert there.throughout("Cleo", moment(story, 10), moment(story, 11)) is None
    assert list(there.changes()) == []


def test_someone_who_comes_on_two_devices_at_once_comes() -> None:
    story = Story(WATCHED)
    story.connect("Cleo", 2)
    story.connect("Cleo/phone", 2.5)
    story.drop("Ben", 30)
    assert [change.present for change in attendance(story).changes()] == [True]


def test_someone_whose_connection_fell_silent_at_the_end_is_not_certainly_present() -> None:
    for silent, certain in (((), True), (("Cleo/laptop#1",), False)):
        story = Story(WATCHED)
        story.connect("Cleo", 2)
        story.settle(30, silent=silent)
        found = attendance(story).throughout("Cleo", moment(story, 8), moment(story, 20))
        assert (found is not None) is certain


def test_a_connection_of_which_no_row_says_whose_it_is_proves_nobodys_presence() -> None:
    story = two_devices()
    rows = [msgspec.structs.replace(row, person=None) if row.session == "Cleo/laptop" else row for row in story.rows]
    there = Attendance(Pairing(Facts(rows)))
    assert there.throughout("Cleo", moment(story, 2), moment(story, 2.5)) is None
    assert devices(story, there.throughout("Cleo", moment(story, 4), moment(story, 7))) == ["Cleo/phone"]
    assert not there.knows("")
