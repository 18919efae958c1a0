"""A project of its own in a temporary folder, run by real behave, and all that the run wrote."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from tests.quality.tree import ROOT
from tests.running.served import behave

CONFIG = """
[behave]
runner = lockstep
default_format = lockstep
tag_expression_protocol = strict
show_skipped = false
[behave.runners]
lockstep = {runner}
[behave.formatters]
lockstep = lockstep.reporting.console.formatter:ConsoleFormatter
"""
BARE = "tests.running.bare:BareRunner"
WHOLE = "lockstep.running.runner:LockstepRunner"

STEPS = """
import os, signal, sys, threading
from behave import given, when, then
from behave.exception import PendingStepError
from lockstep.checks.verdicts import Verdict, Witness
from lockstep.running.errors import (
    EnvironmentFaultError, InvalidError, RunStoppedError, UnknownError, ViolatedError)
from tests.running.time_up import time_up

HOLDS = Verdict(property="P2", name="no duplicate", outcome="holds", instances=3)
VIOLATED = Verdict(property="P1", name="no loss", outcome="violated", instances=2, witnesses=(
    Witness((1, 2), 'Ana posted "hello" in "design"; Ben never received it'),))
UNKNOWN = Verdict(property="P8", name="contiguity", outcome="unknown", instances=1, reason="nothing settled")

@given("nothing")
@when("nothing happens")
def nothing(context): pass

@given("a table")
@given("a text")
def with_more(context): assert context.table or context.text

@when("it fails")
def fails(context): assert False, "Ben received nothing within 5 s of Ana's message"

@when("it fails on the first {count:d} attempts")
def fails_at_first(context, count):
    assert context.record.attempt > count, f"attempt {context.record.attempt}: Ben received nothing"

@when("it breaks")
def breaks(context): int("x")

@when("it is pending")
def pending(context): raise PendingStepError("soon")

@when("the machine is slow")
def slow(context): raise InvalidError("the tolerance is 140 ms, above 100 ms nothing is judged")

@when("the environment gives way")
def gives_way(context): raise EnvironmentFaultError("the disk is full")

@when("the target dies")
def dies(context): raise RunStoppedError("the backend of target reference died")

@when("the target dies and Ben misses a message")
def dies_silently(context):
    context.record.stop("the backend of target reference died")
    assert False, "Ben received nothing"

@when("it never ends")
def never_ends(context): threading.Event().wait()

@when("its time is up")
def its_time_is_up(context): time_up()

@when("it swallows its time limit")
def swallows(context):
    try: time_up()
    except AssertionError: pass

@when("the user interrupts")
def interrupts(context): os.kill(os.getpid(), signal.SIGINT)

@when("the pipeline is cancelled")
def cancelled(context): os.kill(os.getpid(), signal.SIGTERM)

@when("the terminal is closed")
def closed(context): os.kill(os.getpid(), signal.SIGHUP)

@given("a noted process")
def noted(context):
    open(f"pid-{os.getpid()}", "w").close()

@when("the worker is killed")
def worker_killed(context):
    open(f"pid-{os.getpid()}", "w").close()
    os.kill(os.getpid(), signal.SIGKILL)

@when("the command is interrupted")
def command_interrupted(context):
    open(f"pid-{os.getpid()}", "w").close()
    os.kill(os.getppid(), signal.SIGINT)
    threading.Event().wait()

@when("the command is cancelled")
def command_cancelled(context):
    open(f"pid-{os.getpid()}", "w").close()
    os.kill(os.getppid(), signal.SIGTERM)
    threading.Event().wait()

@when("it exits")
def exits(context): sys.exit(0)

@given("a violation at the end")
def violation(context): context.at_the_end = [HOLDS, VIOLATED]

@given("an unknown at the end")
def unknown(context): context.at_the_end = [HOLDS, UNKNOWN]

@given("a promise kept")
def kept(context): context.at_the_end = [HOLDS]

@then("every promise held")
def held(context):
    verdicts = context.record.verdicts = context.at_the_end if "at_the_end" in context else []
    if any(one.outcome == "violated" for one in verdicts): raise ViolatedError(verdicts)
    if any(one.outcome == "unknown" for one in verdicts): raise UnknownError(verdicts)
