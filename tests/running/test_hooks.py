"""What the hooks do with a context. Whole runs through them: tests/acceptance."""

from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.checks.verdicts import Verdict, Witness
from lockstep.history.history import History
from lockstep.history.rows import Budgets, Promises, Recovery
from lockstep.matchers.delivery import Timing
from lockstep.running import hooks
from lockstep.running.errors import EnvironmentFaultError, RunStoppedError, UnknownError, ViolatedError
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.targets.declarations import AdapterError
from lockstep.targets.resources import Resource

BAD = Verdict(property="P1", name="no loss", outcome="violated", instances=1, witnesses=(Witness((1,), "lost"),))
UNSURE = Verdict(property="P8", name="contiguity", outcome="unknown", reason="no fence")
GOOD = Verdict(property="P2", name="no duplicate", outcome="holds", instances=3)


class Context(SimpleNamespace):
    def __contains__(self, name: str) -> bool:
        return hasattr(self, name)


class Scene:
    """A scene that writes down what it is asked to do."""

    def __init__(self, *verdicts: Verdict) -> None:
        self.verdicts = list(verdicts)
        self.did: list[str] = []
        self.amiss: list[str] = []
        self.own_gone = [False]
        self.broke: AdapterError | None = None
        self.faults = SimpleNamespace(end_all=lambda: self.amiss, wanted=False)
        self.history, self.budgets, self.timings = History(), Budgets(), list[Timing]()

    def tolerance_ms(self) -> float:
        return 1.0

    def act_begins(self) -> None:
        self.did.append("act")

    def own_is_gone(self) -> bool:
        return self.own_gone.pop(0) if len(self.own_gone) > 1 else self.own_gone[0]

    def settle(self) -> None:
        self.did.append("settle")

    def waited(self) -> list[str]:
        return ["Ana waited 3 times"]

    def adapter_broke(self) -> AdapterError | None:
        return self.broke

    def read_everything(self) -> None:
        self.did.append("read everything")

    def end(self, outcome: str) -> None:
        self.did.append(f"end {outcome}")

    def judge(self) -> list[Verdict]:
        self.did.append("judge")
        return self.verdicts

    def close(self, *, clean_up: bool) -> tuple[list[str], list[str]]:
        self.did.append(f"close {clean_up}")
        return ["a row"], ["a company"]


class Suite:
    def __init__(self, gone: str = "") -> None:
        self.target = SimpleNamespace(
            name="reference",
            needs_met=frozenset({"edit"}),
            closes={"revoked": (4403,)},
            token_places=(),
            promises=Promises(),
            known_defects=(),
            resources=(),
            chats=True,
        )
        self.reason = gone
        self.asked: list[bool] = []
        self.no_faults = ""

    def why_no_faults(self) -> str:
        return self.no_faults

    def gone(self, *, suspicious: bool) -> str:
        self.asked.append(suspicious)
        return self.reason

    def close(self) -> list[str]:
        return ["a task"] if self.reason else []


def context(*verdicts: Verdict, tags: tuple[str, ...] = (), failed: bool = False, gone: str = "") -> Any:
    status = SimpleNamespace(name="failed" if failed else "passed")
    step = SimpleNamespace(status=status, has_failed=lambda: failed)
    scenario = SimpleNamespace(all_steps=[step], effective_tags=list(tags), name="s", _row=None)
    return Context(
        suite=Suite(gone),
        scene=Scene(*verdicts),
        record=ScenarioRecord("abc"),
        scenario=scenario,
        settings=SimpleNamespace(cleanup_after_tests=True),
    )


def test_the_last_step_settles_reads_ends_and_judges_in_that_order() -> None:
    made = context(GOOD)
    hooks.every_promise_held(made)
    assert made.scene.did == ["settle", "read everything", "end passed", "judge"]
    assert made.record.verdicts == [GOOD]


def test_a_return_is_measured_though_no_step_asked() -> None:
    made = context(GOOD)
    for number, stage in enumerate(("lost", "trying", "connected", "recovered")):
        made.scene.history.append(Recovery(person="Ben", session="Ben/laptop", stage=stage, t=number * 1_000_000))
    hooks.every_promise_held(made)
    assert [(one.budget, one.worst_ms) for one in made.scene.timings] == [("reconnect", 1), ("resume", 2)]


def test_a_violation_is_raised_with_all_verdicts() -> None:
    made = context(GOOD, BAD, UNSURE)
    with pytest.raises(ViolatedError, match="lost"):
        hooks.every_promise_held(made)
    assert made.record.verdicts == [GOOD, BAD, UNSURE]


def test_unknown_is_not_passed_unless_the_scenario_says_so() -> None:
    with pytest.raises(UnknownError, match="no fence"):
        hooks.every_promise_held(context(GOOD, UNSURE))
    with pytest.raises(UnknownError):
        hooks.every_promise_held(context(UNSURE, tags=("unknown.P1",)))
    hooks.every_promise_held(context(UNSURE, tags=("unknown.P8",)))


def test_a_target_that_is_gone_stops_the_run_and_nothing_is_judged() -> None:
    made = context(GOOD, gone="has died")
    with pytest.raises(RunStoppedError, match="was lost during this scenario"):
        hooks.every_promise_held(made)
    assert made.scene.did == []


