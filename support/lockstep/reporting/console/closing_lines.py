"""The console's closing lines: why scenarios were skipped, known defects, flaky scenarios, late deliveries if budgets
are only reported, recovery times, the properties; and last, where readers look first, the scenarios that did not
pass, the counts per status and per cause, and the last lines."""

from collections import Counter

from lockstep.reporting.console.failure import in_full, wrapped
from lockstep.reporting.recoveries import recoveries
from lockstep.reporting.results import SKIPPED, RunResult, said

_ASIDE = "  "
SLOWEST = 5
LISTED = 40


def closing_lines(run: RunResult) -> list[str]:
    """The sections that have content, an empty line before each."""
    lines = []
    for title, section in (
        ("skipped:", _skipped(run)),
        ("known defects:", _known(run)),
        ("flaky:", _flaky(run)),
        ("budgets, only reported:", _budgets(run)),
        ("recovery times:", _returns(run)),
        ("properties over the run:", _properties(run)),
        ("not passed:", _not_passed(run)),
    ):
        if section:
            lines += ["", title, *(f"{_ASIDE}{line}" for line in section)]
    return [*lines, "", _counts(run), *_causes(run)]


def last_lines(run: RunResult) -> list[str]:
    """The very last lines: the plant, if any, what was not judged or broke, if anything, and the counts."""
    lines = [f"plant {run.plant}: failures are due to the plant, not the product"] if run.plant else []
    lines += [run.aside()] if run.aside() else []
    return [*lines, f"acceptance: {run.totals().line}"]


def _counts(run: RunResult) -> str:
    counts = [f"{number} {said(status)}" for status, number in run.counts().items() if number]
    return f"{', '.join(counts) or 'no scenario'} in {run.duration:.1f} s"


def _causes(run: RunResult) -> list[str]:
    found = [f"{number} {cause}" for cause, number in run.causes().items()]
    return [f"by cause: {', '.join(found)}"] if found else []


def _skipped(run: RunResult) -> list[str]:
    reasons = Counter(one.reason or one.status for one in run.final() if one.status in SKIPPED)
    return [line for reason, number in reasons.most_common() for line in wrapped(f"{number} x {reason}")]


def _known(run: RunResult) -> list[str]:
    return [
        line
        for one in run.scenarios
        for defect in one.known
        for line in wrapped(f"{defect.property} in {one.title}: {defect.reason}")
    ]


def _budgets(run: RunResult) -> list[str]:
    """If budgets are only reported: how many deliveries were late, and the worst of each slow scenario."""
    if run.budget_mode == "gate":
        return []
    timings = run.timings()
    if not timings:
        return ["no delivery was held to a budget"]
    every, over = sum(one.deliveries for one, _ in timings), sum(one.over for one, _ in timings)
    worst = timings[0][0]
    lines = wrapped(
        f"{over} of {every} deliveries took longer than their budget of {worst.budget_ms:g} ms and the machine's"
        f" tolerance; this failed no scenario: {worst.slowest}."
    )
    for timing, scenario in [pair for pair in timings if pair[0].over][:SLOWEST]:
        lines += wrapped(f"{timing.worst_ms:.1f} ms in {scenario.title}: {timing.worst}")
    return lines


def _returns(run: RunResult) -> list[str]:
    lines = []
    for one in recoveries(run):
        lines += [one.told, *([f"  {one.worst} in {one.title}"] if one.over else [])]
    return lines


def _flaky(run: RunResult) -> list[str]:
    lines = []
    for one in run.final():
        if one.status == "flaky":
            excuse = " and counts as passed because flaky scenarios are allowed" if one.excused else ""
            lines += wrapped(f"{one.title}: {one.reason}{excuse}")
            for before in run.earlier(one):
                message = before.problems[0].message.split("\n")[0] if before.problems else before.reason
                lines += wrapped(f"  attempt {before.attempt} {said(before.status)}: {message}")
    return lines


def _properties(run: RunResult) -> list[str]:
    """A line for each property that applied, and one for all the others."""
    table = [one for one in run.properties() if one[-1] != "not applicable"]
    others = [key for key, *_, outcome in run.properties() if outcome == "not applicable"]
    width = max((len(name) for _, name, _, _ in table), default=0)
    lines = [f"{key:4} {name:{width}}  {instances:>9,}  {outcome}" for key, name, instances, outcome in table]
    return lines + (wrapped(f"not applicable: {', '.join(others)}") if others else [])


def _not_passed(run: RunResult) -> list[str]:
    """A line for each scenario that was executed and did not pass."""
    bad = [one for one in run.final() if not one.passed and one.status not in SKIPPED]
    lines = [f"{one.status:8} {one.place}  {one.title}" for one in bad[:LISTED]]
    return lines + ([f"and {len(bad) - LISTED} more in {in_full(run)}"] if len(bad) > LISTED else [])