"""

_OWN = (
    "LOCKSTEP_",
    "API_BASE_URL",
    "WEBSOCKET_URL",
    "TEST_TIMEOUT",
    "TEST_RETRY_COUNT",
    "CLEANUP_AFTER_TESTS",
    "CI",
    "NO_COLOR",
    "BEHAVE",
)
_ASIDE = re.compile(r"(?:not judged: |, |broken: )(\d+)")
_LAST = re.compile(r"acceptance: (\d+) passed, (\d+) failed, (\d+) skipped")


@dataclass
class Ran:
    """A run that is over."""

    code: int
    out: str
    err: str
    reports: Path

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @cached_property
    def summary(self) -> Any:
        return json.loads((self.reports / "summary.json").read_text("utf-8"))

    @cached_property
    def allure(self) -> list[Any]:
        found = [
            json.loads(path.read_text("utf-8")) for path in (self.reports / "allure-results").glob("*-result.json")
        ]
        return sorted(found, key=lambda one: (one["start"], one["name"]))

    @cached_property
    def cases(self) -> list[Xml.Element]:
        return [
            case for path in sorted((self.reports / "junit").glob("*.xml")) for case in elements(path, "testcase")
        ]

    @property
    def log(self) -> str:
        path = self.reports / "suite.log"
        return path.read_text("utf-8") if path.exists() else ""

    def totals(self) -> tuple[int, int, int]:
        """The numbers of the last line."""
        found = _LAST.fullmatch(self.lines[-1])
        assert found, self.out
        return int(found[1]), int(found[2]), int(found[3])

    def aside(self) -> int:
        """How many scenarios the line before the last one says were not judged or broke."""
        line = self.lines[-2]
        if not line.startswith(("not judged: ", "broken: ")):
            return 0
        return sum(map(int, _ASIDE.findall(line.partition("broken outside")[0])))

    def came_to(self, code: int, passed: int, failed: int, skipped: int = 0) -> None:
        """The exit code and the last lines are these, and every report says the same; `failed` are all that were
        executed and did not pass."""
        assert self.code == code, self.out + self.err
        assert "Traceback" not in self.out + self.err, self.out + self.err
        own = [one for one in self.allure if one["fullName"].startswith("the run: ")]
        shown = [one["status"] for one in self.allure if one not in own]
        assert self.totals() == (passed, shown.count("failed"), skipped), self.out
        assert self.aside() == shown.count("broken"), self.out
        assert shown.count("passed") == passed
        assert shown.count("failed") + shown.count("broken") == failed
        assert shown.count("skipped") == skipped
        assert {one["status"] for one in own} <= {"broken"}
        assert self.summary["exit_code"] == code
        assert len(self.summary["problems"]) == len(own)
        tags = [child.tag for case in self.cases for child in case if child.tag != "system-out"]
        assert len(self.cases) == len(self.allure)
        assert tags.count("failure") == shown.count("failed")
        assert tags.count("error") == shown.count("broken") + len(own)
        assert tags.count("skipped") == skipped
        kinds = {child.get("type") for case in self.cases for child in case if child.tag in {"failure", "error"}}
        assert kinds <= {1: {"failed", "error", "unknown", "invalid"}, 3: {"unknown", "invalid"}}.get(code, kinds)
        assert {0: not kinds, 1: "failed" in kinds, 2: "failed" not in kinds, 3: bool(kinds)}[code] or self.stopped
        assert code != 2 or "error" in kinds

    @property
    def stopped(self) -> bool:
        return bool(self.summary["stopped"])


class Project:
    """The folder, and what stands in it."""

    def __init__(self, root: Path, runner: str = BARE) -> None:
        self.root = root
        (root / "features" / "steps").mkdir(parents=True)
        (root / "behave.ini").write_text(CONFIG.format(runner=runner), "utf-8")
        (root / "features" / "steps" / "steps.py").write_text(STEPS, "utf-8")

    def feature(self, text: str, name: str = "a.feature") -> None:
        path = self.root / "features" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def scenarios(self, *bodies: str) -> None:
        """A feature with one scenario per body, a body being its steps or, after a line of tags, those too."""
        parts = ["Feature: A\n"]
        for number, body in enumerate(bodies, start=1):
            tags, _, steps = body.rpartition("|")
            parts.append(
                f"  {tags}\n  Scenario: number {number}\n" + "".join(f"    {one}\n" for one in steps.split(";"))
            )
        self.feature("\n".join(parts))

    def hooks(self, text: str) -> None:
        (self.root / "features" / "environment.py").write_text(text, "utf-8")

    def run(self, *args: str, **env: str) -> Ran:
        """Run behave in this project, with none of the suite's own environment variables but `env`."""
        out, err = self.root / "stdout.txt", self.root / "stderr.txt"
        code = behave(self.root, args, environment() | env, out, err)
        return Ran(code, out.read_text("utf-8"), err.read_text("utf-8"), self.root / "reports")

    def run_command(self, *command: str, **env: str) -> Ran:
        """The same as a command of its own, in a new interpreter."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=environment() | env,
            capture_output=True,
            encoding=env.get("PYTHONIOENCODING", "utf-8"),
            check=False,
            timeout=500,
        )
        return Ran(done.returncode, done.stdout, done.stderr, self.root / "reports")


def environment() -> dict[str, str]:
    """The environment without what would set the suite; tests can be imported in it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_OWN)}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


def elements(path: Path, tag: str) -> list[Xml.Element]:
    """The elements of an XML file that the suite itself wrote."""
    parser = Xml.XMLPullParser(["end"])
    parser.feed(path.read_bytes())
    return [element for _, element in parser.read_events() if element.tag == tag]
