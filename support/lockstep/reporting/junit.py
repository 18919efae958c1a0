"""JUnit: one file per feature in the folder `junit` of the reports, and one for errors outside any scenario.

A failed scenario is a `failure`; a broken one (a step, a hook, the clean-up, leftovers, unknown, invalid) is an
`error`; one that was skipped or not run is `skipped` with its reason. A scenario is one case however often it was
tried: it contains the attempts that do not count, as `flakyFailure` if a later one passed and otherwise as
`rerunFailure`; a flaky scenario that is not excused is a `failure`. The text holds every problem, including the
witness of a violated promise, and the cause, which is also a property `cause` of the case; the plant of a run, if
any, is a property `plant` of each suite. Times are those of whole scenarios, also within rules; a suite's time is
their sum.

A file is named after its feature's path with dots for slashes; dots and percent signs in the path become `%2E` and
`%25`, so that no two features share a file. Cases that would share a class and a name have their ids appended.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

from lockstep.reporting.causes import cause_line
from lockstep.reporting.results import SKIPPED, Cause, Problem, RunResult, ScenarioResult

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnitReport:
    """Writes `TESTS-<feature>.xml` files when the run has ended."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the files go; it is created when needed."""
        self.folder = folder

    def begun(self, run: RunResult) -> None:
        """Nothing yet."""

    def concluded(self, result: ScenarioResult) -> None:
        """Do nothing yet: a suite's numbers are known only at its end."""

    def ended(self, run: RunResult) -> None:
        """Write every file. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        by_file: dict[str, list[ScenarioResult]] = {}
        for one in run.final():
            by_file.setdefault(one.file, []).append(one)
        times_named = Counter(map(_names, run.final()))
        for file, results in by_file.items():
            cases = [_case(one, run.earlier(one), unique=times_named[_names(one)] == 1) for one in results]
            classname, _ = _names(results[0])
            self._write(_dotted(file), _suite(classname, results[0].started, cases), run)
        if run.problems:
            cases = [_run_case(problem) for problem in run.problems]
            self._write("the-run", _suite("the run", run.started, cases), run)

    def _write(self, name: str, suite: Xml.Element, run: RunResult) -> None:
        if run.plant:
            suite.insert(0, Xml.Element("properties"))
            Xml.SubElement(suite[0], "property", name="plant", value=_text(run.plant))
        Xml.indent(suite)
        Xml.ElementTree(suite).write(self.folder / f"TESTS-{name}.xml", encoding="utf-8", xml_declaration=True)


def _suite(name: str, started: float, cases: list[Xml.Element]) -> Xml.Element:
    suite = Xml.Element("testsuite", name=_text(name), tests=str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
    suite.set("timestamp", datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"))
    suite.extend(cases)
    return suite


def _dotted(file: str) -> str:
    """The path of a feature with dots for slashes, unique to that path."""
    parts = file.removesuffix(".feature").replace("%", "%25").replace(".", "%2E").split("/")
    return ".".join(parts if len(parts) > 1 else ["%2E", *parts])


def _names(one: ScenarioResult) -> tuple[str, str]:
    """The class and the name of the scenario's case."""
    name = f"{one.rule}: {one.title}" if one.rule else one.title
    return _text(f"{_dotted(one.file)}.{one.feature}"), _text(name)


def _case(one: ScenarioResult, earlier: list[ScenarioResult], *, unique: bool) -> Xml.Element:
    classname, name = _names(one)
    shown = name if unique else f"{name} ({one.id})"
    case = Xml.Element("testcase", classname=classname, name=shown, time=f"{one.duration:.3f}")
    case.set("file", one.file)
    case.set("line", str(one.line))
    case.set("status", one.status)
    _add_cause(case, one.cause)
    if one.problems:
        _add_problems(case, "failure" if one.status == "failed" else "error", one.status, one.problems)
    elif one.status == "flaky" and not one.excused:
        Xml.SubElement(case, "failure", type=one.status, message=_text(one.reason))
    elif one.status in SKIPPED:
        Xml.SubElement(case, "skipped", message=_text(one.reason or one.status))
    for before in earlier:
        if before.problems:
            _add_problems(
                case, "flakyFailure" if one.status == "flaky" else "rerunFailure", before.status, before.problems
            )
    Xml.SubElement(case, "system-out").text = _text("\n".join(_account(one)))
    return case


def _run_case(problem: Problem) -> Xml.Element:
    case = Xml.Element("testcase", classname="the run", name=_text(problem.message.split("\n")[0]), time="0.000")
    _add_cause(case, problem.cause)
    _add_problems(case, "error", problem.status, [problem])
    return case


def _add_cause(case: Xml.Element, cause: Cause | None) -> None:
    if cause is not None:
        Xml.SubElement(Xml.SubElement(case, "properties"), "property", name="cause", value=cause)


def _add_problems(case: Xml.Element, tag: str, kind: str, problems: list[Problem]) -> None:
    parts = (
        f"{one.where}\n{one.message}\n{cause_line(one.cause)}" + (f"\n{one.trace}" if one.trace else "")
        for one in problems
    )
    element = Xml.SubElement(case, tag, type=kind, message=_text(problems[0].message))
    element.text = _text("\n\n".join(parts))


def _account(one: ScenarioResult) -> Iterable[str]:
    for step in one.steps:
        yield f"{step.told} ... {step.status} in {step.duration:.3f} s"
    if one.attempt > 1:
        yield f"attempt {one.attempt}"
    if one.history:
        yield f"history: {one.history}"


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
