"""Allure results that show what happened: a subclass of allure-behave 2.16.2's formatter, which falls short of that.

Corrected here: scenarios inside a `Rule:` are written (with their tables and texts), an error in a hook or in
clean-up is broken, a step has the runner's status, skipped scenarios give the reason, scenarios that never ran are
included, identity is the scenario's id (so that changes to neighbouring scenarios do not affect it), paths are
relative and tracebacks contain only the suite's own frames. An error outside any scenario is a case of its own, named
after the reason. Failed scenarios carry the transcript of their history, and all scenarios their verdicts as a table.

The cause of a problem follows its message and is also the label `cause`; `categories.json` groups by it. A run with
a plant says so in each description, in the label `plant` and in `environment.properties`, which also has the target,
seed, budgets, versions and the commit; `executor.json` has the build. A scenario tagged with a promise (`@FR-002`) is
found below it among the behaviours, as an epic; scenarios tagged `@smoke` are critical unless a tag says otherwise.

Attempts at one scenario share its identity, so that the page shows them as its retries: the scenario's id is the
history id, by which Allure 2 tells tests apart, and the case id, by which Allure 3 does (together with the
parameters). The label `_fallbackTestCaseId`, which is not shown, holds the former case id, so that Allure 3's history
continues. The page shows the attempt that began last, by at least a millisecond; an attempt that never started does
not count and is therefore not written. When the run has ended, the written results are compared with what was
executed (`allure_results.py`): a difference makes the run an error.

Statuses: failed is *failed*; flaky is *failed*, *passed* when excused, and marked; error, unknown and invalid are
*broken*; skipped and not run are *skipped*. This module relies on internals of exactly that version: the pin in
pyproject.toml and the tests belong to it.
"""

import csv
import io
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import allure_commons
from allure_behave import formatter as allure_behave
from allure_behave.listener import AllureListener
from allure_commons.mapping import labels_set, parse_tag
from allure_commons.model2 import Label, Link, Parameter, StatusDetails, TestResult
from allure_commons.model2 import Status as Shown
from allure_commons.types import AttachmentType, LabelType, Severity
from allure_commons.utils import md5, now, platform_label, uuid4
from behave.formatter.base import StreamOpener
from behave.model import Feature, Scenario, Step

from lockstep.checks.verdicts import Verdict
from lockstep.history.journal import UnreadableHistoryError, read
from lockstep.matchers.delivery import Timing
from lockstep.reporting.allure_results import THE_RUN, counts, difference
from lockstep.reporting.builds import build, executor
from lockstep.reporting.causes import CATEGORIES, KNOWN, cause_line
from lockstep.reporting.promises import promises_of, text_of
from lockstep.reporting.recoveries import STAGES, returns_of
from lockstep.reporting.results import Bad, Problem, RunResult, ScenarioResult, Status, StepResult, worst_of
from lockstep.reporting.transcript import transcript

_SHOWN: dict[Status, str] = {
    "passed": Shown.PASSED, "known": Shown.PASSED, "flaky": Shown.FAILED, "failed": Shown.FAILED,
    "error": Shown.BROKEN, "unknown": Shown.BROKEN, "invalid": Shown.BROKEN,
    "skipped": Shown.SKIPPED, "not run": Shown.SKIPPED,
}  # fmt: skip

_SAID: dict[Bad, str] = {
    "failed": "", "error": "broken: ", "unknown": "not judged, unknown: ", "invalid": "not judged, invalid: ",
}  # fmt: skip

Run = Callable[[Any], bool]
"""Runs an attempt, given the runner; true if it failed."""


class Reading(Protocol):
    """How the formatter obtains the runner's results for behave's model."""

    def of(self, scenario: Scenario) -> ScenarioResult | None:
        """The result of a finished scenario; None for one that the command did not select."""

    def step(self, step: Step) -> StepResult:
        """The result of a finished step."""


class AllureReport(allure_behave.AllureFormatter):
    """Writes one result per scenario into a folder as each scenario ends, and the rest when the run has ended."""

    def __init__(self, folder: Path, config: Any, reading: Reading) -> None:
        """`folder` is created when needed."""
        super().__init__(StreamOpener(str(folder)), config)
        allure_commons.plugin_manager.unregister(self.listener)
        self.listener = self._listener = _Listener(config, reading)
        allure_commons.plugin_manager.register(self.listener)

    def feature(self, feature: Feature) -> None:
        """Do nothing: the runner decides which attempts are recorded."""

    def listen(self, scenario: Scenario, run: Run) -> Run:
        """Wrap the function that runs an attempt at a scenario, so that each call is recorded."""
        listened: Run = allure_commons.test(run, context={"scenario": scenario})
        return listened

    def begun(self, run: RunResult) -> None:
        """Remember the run, which knows its settings, and so its plant, later."""
        self._listener.run = run

    def concluded(self, result: ScenarioResult) -> None:
        """Do nothing: the listener writes the result when the scenario's `run` returns."""

    def wrote(self, result: ScenarioResult) -> None:
        """Note that another process has written this result."""
        self._listener.written.add((result.id, result.attempt))

    def ended(self, run: RunResult) -> None:
        """Write the scenarios that never ran, the errors outside any scenario, and the categories; compare the
        results with what was executed, and add any difference to the run's problems. Raises OSError."""
        folder = Path(self.file_logger._report_dir)
        (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=2) + "\n", encoding="utf-8")
        made = build(os.environ)
        (folder / "environment.properties").write_text(_environment(run, made.commit), encoding="utf-8")
        if made.service:
            (folder / "executor.json").write_text(json.dumps(executor(made), indent=2) + "\n", encoding="utf-8")
        for one in run.scenarios:
            if (one.id, one.attempt) not in self._listener.written and counts(one):
                self.file_logger.report_result(_filled(TestResult(uuid=uuid4(), stop=now()), one, run.plant))
        run.problems += mismatch(folder, run.scenarios)
        for number, problem in enumerate(run.problems):
            before = sum(one.where == problem.where for one in run.problems[:number])
            self.file_logger.report_result(_run_case(run, problem, before))


