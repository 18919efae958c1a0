"""Questions: values that an adapter's file leaves open, until somebody answers them in their place.

`lockstep init --openapi` writes them where the document does not say enough:

    no_op=Question("Is a change that changes nothing announced? SILENT, ANNOUNCED, or remove the line"),

Python accepts the file; `lockstep target check` lists the questions with their lines, and no run begins while there
are any. They are found in the text of the file, so they need not be reached, and a class of the adapter's own that is
called Question is none of them.
"""

import ast
from pathlib import Path
from typing import NamedTuple

_MODULE, _NAME = "lockstep.targets.questions", "Question"


class Question(str):
    """What is to be told here, as a sentence; the answer replaces the whole call."""

    __slots__ = ()


class Open(NamedTuple):
    """A question in a file: its line, and what it asks."""

    line: int
    text: str


def questions_in(path: Path) -> list[Open]:
    """The questions of a file in the order of their lines; none where it is missing or no Python, which its import
    tells."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return []
    names = _names(tree)
    found = [
        Open(node.lineno, _text(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
    ]
    return sorted(found)


def _names(tree: ast.Module) -> set[str]:
    """What the file calls the class of this module."""
    parent, _, own = _MODULE.rpartition(".")
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {f"{one.asname or one.name}.{_NAME}" for one in node.names if one.name == _MODULE}
        elif isinstance(node, ast.ImportFrom) and node.module == _MODULE:
            found |= {one.asname or one.name for one in node.names if one.name == _NAME}
        elif isinstance(node, ast.ImportFrom) and node.module == parent:
            found |= {f"{one.asname or one.name}.{_NAME}" for one in node.names if one.name == own}
    return found


def _text(call: ast.Call) -> str:
    if not call.args:
        return "a question without a text"
    (first, *_) = call.args
    told = first.value if isinstance(first, ast.Constant) else ast.unparse(first)
    return " ".join(str(told).split())
