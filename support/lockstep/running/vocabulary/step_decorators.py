"""behave's step decorators and context with their types, which behave 1.3 itself does not declare.

Step modules import `given`, `when`, `then` and `Context` from here. A context holds what the hooks put into it.
A definition whose placeholders do not match its function's parameters is rejected as steps are loaded (TypeError).
"""

import functools
import inspect
import string
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import behave
from behave.matchers import ParseMatcher, get_step_matcher_factory
from behave.model import Scenario, Step
from behave.runner import the_step_registry

from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.scene.scene import Scene
from lockstep.running.scene.suite import Suite
from lockstep.settings import Settings
from lockstep.targets.declarations import NotPromisedError

F = TypeVar("F", bound=Callable[..., None])


class Context(Protocol):
    """What hooks and steps find. The runner gives settings, record, scenario and `say` (a line on the console) and
    worker (its number where scenarios run side by side, else 0);
    behave the text or table below a step."""

    settings: Settings
    features_folder: Path
    record: ScenarioRecord
    scenario: Scenario
    say: Callable[[str], None]
    suite: Suite
    scene: Scene
    step_type: str
    current_step: Step
    text: str
    table: Iterable[Mapping[str, str]]
    worker: int

    def __contains__(self, name: str) -> bool: ...


def given(text: str) -> Callable[[F], F]:
    """The definition of a step that describes a scenario's starting point."""
    return _define("given", text)


def when(text: str) -> Callable[[F], F]:
    """The definition of a step that is an act."""
    return _define("when", text)


def then(text: str) -> Callable[[F], F]:
    """The definition of a step that is a promise."""
    return _define("then", text)


def _define(kind: str, text: str) -> Callable[[F], F]:
    """The text is a pattern of `parse`, whatever `use_step_matcher` says in the file that loads it."""

    def defined(function: F) -> F:
        _match(text, function)
        factory = get_step_matcher_factory()
        before, factory._current_matcher = factory._current_matcher, ParseMatcher
        try:
            the_step_registry.add_step_definition(kind, text, _skipping(function))
        finally:
            factory._current_matcher = before
        return function

    return defined


_made: dict[Callable[..., None], Callable[..., None]] = {}


def _skipping(function: F) -> F:
    """The step, which skips its scenario where it asks for something that the target does not promise; the same for
    every text of one function."""
    if function not in _made:
        _made[function] = _wrapped(function)
    return cast("F", _made[function])


def _wrapped(function: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(function)
    def step(context: Context, *args: Any, **kwargs: Any) -> None:
        try:
            function(context, *args, **kwargs)
        except NotPromisedError as error:
            context.scenario.skip(str(error))

    return step


def _match(text: str, function: Callable[..., None]) -> None:
    """Without this check a step defined on the wrong function would break only when a scenario reaches it."""
    said = {field: None for _, field, _, _ in string.Formatter().parse(text) if field}
    try:
        inspect.signature(function).bind(None, **said)
    except TypeError as error:
        raise TypeError(f'the step "{text}" does not fit {function.__name__}(): {error}') from None


register_type = cast("Callable[..., None]", behave.register_type)
