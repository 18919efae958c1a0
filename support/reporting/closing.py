"""What the console says when a run is over: counts, why scenarios were skipped, known defects,
what was flaky, the properties."""

from collections import Counter

from support.reporting.failure import wrapped
from support.reporting.results import SKIPPED, RunResult

_ASIDE = "  "


def closing_lines(run: RunResult) -> list[str]:
    """The sections that have something to say, an empty line before each."""
    lines = ["", _counts(run)]
    for title, section in (
        ("skipped:", _skipped(run)),
        ("known defects:", _known(run)),
        ("flaky:", _flaky(run)),
        ("properties over the run:", _properties(run)),
    ):
        if section:
            lines += ["", title, *(f"{_ASIDE}{line}" for line in section)]
    return lines


def _counts(run: RunResult) -> str:
    counts = [f"{number} {status}" for status, number in run.counts().items() if number]
    return f"{', '.join(counts) or 'no scenario'} in {run.duration:.1f} s"


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


def _flaky(run: RunResult) -> list[str]:
    lines = []
    for one in run.final():
        if one.status == "flaky":
            excuse = " and counts as passed, for flaky scenarios are allowed" if one.excused else ""
            lines += wrapped(f"{one.title}: {one.reason}{excuse}")
            for before in run.earlier(one):
                message = before.problems[0].message.split("\n")[0] if before.problems else before.reason
                lines += wrapped(f"  attempt {before.attempt} {before.status}: {message}")
    return lines


def _properties(run: RunResult) -> list[str]:
    table = run.properties()
    width = max((len(name) for _, name, _, _ in table), default=0)
    return [f"{key:4} {name:{width}}  {instances:>9,}  {outcome}" for key, name, instances, outcome in table]
