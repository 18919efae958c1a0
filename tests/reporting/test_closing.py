from support.reporting.closing import closing_lines
from support.targets.base import KnownDefect
from tests.reporting.made import HOLDS, VIOLATED, run, scenario


def test_only_sections_that_have_something_to_say() -> None:
    assert closing_lines(run(scenario())) == ["", "1 passed in 3.0 s"]
    assert closing_lines(run()) == ["", "no scenario in 3.0 s"]


def test_all_sections() -> None:
    no_files = "target reference has no files"
    made = run(
        scenario(verdicts=[VIOLATED], status="failed"),
        scenario(verdicts=[HOLDS], status="known", known=[KnownDefect("P7", "one message arrives", "issue 12")]),
        *[scenario(status="skipped", reason=no_files)] * 2,
        scenario(status="not run", reason="not run: the target died"),
    )
    assert closing_lines(made) == [
        "",
        "1 known, 1 failed, 2 skipped, 1 not run in 3.0 s",
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
    ]
