"""Answers the questions of an adapter, as people do in an editor."""

import ast
from collections.abc import Sequence

from lockstep.targets.questions import Question


def asked_in(text: str) -> list[ast.Call]:
    """The questions in the order of the text."""
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    return sorted((one for one in calls if _asks(one)), key=lambda one: (one.lineno, one.col_offset))


def replaced(text: str, answers: Sequence[str]) -> str:
    """The text with each question replaced by its answer, which is Python. Raises ValueError for another number of
    answers."""
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for call, answer in reversed([*zip(asked_in(text), answers, strict=True)]):
        first = starts[call.lineno - 1] + call.col_offset
        last = starts[(call.end_lineno or 0) - 1] + (call.end_col_offset or 0)
        data = data[:first] + answer.encode() + data[last:]
    return data.decode()


def _asks(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == Question.__name__
