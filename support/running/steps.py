"""behave's step decorators and context with their types, which behave 1.3 itself does not tell.

Step modules import `given`, `when`, `then` and `Context` from here. A context holds what the hooks put into it.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar, cast

import behave
from behave.model import Scenario

from support.running.record import ScenarioRecord
from support.running.scene import Scene
from support.running.suite import Suite
from support.settings import Settings

F = TypeVar("F", bound=Callable[..., None])


class Context(Protocol):
    """What hooks and steps find. The runner gives settings, record, scenario and `say` (a line on the console)."""

    settings: Settings
    record: ScenarioRecord
    scenario: Scenario
    say: Callable[[str], None]
    suite: Suite
    scene: Scene
    step_type: str

    def __contains__(self, name: str) -> bool: ...


class _Decorator(Protocol):
    def __call__(self, text: str) -> Callable[[F], F]: ...


given = cast("_Decorator", behave.given)
when = cast("_Decorator", behave.when)
then = cast("_Decorator", behave.then)
register_type = cast("Callable[..., None]", behave.register_type)