class _Listener(AllureListener):
    def __init__(self, config: Any, reading: Reading) -> None:
        super().__init__(config)
        self._reading = reading
        self.run: RunResult | None = None
        self._newest: dict[str, int] = {}
        self.written: set[tuple[str, int]] = set()

    def stop_scenario(self, scenario: Scenario) -> None:
        """Write the scenario that has just ended, or drop the unfinished result if it was not selected."""
        uuid = self.current_scenario_uuid
        result = self._reading.of(scenario)
        if result is None or not counts(result):
            self.steps.clear()
            self.logger.drop_test(uuid)
        else:
            self.flush_steps()
            test = _filled(self.logger.get_test(uuid), result, self.run.plant if self.run else "")
            self._newest[result.id] = test.start = max(test.start, self._newest.get(result.id, -1) + 1)
            test.stop = max(now(), test.start)
            for name, kind, body in _attachments(result):
                self.logger.attach_data(uuid4(), body, name=name, attachment_type=kind, parent_uuid=uuid)
            self.written.add((result.id, result.attempt))
            self.logger.close_test(uuid)
            self.group_context.append_test(uuid)
        self.group_context.exit()
        self.current_scenario_uuid = self.current_step_uuid = None

    def stop_behave_step(self, result: Step) -> None:
        """End a step with the runner's own status and message."""
        told = self._reading.step(result)
        details = StatusDetails(message=told.message, trace=told.trace) if told.message else None
        ended = {"stop": now(), "status": _SHOWN[told.status], "statusDetails": details}
        if told.ran_as:
            ended["name"] = told.told
        self.logger.stop_step(self.current_step_uuid, **ended)


def _environment(run: RunResult, commit: str) -> str:
    """What the page shows about the run, as a Java properties file."""
    facts = {
        "target": run.target,
        "seed": "" if run.seed is None else str(run.seed),
        "plant": run.plant,
        "budgets": run.budget_mode,
        "lockstep": version("lockstep-acceptance"),
        "python": platform.python_version(),
        "commit": commit,
        "run": run.id,
    }
    escaped = {name: fact.replace("\\", "\\\\").replace("\n", "\\n") for name, fact in facts.items() if fact}
    return "".join(f"{name} = {fact}\n" for name, fact in escaped.items())


def _filled(test: TestResult, one: ScenarioResult, plant: str) -> TestResult:
    test.name = one.name
    test.fullName = ": ".join(part for part in (one.file, one.rule, one.name) if part)
    test.titlePath = [*one.file.split("/")[:-1], one.feature, *([one.rule] if one.rule else [])]
    test.historyId = test.testCaseId = one.id
    told = f"Run with the plant {plant}: failures are due to the plant, not the product." if plant else ""
    test.description = "\n\n".join(filter(None, (told, one.description)))
    test.parameters = [Parameter(name=name, value=value) for name, value in one.row.items()]
    test.labels = _labels(one, plant)
    test.links = [link for link in map(parse_tag, one.tags) if isinstance(link, Link)]
    test.start = int(one.started * 1000)
    test.stop = int((one.started + one.duration) * 1000)
    test.status = shown(one)
    test.statusDetails = _details(one)
    return test


def mismatch(folder: Path, scenarios: Sequence[ScenarioResult]) -> list[Problem]:
    """The problem if the results in the folder do not match these attempts; none if they do. Raises OSError."""
    found = difference(folder, scenarios, shown)
    return [Problem(status="error", cause="suite", where="Allure's results", message=found)] if found else []


def shown(one: ScenarioResult) -> str:
    """The corresponding status in Allure."""
    return Shown.PASSED if one.passed else _SHOWN[one.status]


