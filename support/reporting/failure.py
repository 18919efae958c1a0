"""What the console says of a scenario that did not pass: at most 15 lines, its line of progress included.

Feature and rule, the step that failed with its place, the message or witness wrapped to 100 columns, further
problems in a line or two each, the history's file, and the command that repeats it, never wrapped, so that it can be
pasted. What does not fit is counted and stands in the reports.
"""

import textwrap

from support.reporting.repeat import repeat_command
from support.reporting.results import Problem, RunResult, ScenarioResult

WIDTH = 100
LINES = 14
ALSO = 2
INDENT = "      "


def failure_lines(run: RunResult, one: ScenarioResult) -> list[str]:
    """The lines below the line of progress, at most `LINES`, indented."""
    head = [f"Feature: {one.feature}", *([f"Rule: {one.rule}"] if one.rule else [])]
    tail = [f"history: {one.history}"] if one.history else []
    tail.append(f"repeat:  {repeat_command(run, one)}")
    first, *others = one.problems
    also = [line for other in others[:ALSO] for line in _aside(other)]
    if len(others) > ALSO:
        also.append(f"and {len(others) - ALSO} more, in the report")
    message = _cut(first.message, LINES - len(head) - len(tail) - len(also) - 1)
    return [f"{INDENT}{line}" for line in (*map(_short, (*head, first.where)), *message, *also, *tail)]


def wrapped(text: str, width: int = WIDTH - len(INDENT)) -> list[str]:
    """The text in lines of at most `width`, with its own line breaks kept and a hanging indent."""
    lines: list[str] = []
    for line in text.splitlines():
        lead = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(line, width, subsequent_indent=f"{lead}  ", break_on_hyphens=False) or [""]
    return lines


def _cut(text: str, room: int) -> list[str]:
    lines = wrapped(text)
    if len(lines) <= room:
        return lines
    return [*lines[: room - 1], f"... {len(lines) - room + 1} more lines, in the report"]


def _aside(problem: Problem) -> list[str]:
    """A further problem in at most two lines."""
    flat = " ".join(f"also {problem.status}: {problem.where}: {problem.message}".split())
    return wrapped(textwrap.shorten(flat, 2 * (WIDTH - len(INDENT)) - 20, placeholder=" ..."))


def _short(line: str) -> str:
    return textwrap.shorten(line, WIDTH - len(INDENT), placeholder=" ...")
