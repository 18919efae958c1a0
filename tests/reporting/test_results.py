import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.reporting.results import worst

from tests.reporting.made import HOLDS, VIOLATED, problem, run, scenario, step


def test_the_title_names_the_row() -> None:
    assert scenario().title == "one message arrives"
    assert scenario(row={"n": "3", "who": "Ben"}).title == "one message arrives [n=3, who=Ben]"


def test_the_first_failing_step_is_not_one_that_was_skipped() -> None:
    failing = step(status="failed", name="second")
    one = scenario(steps=[step(), failing, step(status="skipped"), step(status="error")])
    assert one.first_failing is failing
    assert scenario(steps=[step(), step(status="skipped")]).first_failing is None


def test_what_says_nothing_of_the_product_counts_by_its_name() -> None:
    statuses = ["passed", "known", "flaky", "failed", "error", "unknown", "invalid", "skipped", "not run"]
    made = run(*(scenario(status=status) for status in statuses))
    assert made.totals() == (2, 2, 2, 1, 1, 1)
    assert made.aside() == "not judged: 1 invalid, 1 unknown; broken: 1"
    made.problems, made.stopped = [problem("error")], "the target died"
    assert made.aside().endswith("; broken: 1; broken outside any scenario: 2")
    assert run(scenario()).aside() == ""
    assert made.counts() == dict.fromkeys(statuses, 1)


def test_properties_add_up_and_keep_the_worst_outcome() -> None:
    unknown = Verdict(property="P10", name="agreement", outcome="unknown", instances=1)
    aside = Verdict(property="P2", name="no duplicate", outcome="not applicable")
    made = run(scenario(verdicts=[VIOLATED, HOLDS]), scenario(verdicts=[HOLDS, unknown]), scenario(verdicts=[aside]))
    assert made.properties() == [
        ("P1", "no loss", 2, "violated"),
        ("P2", "no duplicate", 6, "holds"),
        ("P10", "agreement", 1, "unknown"),
    ]


def test_the_worst_problem() -> None:
    assert worst([problem("invalid"), problem("error"), problem("unknown")]) == "error"
    with pytest.raises(ValueError, match="empty"):
        worst([])


def test_the_cause_is_that_of_the_worst_problem() -> None:
    assert scenario().cause is None
    one = scenario(
        problems=[problem("unknown"), problem("error"), problem("failed"), problem("failed", cause="suite")]
    )
    assert one.cause == "product"
    made = run(one, scenario(problems=[problem("unknown")]), problems=[problem("error")])
    assert made.causes() == {"product": 1, "suite": 1, "evidence": 1}
    made.scenarios[0].final = False
    assert made.causes() == {"suite": 1, "evidence": 1}