def _labels(one: ScenarioResult, plant: str) -> list[Label]:
    severity = Severity.CRITICAL if "smoke" in one.tags else Severity.NORMAL
    tags = [Label(name=LabelType.SEVERITY, value=severity), *map(parse_tag, one.tags)]
    labels = list(labels_set([label for label in tags if isinstance(label, Label)]))
    labels += [
        Label(name=LabelType.EPIC, value=f"{promise} {text_of(promise)}".strip()) for promise in promises_of(one.tags)
    ]
    labels.append(Label(name=LabelType.FEATURE, value=one.feature))
    if one.rule:
        labels.append(Label(name=LabelType.STORY, value=one.rule))
    if one.cause:
        labels.append(Label(name="cause", value=one.cause))
    if plant:
        labels.append(Label(name="plant", value=plant))
    labels.append(Label(name="_fallbackTestCaseId", value=md5(md5(one.file, one.rule, one.name))))
    return [*labels, *_framework()]


def _framework() -> list[Label]:
    return [
        Label(name=LabelType.FRAMEWORK, value="behave"),
        Label(name=LabelType.LANGUAGE, value=platform_label()),
    ]


def _details(one: ScenarioResult) -> StatusDetails | None:
    if one.problems:
        on_steps = {step.message for step in one.steps}
        return _told(one.problems, [problem.trace for problem in one.problems if problem.message not in on_steps])
    if one.known:
        text = "\n".join(f"{KNOWN}{defect.property}: {defect.reason}" for defect in one.known)
        return StatusDetails(message=text, known=True)
    return StatusDetails(message=one.reason, flaky=one.status == "flaky" or None) if one.reason else None


def _told(problems: Sequence[Problem], traces: Iterable[str]) -> StatusDetails:
    message = "\n\n".join(f"{_SAID[one.status]}{one.message}\n({one.where})" for one in problems)
    message += f"\n\n{cause_line(worst_of(problems).cause)}"
    return StatusDetails(message=message, trace="\n".join(filter(None, traces)) or None)


def _run_case(run: RunResult, problem: Problem, before: int) -> TestResult:
    """`before`: how many earlier problems came from the same place."""
    reason = problem.message.split("\n")[0]
    identity = md5(THE_RUN, problem.where, *([before] if before else []))
    return TestResult(
        uuid=uuid4(),
        name=reason,
        fullName=f"{THE_RUN}: {problem.where}",
        titlePath=[THE_RUN],
        historyId=identity,
        testCaseId=identity,
        start=int(run.started * 1000),
        stop=int((run.started + run.duration) * 1000),
        status=_SHOWN[problem.status],
        statusDetails=_told([problem], [problem.trace]),
        labels=[
            Label(name=LabelType.FEATURE, value=THE_RUN),
            Label(name="cause", value=problem.cause),
            *([Label(name="plant", value=run.plant)] if run.plant else []),
            *_framework(),
        ],
    )


def _attachments(one: ScenarioResult) -> Iterator[tuple[str, AttachmentType, str]]:
    if one.verdicts:
        yield "verdicts", AttachmentType.CSV, _verdicts(one)
    if one.notes:
        yield "notes", AttachmentType.TEXT, "\n".join(one.notes)
    if one.timings:
        yield "times", AttachmentType.TEXT, "\n".join(_times(one))
    for path in map(Path, one.files):
        if path.exists():
            kind = AttachmentType.CSV if path.suffix == ".csv" else AttachmentType.JSON
            yield f"{path.parent.name}/{path.name}", kind, path.read_text(encoding="utf-8")
    if one.problems and one.history:
        yield "transcript", AttachmentType.TEXT, _transcript(one, Path(one.history))
    if one.trace:
        drawn = Path(one.trace).with_suffix(".svg")
        yield "who received what", AttachmentType.SVG, drawn.read_text(encoding="utf-8")
        yield "trace", AttachmentType.HTML, Path(one.trace).read_text(encoding="utf-8")


def _verdicts(one: ScenarioResult) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["property", "name", "outcome", "instances", "why"])
    for verdict in one.verdicts:
        writer.writerow([verdict.property, verdict.name, verdict.outcome, verdict.instances, _why(verdict)])
    return table.getvalue()


def _times(one: ScenarioResult) -> Iterator[str]:
    yield from (_time(timing) for timing in one.timings if timing.budget not in STAGES)
    for returns in returns_of((timing, one) for timing in one.timings):
        yield f"{returns.told}; the slowest: {returns.worst}"


def _time(timing: Timing) -> str:
    limit = f"{timing.budget_ms:g} ms and {timing.tolerance_ms:.1f} ms for the machine"
    slowest = f"{timing.slowest}: {timing.worst}" if timing.worst_ms else timing.slowest
    return f"{timing.over} of {timing.deliveries} deliveries over {limit}; {slowest}"


def _why(verdict: Verdict) -> str:
    if not verdict.witnesses:
        return verdict.reason
    more = len(verdict.witnesses) - 1
    return verdict.witnesses[0].text + (f" (and {more} more)" if more else "")


def _transcript(one: ScenarioResult, path: Path) -> str:
    witnesses = {row for verdict in one.verdicts for witness in verdict.witnesses for row in witness.rows}
    try:
        found = read(path)
    except UnreadableHistoryError as error:
        return f"The history cannot be read: {error}\n"
    return transcript(found.rows, witnesses=witnesses) + (f"{found.cut}\n" if found.cut else "")
