"""What the board makes of a run's events."""

from pathlib import Path

import pytest
from lockstep.management.monitor.board import Board
from lockstep.store.totals import Totals

from tests.management.monitor.service import BEGAN, WITNESS, Service, begin, fail, finish


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


def taken(service: Service) -> Board:
    board = Board()
    for event in service.events:
        board.take(event)
    return board


def test_before_anything_is_told_it_waits() -> None:
    board = Board()
    assert (board.state, board.running, board.done) == ("waiting", [], 0)
    assert (board.elapsed(BEGAN), board.rate(BEGAN)) == (0.0, 0.0)


def test_what_runs_is_shown_with_its_step(service: Service) -> None:
    begin(service)
    board = taken(service)
    assert (board.state, board.target, board.seed, board.total) == ("running", "reference", "7", 3)
    (one,) = board.running
    assert one.step is not None
    assert (one.step.title, one.step.status) == ("When Ana posts 3 messages over the API", "")
    assert [step.status for step in one.steps] == ["passed", ""]
    assert (board.counts(), board.done) == (Totals(1, 0, 0), 1)
    assert (board.figures.people, board.figures.sockets, board.figures.slowest) == (3, 4, 12.5)
    assert board.elapsed(BEGAN + 9) == 9.0


def test_events_per_second_are_those_of_the_last_seconds(service: Service) -> None:
    service.tell("integration_test_start", 0)
    service.tell("pulse", 1, scenario="a", events=50)
    service.tell("pulse", 10, scenario="b", events=10)
    service.tell("pulse", 12, scenario="b", events=30, attempt=1)
    board = taken(service)
    assert board.rate(BEGAN + 12) == 6.0
    assert board.rate(BEGAN + 60) == 0.0


def test_figures_are_those_of_all_that_runs(service: Service) -> None:
    for scenario in ("a", "b"):
        service.tell("scenario_started", 1, scenario=scenario, title=scenario)
        service.tell("pulse", 2, scenario=scenario, people=2, sockets=3, events=10)
    assert (taken(service).figures.people, taken(service).figures.events) == (4, 20)
    service.tell("scenario_finished", 3, scenario="a", status="passed")
    assert (taken(service).figures.people, taken(service).figures.events) == (2, 20)


def test_a_flaky_scenario_counts_as_the_run_counts_it(service: Service) -> None:
    service.tell("scenario_finished", 1, scenario="a", status="flaky", passed=True)
    service.tell("scenario_finished", 1, scenario="b", status="flaky", passed=False)
    board = taken(service)
    assert (board.counts(), board.done) == (Totals(1, 1, 0), 2)
    assert [one.id for one in board.failures] == ["b"]


def test_a_violation_is_there_with_its_witness_before_its_scenario_is_over(service: Service) -> None:
    begin(service)
    fail(service)
    (violation,) = taken(service).violations
    assert (violation.property, violation.name, violation.witness) == ("P1", "no loss", WITNESS)
    assert taken(service).failures == []


def test_a_run_that_is_over(service: Service) -> None:
    for tells in (begin, fail, finish):
        tells(service)
    board = taken(service)
    assert (board.state, board.running, board.elapsed(BEGAN + 99)) == ("failed", [], pytest.approx(4.2))
    assert (board.counts(), board.done) == (Totals(1, 1, 1), 3)
    assert [one.title[:14] for one in board.failures] == ["three messages"]
    assert board.rate(BEGAN + 4) == 0.0


@pytest.mark.parametrize(("code", "state"), [(0, "passed"), (1, "failed"), (2, "error"), (3, "not judged")])
def test_the_state_is_that_of_the_exit_code(service: Service, code: int, state: str) -> None:
    service.tell("integration_test_start", 0)
    service.tell("integration_test_complete", 1, exitCode=code)
    assert taken(service).state == state


def test_a_run_that_broke_says_why(service: Service) -> None:
    service.tell("integration_test_error", 0, message="the target is down")
    board = taken(service)
    assert (board.state, board.error) == ("error", "the target is down")


def test_what_was_taken_is_left_out_and_so_are_unknown_kinds(service: Service) -> None:
    begin(service)
    service.tell("what_comes_later", 3, anything=1)
    board = taken(service)
    before = len(board.running[0].steps)
    for event in service.events:
        board.take(event)
    assert len(board.running[0].steps) == before
    assert board.next == len(service.events)


def test_of_several_attempts_the_last_counts(service: Service) -> None:
    for attempt, status in ((1, "failed"), (2, "passed")):
        service.tell("scenario_started", attempt, scenario="a", attempt=attempt, title="t")
        service.tell("scenario_finished", attempt, scenario="a", attempt=attempt, status=status)
    board = taken(service)
    assert (board.counts(), board.done) == (Totals(1, 0, 0), 1)
    assert len(board.over) == 2


def test_a_stream_whose_beginning_is_gone_is_shown_as_far_as_it_goes(service: Service) -> None:
    service.tell("step_finished", 1, scenario="a", step="Given nothing", status="passed")
    board = taken(service)
    assert [(one.title, one.steps[0].status) for one in board.attempts.values()] == [("a", "passed")]


def test_an_event_that_lacks_what_it_must_have_is_no_event() -> None:
    with pytest.raises(KeyError):
        Board().take({"seq": 0, "type": "integration_test_start"})


def test_what_was_not_judged_or_broke_is_no_failure_and_the_plant_is_known(service: Service) -> None:
    service.tell("integration_test_start", 0, plant="drop")
    for name, status in (("a", "unknown"), ("b", "invalid"), ("c", "error"), ("d", "failed")):
        service.tell("scenario_finished", 1, scenario=name, status=status, passed=False)
    board = taken(service)
    assert board.counts() == Totals(failed=1, unknown=1, invalid=1, broken=1)
    assert board.plant == "drop"
