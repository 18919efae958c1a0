"""The guard of step arguments: a doc string or table that the step's definition does not take is rejected.

A definition takes a doc string or table if its function reads `context.text` or `context.table`, itself or in a
function of the same file to which it passes the context. If the reading is done elsewhere, the definition declares
it:

    @takes("table")
    @when("these people post")
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

from behave.model import Feature
from behave.runner import the_step_registry

from lockstep.reporting.places import relative

Below = Literal["text", "table"]
NAMES: dict[Below, str] = {"text": "doc string", "table": "table"}

F = TypeVar("F", bound=Callable[..., Any])
_DECLARED = "_lockstep_takes"


def takes(*below: Below) -> Callable[[F], F]:
    """Declare what a step function takes below its step, regardless of its code."""

    def declared(function: F) -> F:
        setattr(function, _DECLARED, frozenset(below))
        return function

    return declared


def taken(function: Callable[..., Any]) -> frozenset[Below]:
    """What a step function takes: as declared, else according to how it reads its first parameter."""
    declared: frozenset[Below] | None = getattr(function, _DECLARED, None)
    return frozenset(_read(inspect.unwrap(function), 0, set())) if declared is None else declared


def unread_arguments(features: Iterable[Feature], root: Path) -> list[str]:
    """A sentence for each doc string or table below a step whose definition takes none; undefined steps are
    ignored."""
    told: dict[str, None] = {}
    for step in (step for one in features for scenario in one.walk_scenarios() for step in scenario.all_steps):
        there: list[Below] = [name for name in NAMES if getattr(step, name) is not None]
        match = the_step_registry.find_match(step) if there else None
        if match is None:
            continue
        for name in there:
            if name not in taken(match.func):
                definition = f"{relative(match.location.filename, root)}:{match.location.line}"
                sentence = (
                    f'{relative(step.filename, root)}:{step.line}: the {NAMES[name]} below "{step.name}" is read by'
                    f" nobody: its definition at {definition} takes none; remove it, or read context.{name} there"
                )
                told[sentence] = None
    return list(told)


def _read(function: Any, position: int, seen: set[Any]) -> Iterator[Below]:
    """The parts that a function reads of the context, its parameter at this position."""
    tree = _tree(function)
    if function in seen or tree is None or position >= len(tree.args.args):
        return
    seen.add(function)
    context = tree.args.args[position].arg
    for node in ast.walk(tree):
        match node:
            case (
                ast.Attribute(value=ast.Name(id=name), attr="text" | "table" as attribute)
                | ast.Call(
                    func=ast.Name(id="getattr"),
                    args=[ast.Name(id=name), ast.Constant(value="text" | "table" as attribute), *_],
                )
            ) if name == context:
                yield "text" if attribute == "text" else "table"
            case ast.Call(func=ast.Name(id=called), args=given):
                places = [at for at, one in enumerate(given) if isinstance(one, ast.Name) and one.id == context]
                for at in places:
                    yield from _read(function.__globals__.get(called), at, seen)
            case _:
                pass


def _tree(function: Any) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The source of the function; None if it is not available."""
    if not inspect.isfunction(function):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError):
        return None
    return tree if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef) else None
