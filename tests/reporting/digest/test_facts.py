"""What the digest says of a run."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.load.results.metrics import Metric
from lockstep.reporting.digest.facts import facts
from lockstep.reporting.results import Status

from tests.reporting.made import VIOLATED, problem, run, scenario, stage


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["passed", "passed"], "held"),
        (["passed", "known"], "held"),
        (["passed", "skipped"], "held"),
        (["passed", "failed"], "broken"),
        (["failed", "unknown"], "broken"),
        (["passed", "flaky"], "broken"),
        (["passed", "unknown"], "not judged"),
        (["passed", "invalid"], "not judged"),
        (["passed", "error"], "not judged"),
        (["skipped", "not run"], "not executed"),
    ],
)
def test_a_promise_is_as_good_as_its_worst_scenario(statuses: list[Status], state: str) -> None:
    made = run(*(scenario(id=str(number), status=one, tags=["FR-002"]) for number, one in enumerate(statuses)))
    (found,) = facts(made).promises
    assert (found.promise, found.state) == ("FR-002", state)
    assert found.passed + found.failed + found.unjudged + found.skipped == len(statuses)


def test_only_the_attempt_that_counts() -> None:
    first = scenario(status="failed", final=False, tags=["FR-002"], problems=[problem()])
    made = facts(run(first, scenario(attempt=2, status="flaky", tags=["FR-002"], excused=True)))
    assert made.promises[0].state == "held"
    assert made.flaky == ["one message arrives"]
    assert made.failures == []


def test_scenarios_without_a_promise_are_counted() -> None:
    made = facts(run(scenario(tags=["FR-001"]), scenario(id="other", tags=["sync"])))
    assert (len(made.promises), made.unmoved) == (1, 1)


def test_a_failure_says_what_was_found_instead() -> None:
    told = problem(message="Expected: 3 writes received once each\n     but: Ben never received the second\nmore")
    plain = scenario(id="plain", status="error", problems=[problem("error", message="the hook broke\nwith this")])
    first, second = facts(
        run(scenario(status="failed", problems=[told], trace="reports/traces/a-1.html"), plain)
    ).failures
    assert first.message == "Expected: 3 writes received once each but: Ben never received the second"
    assert (first.status, first.cause, first.trace) == ("failed", "product", "reports/traces/a-1.html")
    assert first.repeat.startswith("behave features/sync/messages.feature:12")
    assert (second.status, second.message, second.cause) == ("broken", "the hook broke", "suite")


def test_properties_that_did_not_hold_the_violated_first() -> None:
    unknown = Verdict(property="P18", name="resume", outcome="unknown", instances=0)
    holds = Verdict(property="P2", name="no duplicate", outcome="holds", instances=1)
    made = facts(run(scenario(verdicts=[unknown, holds, VIOLATED]), scenario(id="b", verdicts=[VIOLATED])))
    assert [(one.property, one.outcome, one.scenarios) for one in made.properties] == [
        ("P1", "violated", 2),
        ("P18", "unknown", 1),
    ]


def test_budgets_of_deliveries_returns_and_load() -> None:
    heavy = Metric(
        kind="API_RESPONSE_TIME", operation="p95 of POST", value=612.5, unit="ms", threshold=500, within=False
    )
    fast = stage("delivery", 12.0)
    made = facts(
        run(scenario(timings=[fast, stage("resume", 40.0)], metrics=[heavy]), settings={"budgets": "report"})
    )
    assert made.budgets == [
        "1 delivery measured, 0 over 50 ms, the slowest 12 ms",
        "one message arrives: p95 of POST 612.5 ms, over 500 ms",
        "times were only measured: no scenario failed for being slow",
    ]
    assert [one.stage for one in made.returns] == ["resume"]
    assert [(one.took, one.what) for one in made.deliveries] == [("12 ms", "Ben/laptop")]


def test_what_changed_since_an_earlier_run() -> None:
    made = run(
        scenario(id="a", name="was green", status="failed", problems=[problem()]),
        scenario(id="b", name="was red"),
        scenario(id="c", name="is new"),
        scenario(id="d", name="is skipped now", status="skipped"),
    )
    found = facts(made, ("r0", {"a": True, "b": False, "d": True})).changes
    assert found is not None
    assert (found.since, found.broken, found.mended) == ("r0", ["was green"], ["was red"])


def test_a_run_with_a_plant_is_compared_with_nothing() -> None:
    assert facts(run(scenario(), settings={"plant": "drop"}), ("r0", {})).changes is None


@pytest.mark.parametrize(("code", "verdict"), [(0, "passed"), (1, "failed"), (2, "not conclusive")])
def test_the_verdict_follows_the_exit_code(code: int, verdict: str) -> None:
    made = facts(run(scenario(), exit_code=code, stopped="interrupted" if code == 2 else ""))
    assert made.verdict == verdict
    assert list(made.outside) == (["interrupted"] if code == 2 else [])
