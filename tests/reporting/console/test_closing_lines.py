from lockstep.checks.verdicts import Verdict
from lockstep.matchers.delivery import Timing
from lockstep.reporting.console.closing_lines import closing_lines, last_lines
from lockstep.targets.base import KnownDefect

from tests.reporting.made import HOLDS, VIOLATED, problem, run, scenario, stage

IDLE = [
    Verdict(property=key, name="one result per idempotency key", outcome="not applicable", instances=0)
    for key in ("P4", "P6")
]


def test_only_sections_that_have_something_to_say() -> None:
    assert closing_lines(run(scenario())) == ["", "1 passed in 3.0 s"]
    assert closing_lines(run()) == ["", "no scenario in 3.0 s"]


def test_all_sections() -> None:
    no_files = "target reference has no files"
    made = run(
        scenario(verdicts=[VIOLATED, *IDLE], status="failed"),
        scenario(verdicts=[HOLDS], status="known", known=[KnownDefect("P7", "one message arrives", "issue 12")]),
        *[scenario(status="skipped", reason=no_files)] * 2,
        scenario(status="not run", reason="not run: the target died"),
    )
    assert closing_lines(made) == [
        "",
        "skipped:",
        "  2 x target reference has no files",
        "  1 x not run: the target died",
        "",
        "known defects:",
        "  P7 in one message arrives: issue 12",
        "",
        "properties over the run:",
        "  P1   no loss               2  violated",
        "  P2   no duplicate          3  holds",
        "  not applicable: P4, P6",
        "",
        "not passed:",
        "  failed   features/sync/messages.feature:12  one message arrives",
        "",
        "1 known, 1 failed, 2 skipped, 1 not run in 3.0 s",
    ]


def test_failures_come_last_and_only_so_many() -> None:
    bad = [scenario(status="failed", line=line) for line in range(1, 45)]
    lines = closing_lines(run(scenario(), scenario(status="flaky", excused=True), *bad, scenario(status="unknown")))
    at = lines.index("not passed:")
    assert lines[at + 1] == "  failed   features/sync/messages.feature:1  one message arrives"
    assert lines[at + 41 :] == [
        "  and 5 more in reports/failures.txt",
        "",
        "1 passed, 1 flaky, 44 failed, 1 unknown in 3.0 s",
    ]


def test_properties_that_did_not_apply_take_one_line() -> None:
    none = [Verdict(property=f"P{number}", name="x" * 40, outcome="not applicable", instances=0) for number in (4, 6)]
    lines = closing_lines(run(scenario(verdicts=none)))
    assert lines[lines.index("properties over the run:") + 1 : -2] == ["  not applicable: P4, P6"]


def test_how_many_came_from_each_cause() -> None:
    failed, broken = scenario(problems=[problem()]), scenario(problems=[problem("error"), problem("unknown")])
    lines = closing_lines(run(failed, failed, broken, problems=[problem("error", cause="environment")]))
    assert lines[-1] == "by cause: 2 product, 1 environment, 1 suite"


def test_budgets_are_told_where_they_are_only_reported() -> None:
    slow = Timing(
        budget_ms=100,
        tolerance_ms=2,
        deliveries=3,
        over=1,
        worst_ms=153.2,
        worst="Ben/laptop received Ana's post_message",
    )
    fast = Timing(budget_ms=100, tolerance_ms=2, deliveries=4, over=0, worst_ms=9, worst="Ben/laptop received it")
    made = run(scenario(timings=[fast, slow]))
    assert "budgets, only reported:" not in closing_lines(made)
    made.settings = {"budgets": "report"}
    lines = closing_lines(made)
    assert " ".join(line.strip() for line in lines[lines.index("budgets, only reported:") + 1 : -2]) == (
        "1 of 7 deliveries took longer than their budget of 100 ms and the machine's tolerance; this failed no"
        " scenario: the slowest took 153.2 ms. 153.2 ms in one message arrives: Ben/laptop received Ana's"
        " post_message"
    )
    made.scenarios[0].timings = []
    assert closing_lines(made)[-3] == "  no delivery was held to a budget"


def test_an_event_before_its_answer_took_no_time_that_could_be_told() -> None:
    early = Timing(budget_ms=100, tolerance_ms=2, deliveries=3, over=0, worst_ms=0.0, worst="Ben/laptop received it")
    lines = closing_lines(run(scenario(timings=[early]), settings={"budgets": "report"}))
    assert "none arrived later than its answer" in " ".join(lines)
    assert not any("0.0 ms" in line for line in lines)


def test_how_long_returns_took() -> None:
    made = run(scenario(timings=[stage("reconnect", 9), stage("converge", 80, over=1)]))
    lines = closing_lines(made)
    assert lines[lines.index("recovery times:") + 1 : -2] == [
        "  reconnect     1 x  median 9 ms  p95 9 ms  slowest 9 ms  0 over 50 ms",
        "  converge      1 x  median 80 ms  p95 80 ms  slowest 80 ms  1 over 50 ms",
        "    Ben/laptop in one message arrives",
    ]


def test_the_last_lines() -> None:
    assert last_lines(run(scenario())) == ["acceptance: 1 passed, 0 failed, 0 skipped"]
    made = run(
        *[scenario(status="invalid")] * 3, scenario(status="unknown"), *[scenario(status="error")] * 2,
        scenario(status="flaky"), scenario(status="failed"), scenario(status="not run"),
        settings={"plant": "drop"},
    )  # fmt: skip
    assert last_lines(made) == [
        "plant drop: failures are due to the plant, not the product",
        "not judged: 3 invalid, 1 unknown; broken: 2",
        "acceptance: 0 passed, 2 failed, 1 skipped",
    ]
