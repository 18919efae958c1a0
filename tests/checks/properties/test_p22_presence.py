"""P22: who has a socket open is present, who has none is absent. Statuses: `test_statuses.py`."""

from collections.abc import Callable

import pytest
from lockstep.history.rows import Fault, Header, Position, Resume, Resumed, Settled

from tests.checks.builder import NUMBERED, Story
from tests.checks.coming import COMPANY, WATCHED, arrive, office, p22, read, set_status, told
from tests.checks.test_witnesses import witnesses


def test_someone_cut_off_must_be_announced_absent() -> None:
    for earlier in (False, True):
        story = office()
        if earlier:
            story.drop("Cleo", 2)
            arrive(story, "Cleo", 2.1)
        story.drop("Cleo", 3)
        verdict = p22(story.rest(110))
        assert verdict.outcome == "violated"
        assert "was not told that Cleo is absent" in verdict.witnesses[0].text


# histories in which it holds


def test_coming_and_going_told_and_read_holds() -> None:
    story = office()
    read(story, "Ben", "presence:Cleo", 3, present=True)
    story.close("Cleo", 4)
    told(story, "Ben", "Cleo", present=False)
    read(story, "Ben", "presence:Cleo", 6, present=False)
    verdict = p22(story.rest(9))
    # two events, two reads, and each of two changes for Ben
    assert (verdict.outcome, verdict.instances) == ("holds", 6)


def one_of_two_closes(story: Story) -> None:
    arrive(story, "Cleo/phone", 3)
    story.close("Cleo/phone", 4)
    read(story, "Ben", "presence:Cleo", 5, present=True)


def comes_back_inside_the_window(story: Story) -> None:
    story.close("Cleo", 3)
    arrive(story, "Cleo", 3.2)


def comes_back_inside_the_window_and_it_is_told(story: Story) -> None:
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    arrive(story, "Cleo", 3.2)
    told(story, "Ben", "Cleo", present=True)


def flaps_are_coalesced(story: Story) -> None:
    for at in (3.0, 3.1, 3.2):
        story.close("Cleo", at)
        arrive(story, "Cleo", at + 0.05)
    story.close("Cleo", 3.4)
    told(story, "Ben", "Cleo", present=False, at=3.9)


def looks_in_for_a_moment(story: Story) -> None:
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    arrive(story, "Cleo", 5)
    story.close("Cleo", 5.1)


def closed_inside_the_window_when_settled(story: Story) -> None:
    story.close("Cleo", 8.8)


def still_shown_inside_the_window(story: Story) -> None:
    story.close("Cleo", 3)
    read(story, "Ben", "presence:Cleo", 3.3, present=True)
    told(story, "Ben", "Cleo", present=False, at=3.5)


def a_read_under_way_while_it_changes(story: Story) -> None:
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    arrive(story, "Cleo", 5)
    told(story, "Ben", "Cleo", present=True)
    read(story, "Ben", "presence:Cleo", 4.9, took=1, present=False)


def a_listener_who_comes_late(story: Story) -> None:
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    arrive(story, "Dora", 4)
    told(story, "Ben", "Dora", present=True)
    told(story, "Dora", "Cleo", present=False)
    told(story, "Dora", "Ben", present=True)


def told_before_the_close_is_seen(story: Story) -> None:
    told(story, "Ben", "Cleo", present=False, at=3)
    story.drop("Cleo", code=4403)


def a_line_that_fell_silent(story: Story) -> None:
    story.add(Fault(name="half-open", phase="start", does=("loses",), evidence="seen", person="Cleo"))
    story.drop("Cleo", 3)


