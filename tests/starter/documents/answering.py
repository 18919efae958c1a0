"""Answers the questions of an adapter, as people would in an editor."""

import ast
from collections.abc import Mapping

from lockstep.targets.questions import Question


def answered(text: str, answers: Mapping[str, str]) -> str:
    """The text with each question replaced by the answer whose key is in it; an answer of nothing removes the whole
    argument. Raises LookupError for a question without one."""
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    calls = [one for one in ast.walk(ast.parse(data)) if _asks(one)]
    for call in sorted(calls, key=lambda one: one.lineno, reverse=True):  # type: ignore[attr-defined]
        assert isinstance(call, ast.Call)
        (asked,) = call.args
        assert isinstance(asked, ast.Constant)
        found = [answer for part, answer in answers.items() if part in str(asked.value)]
        if not found:
            raise LookupError(f"no answer to {asked.value}")
        first = starts[call.lineno - 1] + call.col_offset
        last = starts[(call.end_lineno or 0) - 1] + (call.end_col_offset or 0)
        if not found[0]:
            first = starts[call.lineno - 1]
            last = data.index(b"\n", last) + 1
        data = data[:first] + found[0].encode() + data[last:]
    return data.decode()


def _asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Question.__name__