@pytest.mark.parametrize(
    ("found", "did"), [([True], []), ([False, True], ["settle", "read everything", "end passed", "judge"])]
)
def test_a_scenarios_own_backend_that_is_gone_stops_the_run_whenever_it_is_found(
    found: list[bool], did: list[str]
) -> None:
    made = context(BAD)
    made.scene.own_gone = found
    with pytest.raises(
        RunStoppedError, match=r"^this scenario's own backend of target reference was lost .*has died"
    ):
        hooks.every_promise_held(made)
    assert made.scene.did == did


def test_a_backend_that_a_declared_fault_did_not_give_back_is_told_with_why() -> None:
    made = context(GOOD)
    made.scene.own_gone, made.scene.amiss = [True], ["the backend ended before it was ready"]
    with pytest.raises(RunStoppedError, match="ended before it was ready"):
        hooks.every_promise_held(made)


@pytest.mark.parametrize(
    ("verdict", "failed", "asked"), [(GOOD, False, [False, False]), (UNSURE, False, [False, True])]
)
def test_a_foreign_target_is_asked_only_when_something_is_suspicious(
    verdict: Verdict, failed: bool, asked: list[bool]
) -> None:
    made = context(verdict, tags=("unknown.P8",), failed=failed)
    hooks.every_promise_held(made)
    assert made.suite.asked == asked


def test_a_when_after_something_else_begins_an_act() -> None:
    made = context()
    for kind in ("given", "when", "when", "then", "when"):
        hooks.before_step(made, SimpleNamespace(step_type=kind))
    assert made.scene.did == ["act", "act"]


def test_a_row_whose_resource_lacks_something_is_skipped_with_its_reason() -> None:
    made, reasons = context(tags=("needs.each.delete",)), list[str]()
    made.scenario.skip, made.scenario._row = reasons.append, {"resource": "courier"}
    made.suite.target.resources = (Resource("courier"),)
    hooks.before_scenario(made, made.scenario)
    assert reasons == ["courier declares no delete"]


def test_what_really_ran_is_kept_beside_its_step_and_told_until_the_step_runs_again() -> None:
    made, said = context(), list[str]()
    load = SimpleNamespace(note=lambda say, line: say(line))
    made.scene.load, made.say = load, said.append
    step = SimpleNamespace(step_type="when", keyword="When", name="they post for 20 seconds")
    hooks.before_step(made, step)
    assert step.ran_as == ""
    hooks._tell_beside(made, "2 seconds, not 20")
    hooks._tell_beside(made, "3 of them, not 10")
    assert step.ran_as == "2 seconds, not 20; 3 of them, not 10"
    assert said[0] == 'load: "When they post for 20 seconds" ran as 2 seconds, not 20'
    hooks.before_step(made, step)
    assert step.ran_as == ""


def test_a_missing_need_skips_with_its_reason() -> None:
    made = context(tags=("needs.edit", "needs.files"))
    reasons: list[str] = []
    made.scenario.skip = reasons.append
    hooks.before_scenario(made, made.scenario)
    assert reasons == ["target reference has no files"]


@pytest.mark.parametrize(
    ("tag", "reason"), [("close-revoked", []), ("close-token", ["target reference has no close-token"])]
)
def test_what_is_not_declared_is_not_demanded(tag: str, reason: list[str]) -> None:
    made = context(tags=("needs.edit", f"needs.{tag}"))
    made.scenario.skip = (reasons := list[str]()).append
    made.suite.scene = lambda *_: (_ for _ in ()).throw(InterruptedError)
    try:
        hooks.before_scenario(made, made.scenario)
    except InterruptedError:
        assert reason == []
    assert reasons == reason


def test_where_an_adapter_broke_nothing_is_judged() -> None:
    made = context(BAD)
    made.scene.broke = AdapterError("mine.py, line 7: the adapter of mine raised KeyError: 'id' in normalise")
    with pytest.raises(AdapterError, match=r"mine\.py, line 7"):
        hooks.every_promise_held(made)
    assert made.scene.did == ["settle", "read everything", "end passed"]
    assert made.record.verdicts == []


def test_waiting_for_a_documented_limit_is_told() -> None:
    made = context(GOOD)
    hooks.every_promise_held(made)
    assert made.record.notes == ["Ana waited 3 times"]


def test_where_faults_may_not_go_a_scenario_that_needs_them_is_skipped() -> None:
    made = context(tags=("needs.edit", "needs.faults"))
    made.suite.no_faults = "faults go to this machine only"
    reasons: list[str] = []
    made.scenario.skip = reasons.append
    hooks.before_scenario(made, made.scenario)
    assert reasons == ["faults go to this machine only"]


def test_a_fault_without_effect_is_an_error_unless_something_worse_is_known() -> None:
    made = context(GOOD)
    made.scene.amiss = ["took no effect"]
    with pytest.raises(EnvironmentFaultError, match="took no effect"):
        hooks.every_promise_held(made)
    bad = context(BAD)
    bad.scene.amiss = ["took no effect"]
    with pytest.raises(ViolatedError):
        hooks.every_promise_held(bad)


def test_what_clean_up_leaves_is_entered_in_the_record() -> None:
    made = context()
    hooks.after_scenario(made, made.scenario)
    assert made.scene.did == ["close True"]
    assert (made.record.leftovers, made.record.kept) == (["a row"], ["a company"])


def test_what_the_suite_leaves_is_the_runs_fault() -> None:
    with pytest.raises(EnvironmentFaultError, match="a task"):
        hooks.after_all(context(gone="x"))
    hooks.after_all(context())