def a_line_that_broke_and_it_is_told(story: Story) -> None:
    story.drop("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)


def a_listener_was_cut_off_and_resumed(story: Story) -> None:
    story.drop("Ben", 3)
    story.close("Cleo", 3.5)
    story.connect("Ben", 4)
    story.add(Resume(phase="requested", asked={COMPANY: Position("e1", 0)}, **story.where("Ben")))
    story.add(Resume(phase="done", claims={COMPANY: Resumed(recovered=True, start=1, end=0)}, **story.where("Ben")))


def a_reader_that_paused_is_told_late(story: Story) -> None:
    story.pause("Ben", 3)
    story.close("Cleo", 3.5)
    arrive(story, "Cleo", 6)
    story.go_on("Ben", 60)
    told(story, "Ben", "Cleo", present=False)
    told(story, "Ben", "Cleo", present=True)
    story.settle(80)


def told_twice(story: Story) -> None:
    told(story, "Ben", "Cleo", present=True)


def somebody_of_another_company_comes(story: Story) -> None:
    story.connect("Dan", 3)
    story.joined("Dan", "company:2")


def a_stranger(story: Story) -> None:
    told(story, "Ben", "user:99", present=True)


TWINS = [
    one_of_two_closes,
    somebody_of_another_company_comes,
    comes_back_inside_the_window,
    comes_back_inside_the_window_and_it_is_told,
    flaps_are_coalesced,
    looks_in_for_a_moment,
    closed_inside_the_window_when_settled,
    still_shown_inside_the_window,
    a_read_under_way_while_it_changes,
    a_listener_who_comes_late,
    told_before_the_close_is_seen,
    a_line_that_fell_silent,
    a_line_that_broke_and_it_is_told,
    a_listener_was_cut_off_and_resumed,
    a_reader_that_paused_is_told_late,
    told_twice,
    a_stranger,
]


@pytest.mark.parametrize("twin", TWINS, ids=[twin.__name__ for twin in TWINS])
def test_strange_but_legal(twin: Callable[[Story], None]) -> None:
    story = office()
    twin(story)
    verdict = p22(story.rest(9))
    assert verdict.outcome == "holds", verdict.witnesses
    assert verdict.instances


def test_a_close_inside_the_window_at_settle_is_no_instance() -> None:
    assert p22(office().rest(9)).instances == 2
    story = office()
    closed_inside_the_window_when_settled(story)
    assert p22(story.rest(9)).instances == 2


# histories in which it does not


def p22_one_of_two() -> Story:
    story = office()
    arrive(story, "Cleo/phone", 3)
    story.close("Cleo", 3.5)
    told(story, "Ben", "Cleo", present=False)
    return story.rest(9)


def p22_absent_though_there() -> Story:
    story = office()
    told(story, "Ben", "Cleo", present=False, at=20)
    return story.rest(29)


def p22_read_absent() -> Story:
    story = office()
    read(story, "Ben", "presence:Cleo", 3, present=False)
    return story.rest(9)


def p22_read_present() -> Story:
    story = office()
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    read(story, "Ben", "presence:Cleo", 4, present=True)
    return story.rest(9)


def p22_present_though_gone() -> Story:
    story = office()
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False)
    told(story, "Ben", "Cleo", present=True, at=20)
    return story.rest(29)


def p22_present_though_never_there() -> Story:
    story = office()
    set_status(story, "w1", "away", 3, person="Dora")
    told(story, "Ben", "Dora", present=True)
    return story.rest(9)


def p22_never_absent() -> Story:
    story = office()
    story.close("Cleo", 3)
    return story.rest(9)


def p22_never_present() -> Story:
    story = Story(WATCHED)
    arrive(story, "Ben", 1)
    arrive(story, "Cleo", 2)
    return story.rest(9)


def p22_absent_too_late() -> Story:
    story = office()
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=False, at=12)
    return story.rest(19)


STORIES = [
    p22_one_of_two,
    p22_absent_though_there,
    p22_read_absent,
    p22_read_present,
    p22_present_though_gone,
    p22_present_though_never_there,
    p22_never_absent,
    p22_never_present,
    p22_absent_too_late,
]


