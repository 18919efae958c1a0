"""A load of one scenario: its size, the search for the saturation point, what is printed, kept and cleaned up."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from lockstep.checks.verdicts import Verdict, Witness
from lockstep.history.rows import Budgets, Header, Promises
from lockstep.load.plan import Shape
from lockstep.load.population import Crowd
from lockstep.load.results.result import LoadResult, Usage
from lockstep.running.scene.load_run import Load, in_rooms, paced, told
from lockstep.settings import Settings
from lockstep.targets.base import Identity
from lockstep.targets.load_profile import Caller

from tests.load.results.test_result import result

LOST = Verdict(
    property="P1", name="no loss", outcome="violated", instances=4, witnesses=(Witness((1,), "Ben never"),)
)
USED = Usage(1.0, 0.5, 10_000_000, 70_000_000, 80_000_000, 10, 12, 200)
FINE = [1.0] * 2_000
EMPTY = np.empty(0)
NO_FAULTS: Any = None  # nothing befalls what is only measured


def load(made: LoadResult | None = None, *, tolerance: float = 0.0, **settings: Any) -> Load:
    header = Header(scenario="s", title="t", seed=1, target="none", promises=Promises(), budgets=Budgets())
    made_load = Load(
        Settings(seed=1, **settings), header, Path("none"), lambda act: act(), NO_FAULTS, lambda: tolerance
    )
    if made is not None:
        made.samples.setdefault("recovery", EMPTY)
        made_load.results.append(made)
    made_load.tolerance = tolerance
    return made_load


def said(act: Callable[[Any], None]) -> list[str]:
    lines: list[str] = []
    act(lines.append)
    return lines


def test_the_worst_of_several_runs_is_the_verdict() -> None:
    made = load(result(FINE, verdicts=[Verdict(property="P1", name="no loss", outcome="holds", instances=3)]))
    made.results.append(result(FINE, verdicts=[LOST]))
    [verdict] = made.verdicts()
    assert (verdict.outcome, verdict.instances) == ("violated", 7)
    assert load().verdicts() == []


@pytest.mark.parametrize(("bears", "point", "runs"), [(400.0, 380, 9), (40.0, 0, 1), (50.0, 50, 4)])
def test_the_saturation_point_is_looked_for_beyond_it_and_then_between(bears: float, point: float, runs: int) -> None:
    class Climbing(Load):
        def run(self, say: Any, *shapes: Shape, **changes: Any) -> LoadResult:
            del say, changes
            late = [1.0] * 1_900 + [2_000.0 if shapes[0].rate > bears else 1.0] * 100
            made = result(late, deliveries_received=round(shapes[0].rate))
            made.samples["api"] = made.samples["delivery"]
            self.results.append(made)
            return made

    usual = load()
    made = Climbing(usual.settings, usual.header, usual.folder, usual.call, NO_FAULTS, usual.tolerance_ms)
    said(lambda say: made.climb(say, 50, 5))
    assert (round(made.saturation_point), len(made.results)) == (point, runs)
    assert "the backend exceeds its budgets at this rate" in made.notes[-1]


def test_the_settings_stand_over_what_the_scenario_says() -> None:
    assert load().seconds(20) == 20
    assert load(duration=2).seconds(20) == 2
    assert load().people(100, 10) == (100, 10)
    assert load(users=40).people(100, 10) == (40, 4)
    assert load(users=3).people(100, 1) == (3, 1)


def overridden(made: Load) -> list[str]:
    """Where the load tells what really ran."""
    told: list[str] = []
    made.beside = told.append
    return told


def test_what_really_ran_is_told_where_the_step_says_something_else() -> None:
    made = load(users=40, duration=2)
    told = overridden(made)
    made.people(100, 10)
    made.seconds(20)
    made.seconds(20, least=6.0)
    made.seconds(1, most=1)
    assert told == [
        "40 people in 4 chatrooms, not 100 people in 10 chatrooms: the setting users is 40",
        "2 seconds, not 20: the setting duration is 2",
        "6 seconds, not 20: the setting duration is 2, and the step needs at least 6",
    ]


def test_nothing_is_told_where_the_step_ran_as_it_is_written() -> None:
    made = load()
    told = overridden(made)
    made.people(100, 10)
    made.seconds(20)
    assert told == []


def test_the_promised_number_is_told_and_what_does_not_change_it() -> None:
    made = load(users=40)
    told = overridden(made)
    assert made.promised_people(10) == (100, 10)
    promised = "100 people in 10 chatrooms: the setting concurrent_users_threshold is 100"
    assert told == [f"{promised}; the setting users, 40, does not change it"]


def test_one_person_and_one_room_are_not_many() -> None:
    assert in_rooms(1, 1) == "1 person in 1 chatroom"
    assert in_rooms(40, 1) == "40 people in 1 chatroom"


def test_a_log_gets_every_tenth_line_of_progress_and_a_terminal_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for on_terminal, expected in ((True, list(range(1, 26))), (False, [10, 20]), (None, [10, 20])):
        screen = None if on_terminal is None else SimpleNamespace(isatty=lambda on_terminal=on_terminal: on_terminal)
        monkeypatch.setattr(sys, "__stdout__", screen)
        lines: list[str] = []
        say = paced(lines.append)
        for second in range(1, 26):
            say(f"{second}")
        assert list(map(int, lines)) == expected


def test_some_are_never_more_than_a_third() -> None:
    made = load()
    made._crowd = Crowd(callers=tuple(Caller(str(user), "") for user in range(9)))
    assert made.some(2) == [0, 4]
    told = overridden(made)
    assert made.some(30) == [0, 3, 6]
    assert told == ["3 of them, not 30: at most a third of the 9 people there are"]


def test_nobody_gathered_can_do_nothing() -> None:
    with pytest.raises(LookupError, match="there are no people yet"):
        load().run(print)
    assert load().clean_up() == []
    assert load().left() == []


def test_what_is_kept_is_told() -> None:
    made = load()
    made._crowd = Crowd(identities=[Identity("Founder")])
    assert made.left() == ["the company of 1 people who made the load"]


def test_a_run_is_told_in_lines() -> None:
    made = result(FINE, backend=USED, invalid="generator-bound: so it was")
    for name in ("api", "connect"):
        made.spreads[name] = made.spreads["delivery"]
    lines = told(made)
    assert lines[1] == "load: 2000 answers: p50 1 ms, p95 1 ms, p99 1 ms"
    assert "its memory grew by 60.0 MB, its handles from 10 to 200" in lines[-2]
    assert lines[-1] == "load: generator-bound: so it was"
