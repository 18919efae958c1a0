"""A failure on the console: at most 15 lines for a scenario that did not pass, including its line of progress.

Feature and rule, the step that failed with its place, the message or witness wrapped to 100 columns, further
problems in four lines together, the cause, the plant of the run, the trace page or else the history's file, and the
command that repeats it, never wrapped, so that it can be pasted. Lines that do not fit are counted and are in
`failures.txt`, which is named.
"""

import textwrap
from pathlib import Path

from lockstep.reporting.causes import cause_line
from lockstep.reporting.folders import Folders
from lockstep.reporting.repeat import repeat_command
from lockstep.reporting.results import Problem, RunResult, ScenarioResult, said

WIDTH = 100
LINES = 14
ALSO = 2
ASIDE = 4
INDENT = "      "

_WIDTH = WIDTH - len(INDENT)


def failure_lines(run: RunResult, one: ScenarioResult) -> list[str]:
    """The lines below the line of progress, at most `LINES`, indented."""
    first, *others = one.problems
    head = [f"Feature: {one.feature}", *([f"Rule: {one.rule}"] if one.rule else [])]
    tail = [cause_line(one.cause)] if one.cause else []
    tail += [f"plant: {run.plant}"] if run.plant else []
    tail += [f"trace:   {one.trace}"] if one.trace else [f"history: {one.history}"] if one.history else []
    tail.append(f"repeat:  {repeat_command(run, one)}")
    each = ASIDE // max(1, len(others[:ALSO]))
    also = [line for other in others[:ALSO] for line in _aside(other, each)]
    if len(others) > ALSO:
        also.append(f"and {len(others) - ALSO} more in {in_full(run)}")
    message = _cut(first.message, LINES - len(head) - len(tail) - len(also) - 1, in_full(run))
    return [f"{INDENT}{line}" for line in (*map(_short, head), _where(first), *message, *also, *tail)]


def in_full(run: RunResult) -> str:
    """The file that holds every failure of the run in full."""
    return Folders(Path(run.reports)).failures.as_posix()


def wrapped(text: str, width: int = _WIDTH) -> list[str]:
    """The text in lines of at most `width`, with its own line breaks kept and a hanging indent."""
    lines: list[str] = []
    for line in text.splitlines():
        lead = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(line, width, subsequent_indent=f"{lead}  ", break_on_hyphens=False) or [""]
    return lines


def _cut(text: str, room: int, file: str) -> list[str]:
    lines = wrapped(text)
    if len(lines) <= room:
        return lines
    return [*lines[: room - 1], f"... {len(lines) - room + 1} more lines in {file}"]


def _aside(problem: Problem, lines: int) -> list[str]:
    """A further problem in at most this many lines."""
    flat = f"also {said(problem.status)}: {problem.where}: {problem.message}"
    return wrapped(textwrap.shorten(flat, lines * (_WIDTH - 10), placeholder=" ..."))[:lines]


def _where(problem: Problem) -> str:
    """The problem's place on one line; a long one is shortened, but keeps its file and line."""
    what, bracket, place = problem.where.rpartition(" (")
    if not bracket:
        return _short(problem.where)
    return f"{textwrap.shorten(what, max(5, _WIDTH - len(place) - 2), placeholder=' ...')} ({place}"


def _short(line: str) -> str:
    return textwrap.shorten(line, _WIDTH, placeholder=" ...")