@pytest.mark.parametrize("make", STORIES, ids=[make.__name__ for make in STORIES])
def test_one_witness_that_is_gone_without_any_of_its_rows(make: Callable[[], Story]) -> None:
    story = make()
    verdict = p22(story)
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    [witness] = verdict.witnesses
    assert any(name in witness.text for name in ("Ben", "Cleo"))
    for gone in witness.rows:
        if isinstance(story.rows[gone], Header | Settled):
            continue
        left = [row for row in story.rows if row.i != gone]
        shorter = {rows for rows in witnesses(left, "p22") if set(rows) <= set(witness.rows)}
        assert shorter == set(), f"row {gone} is not needed: {story.rows[gone]}"


def text(story: Story) -> str:
    return p22(story).witnesses[0].text


def test_witnesses_are_told_in_names_and_times() -> None:
    assert text(p22_one_of_two()) == (
        "Ben (laptop) was told, at +3.502 s, frame 1 of its connection, that Cleo is absent, but Cleo (laptop) had "
        "been connected since +2.000 s, closed at +3.501 s and Cleo (phone) had been connected since +3.000 s."
    )
    assert text(p22_never_absent()) == (
        'Cleo\'s last connection was closed at +3.001 s, but Ben (laptop), subscribed to company "the company", '
        "was not told that Cleo is absent by +9.000 s, 5.999 s later."
    )
    assert text(p22_read_present()) == (
        "Ben's read from +4.000 s to +4.010 s showed that Cleo is present, but Cleo (laptop) had been connected "
        "since +2.000 s, closed at +3.001 s."
    )


# unknown and not applicable


def test_silence_is_unknown_without_a_barrier() -> None:
    story = office()
    story.close("Cleo", 3)
    verdict = p22(story.end())
    assert verdict.outcome == "unknown"
    assert "1 changes of presence were not announced" in verdict.reason


def test_silence_is_unknown_where_somebody_made_no_round_trip() -> None:
    story = office()
    story.close("Cleo", 3)
    story.settle(9, silent=(story.where("Ben")["conn"],))
    assert p22(story.end()).outcome == "unknown"


def test_it_does_not_apply_where_nothing_is_promised_or_nobody_listens() -> None:
    story = office(NUMBERED)
    story.close("Cleo", 3)
    assert p22(story.rest(9)).outcome == "not applicable"
    story = Story(WATCHED)
    arrive(story, "Ben", 1)
    story.close("Ben", 2)
    assert p22(story.rest(9)).outcome == "not applicable"


def test_who_may_not_hear_or_not_be_seen_in_a_channel_is_owed_nothing() -> None:
    for allowed_one in ("Ben", "Cleo"):
        story = Story(WATCHED)
        story.grant(allowed_one, COMPANY)
        arrive(story, "Ben", 1)
        arrive(story, "Cleo", 2)
        assert p22(story.rest(9)).outcome == "not applicable"


@pytest.mark.parametrize("still_there", [True, False])
def test_someone_whose_connection_was_told_nothing_is_present_too(still_there: bool) -> None:
    story = Story(WATCHED)
    arrive(story, "Ben", 1)
    arrive(story, "Cleo", 2)
    story.close("Cleo", 3)
    told(story, "Ben", "Cleo", present=True)
    told(story, "Ben", "Cleo", present=False)
    story.connect("Cleo", 10)
    told(story, "Ben", "Cleo", present=True)
    if not still_there:
        story.close("Cleo", 39)
    told(story, "Ben", "Cleo", present=False, at=40)
    verdict = p22(story.rest(60))
    assert verdict.outcome == ("violated" if still_there else "holds")


@pytest.mark.parametrize(("said", "outcome"), [(True, "holds"), (False, "violated")])
def test_the_coming_of_someone_who_is_told_nothing_must_be_announced(said: bool, outcome: str) -> None:
    story = Story(WATCHED)
    arrive(story, "Ben", 1)
    arrive(story, "Dora", 3)
    told(story, "Ben", "Dora", present=True)
    story.close("Dora", 4)
    told(story, "Ben", "Dora", present=False)
    story.connect("Dora", 20)
    if said:
        told(story, "Ben", "Dora", present=True)
    verdict = p22(story.rest(60))
    assert verdict.outcome == outcome
    if not said:
        assert "Dora's first connection opened at +20.001 s, but Ben (laptop)" in verdict.witnesses[0].text
