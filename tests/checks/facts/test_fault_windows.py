"""What declared faults excuse, for whom and how long, and what they do not."""

import random
from typing import Any

import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.sessions import MS, Connection, Session
from lockstep.history.rows import Fault, Recv

from tests.checks.builder import ROOM, Post, Story


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben", "Cleo")
    return story


def fault(story: Story, phase: Any, does: Any, at: float, person: str = "Ben", **more: Any) -> None:
    story.add(Fault(name="f", phase=phase, does=(does,), person=person, session=f"{person}/laptop", **more), at)


def post(story: Story, at: float, *hearers: str) -> Post:
    one = story.post("Ana", f"at {at}", at=at)
    for who in ("Ana", *hearers):
        story.hear(who, one)
    return one


def test_a_delay_is_added_for_whom_it_was_declared_and_as_it_was_measured() -> None:
    story = team()
    fault(story, "start", "delays", 1, delay_ms=100)
    fault(story, "end", "delays", 9, delay_ms=3_000)
    facts = Facts(story.rows)
    ben, cleo = (facts.roster.sessions[name, f"{name}/laptop"] for name in ("Ben", "Cleo"))
    whole = facts.start, facts.start + 20_000 * MS
    assert [facts.delay(ROOM, *whole, who) // MS for who in (ben, cleo)] == [3_000, 0]


@pytest.mark.parametrize(("person", "outcome"), [("Ben", "holds"), ("Cleo", "violated")])
def test_what_comes_late_while_a_fault_delays_others_is_late(person: str, outcome: str) -> None:
    story = team()
    fault(story, "start", "delays", 1, person, delay_ms=3_000)
    one = post(story, 2, "Cleo")
    story.hear("Ben", one, at=9)
    fault(story, "end", "delays", 10, person)
    assert story.rest(16).verdicts()["P1"].outcome == outcome


@pytest.mark.parametrize(("heard", "outcome"), [(11, "holds"), (None, "violated"), (17, "violated")])
def test_what_was_held_is_due_when_it_is_let_go(heard: float | None, outcome: str) -> None:
    story = team()
    fault(story, "start", "holds", 1)
    one = post(story, 2, "Cleo")
    fault(story, "end", "holds", 10)
    if heard is not None:
        story.hear("Ben", one, at=heard)
    assert story.rest(20).verdicts()["P1"].outcome == outcome


def test_what_a_fault_lost_is_no_loss_and_no_gap_but_for_others_it_is() -> None:
    for person, fallen in (("Ben", set()), ("Cleo", {"P1", "P8"})):
        story = team()
        fault(story, "start", "loses", 1, person)
        post(story, 2, "Cleo")
        fault(story, "end", "loses", 3, person)
        post(story, 4, "Ben", "Cleo")
        assert set(story.rest(12).alarms()) == fallen


def test_who_resumes_is_owed_everything_again() -> None:
    story = team()
    post(story, 1, "Ben", "Cleo")
    fault(story, "start", "loses", 2)
    lost = post(story, 3, "Cleo")
    fault(story, "end", "loses", 4)
    story.drop("Ben", 5)
    story.connect("Ben")
    story.resume("Ben", 1)
    story.hear("Ben", lost)
    post(story, 6, "Cleo")
    found = story.rest(14).verdicts()
    assert (found["P1"].outcome, len(found["P1"].witnesses)) == ("violated", 1)


def test_a_connection_made_while_a_fault_loses_hears_nothing_for_certain() -> None:
    story = team()
    fault(story, "start", "loses", 1)
    story.drop("Ben", 2)
    story.connect("Ben")
    story.subscribe("Ben")
    post(story, 3, "Cleo")
    assert story.rest(12).verdicts()["P1"].outcome == "holds"


@pytest.mark.parametrize(("does", "outcome"), [("doubles", "holds"), ("loses", "violated")])
def test_a_double_is_the_networks_only_where_it_was_declared(does: str, outcome: str) -> None:
    story = team()
    fault(story, "start", does, 1)
    one = post(story, 2, "Ben", "Cleo")
    story.hear("Ben", one)
    fault(story, "end", does, 3)
    assert story.rest(12).verdicts()["P2"].outcome == outcome


@pytest.mark.parametrize(("at", "outcome"), [(2, "holds"), (4, "violated")])
def test_a_garbled_frame_is_the_networks_only_while_it_lasts(at: float, outcome: str) -> None:
    story = team()
    fault(story, "start", "garbles", 1)
    fault(story, "end", "garbles", 3)
    broken = Recv(n=9, kind="malformed", event=False, schema="frame: half", **story.where("Ben"))
    story.add(broken, at)
    assert story.rest(12).verdicts()["P13"].outcome == outcome


@pytest.mark.parametrize(("does", "fallen"), [("loses", set()), ("delays", {"P1", "P8", "P18"})])
def test_what_arrives_after_a_fault_that_loses_does_not_prove_what_should_have_come_before(
    does: str, fallen: set[str]
) -> None:
    story = team()
    under_way = story.ask("Ana", "under way")
    fault(story, "start", does, 1)
    story.answer(under_way)
    for who in ("Ana", "Cleo"):
        story.hear(who, under_way)
    post(story, 2, "Ben", "Cleo")
    fault(story, "end", does, 3)
    post(story, 4, "Ben", "Cleo")
    assert set(story.rest(14).alarms()) == fallen


def test_a_loss_before_the_fault_shows_by_what_arrived_before_it() -> None:
    story = team()
    post(story, 1, "Cleo")
    post(story, 2, "Ben", "Cleo")
    fault(story, "start", "loses", 3)
    assert story.rest(14).verdicts()["P1"].outcome == "violated"


@pytest.mark.parametrize(("heard", "outcome"), [(18, "holds"), (26, "violated")])
def test_a_delay_that_covers_what_a_resume_recovers_is_added(heard: float, outcome: str) -> None:
    story = team()
    post(story, 1, "Ben", "Cleo")
    story.drop("Ben", 2)
    missed = post(story, 3, "Cleo")
    fault(story, "start", "delays", 9, delay_ms=9_000)
    story.connect("Ben")
    story.resume("Ben", 1)
    fault(story, "end", "delays", 10, delay_ms=9_000)
    story.hear("Ben", missed, at=heard)
    assert story.rest(40).end(tolerance_ms=1).verdicts()["P1"].outcome == outcome


def test_of_faults_of_one_name_that_overlap_each_lasts_until_an_end_of_its_own() -> None:
    for first, second, spans in ((5, 5, [(1, 3), (2, 4)]), (7, 5, [(2, 3), (1, 4)])):
        story = team()
        fault(story, "start", "delays", 1, delay_ms=first)
        fault(story, "start", "delays", 2, delay_ms=second)
        fault(story, "end", "delays", 3, delay_ms=second)
        fault(story, "end", "delays", 4, delay_ms=first)
        facts = Facts(story.rows)
        found = [(one.start - facts.start, one.end - facts.start) for one in facts.declared.spells]
        assert [(start // (1000 * MS), end // (1000 * MS)) for start, end in found] == spans


def test_what_two_faults_that_overlap_held_is_due_when_both_let_it_go() -> None:
    for heard, outcome in ((11, "holds"), (17, "violated")):
        story = team()
        fault(story, "start", "holds", 1)
        one = post(story, 2, "Cleo")
        fault(story, "start", "holds", 3)
        fault(story, "end", "holds", 4)
        fault(story, "end", "holds", 10)
        story.hear("Ben", one, at=heard)
        assert story.rest(25).verdicts()["P1"].outcome == outcome


@pytest.mark.parametrize("seed", range(40))
def test_many_faults_excuse_what_each_of_them_does(seed: int) -> None:
    dice = random.Random(seed)
    story = Story()
    for _ in range(dice.randrange(1, 12)):
        person = dice.choice((None, "Ana", "Ben"))
        names = {"person": person, "session": None if person is None else dice.choice((None, f"{person}/laptop"))}
        fault = {"name": f"f{dice.randrange(4)}", "does": (dice.choice(("delays", "holds", "loses", "doubles")),)}
        fault |= {"delay_ms": dice.choice((0, 2, 5)), "channel": dice.choice((None, "a"))}
        story.add(Fault(phase="start", **names, **fault))
        if dice.random() < 0.8:
            story.add(Fault(phase="end", **names, **fault))
    declared = Facts(story.rows).declared
    times = range(story.rows[0].t, story.rows[-1].t + 9_000_000, 500_000)
    for person in ("Ana", "Ben"):
        session = Session(person, f"{person}/laptop")
        mine = [spell for spell in declared.spells if spell.covers(person, session.name)]
        for _ in range(30):
            since, until = dice.choice(times), dice.choice(times)
            added = [
                one.delay
                for one in mine
                if one.row.channel in {None, "a"} and one.start <= until and one.drained >= since
            ]
            assert declared.delay("a", since, until, session) == sum(added)
            doubled = any("doubles" in one.row.does and one.start <= since <= one.end for one in mine)
            recv = Recv(n=1, kind="posted", t=since, person=person, session=session.name)
            assert declared.excuses(recv, "doubles") == doubled
            connection = Connection("c", session, asked=min(since, until), closed=max(since, until))
            kept = any(
                {"loses", "holds"} & set(one.row.does)
                and one.start <= connection.closed
                and one.end >= connection.asked
                for one in mine
            )
            assert declared.silences(connection) == kept
