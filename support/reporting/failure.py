"""What the console says of a scenario that did not pass: at most 15 lines, its line of progress included.

Feature and rule, the step that failed with its place, the message or witness wrapped to 100 columns, further
problems in a line each, the history's file, and the command that repeats it, never wrapped, so that it can be
pasted. What does not fit is counted and stands in the reports.
"""

import textwrap

from support.reporting.repeat import repeat_command
from support.reporting.results import Problem, RunResult, ScenarioResult

WIDTH = 100
LINES = 14
INDENT = "      "


def failure_lines(run: RunResult, one: ScenarioResult) -> list[str]:
    """The lines below the line of progress, at most `LINES`, indented."""
    head = [f"Feature: {one.feature}", *([f"Rule: {one.rule}"] if one.rule else [])]
    tail = [f"history: {one.history}"] if one.history else []
    tail.append(f"repeat:  {repeat_command(run, one)}")
    first, *others = one.problems
    also = [_cut(f"also {other.status}: {_flat(other)}", 1)[0] for other in others[:2]]
    if len(others) > len(also):
        also.append(f"and {len(others) - len(also)} more problems, in the report")
    room = LINES - len(head) - len(tail) - len(also) - 1
    message = _cut(first.message, room)
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
    if room == 1:
        return [_short(lines[0], ending=" ...")]
    return [*lines[: room - 1], f"... {len(lines) - room + 1} more lines, in the report"]


def _flat(problem: Problem) -> str:
    return f"{problem.where}: {' '.join(problem.message.split())}"


def _short(line: str, ending: str = "") -> str:
    width = WIDTH - len(INDENT)
    return textwrap.shorten(line, width, placeholder=" ...") if len(line + ending) > width else line + ending
