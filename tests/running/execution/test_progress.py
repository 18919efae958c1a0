"""What runs is told step by step, with figures when they have changed, and nothing when nothing runs."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from behave.configuration import Configuration
from behave.model import Step
from lockstep.checks.verdicts import Verdict, Witness
from lockstep.reporting.results import ScenarioResult, StepResult
from lockstep.running.errors import ViolatedError
from lockstep.running.execution import progress
from lockstep.running.execution.progress import Progress
from lockstep.running.execution.scenario_record import ScenarioRecord

HEAD = ScenarioResult(id="a1", feature="F", name="one", file="a.feature", line=3, status="not run", started=0.0)


class Told:
    """Keeps what is told, and reads every step as passed."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.pulsed = threading.Event()

    def tell(self, type: str, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        self.events.append((type, facts))
        if type == "pulse":
            self.pulsed.set()

    def step(self, step: Step) -> StepResult:
        return StepResult(keyword=step.keyword, name=step.name, place="a.feature:4", status="passed", duration=0.5)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def made(told: Told) -> Any:
    one = Progress(Configuration([], load_config=False), told, told.tell)
    yield one
    one.close()


def a_step(name: str) -> Step:
    return Step("a.feature", 4, "Given", "given", name)


def test_steps_are_told_before_and_after(made: Progress, told: Told) -> None:
    made.match(None)
    made.result(a_step("nothing runs"))
    assert told.events == []
    made.begins(ScenarioRecord("a1", 2), HEAD)
    steps = [a_step("one"), a_step("two")]
    for step in steps:
        made.step(step)
    for step in steps:
        made.match(None)
        made.result(step)
    made.ends()
    assert [(kind, facts.get("step")) for kind, facts in told.events] == [
        ("scenario_started", None),
        ("step_started", "Given one"),
        ("step_finished", "Given one"),
        ("step_started", "Given two"),
        ("step_finished", "Given two"),
    ]
    assert all((facts["scenario"], facts["attempt"]) == ("a1", 2) for _, facts in told.events)
    assert told.events[2][1]["duration"] == 0.5


def test_a_violation_is_told_with_its_witness(made: Progress, told: Told) -> None:
    made.begins(ScenarioRecord("a1"), HEAD)
    step = a_step("every promise held")
    seen = (Witness(rows=(), text="Ben never received it"),)
    bad = Verdict(property="P1", name="no loss", outcome="violated", witnesses=seen)
    holds = Verdict(property="P2", name="no duplicate", outcome="holds", instances=1)
    step.exception = ViolatedError([bad, holds])
    made.result(step)
    (found,) = [facts for kind, facts in told.events if kind == "violation_found"]
    assert (found["property"], found["witness"]) == (bad.property, bad.witnesses[0].text)


def test_figures_are_told_when_they_have_changed(made: Progress, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_S", 0.001)
    now = SimpleNamespace(people=1.0)
    record = ScenarioRecord("a1", live_metrics=lambda: {"people": now.people})
    made.begins(record, HEAD)
    assert told.pulsed.wait(20)
    now.people = 2.0
    told.pulsed.clear()
    assert told.pulsed.wait(20)
    made.ends()
    assert [facts["people"] for kind, facts in told.events if kind == "pulse"] == [1.0, 2.0]
