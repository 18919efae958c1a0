"""Masks what behave keeps about a step's failure before any formatter writes it: the first formatter of a run.

The suite's own reports use results, which are already masked; behave's formatters read the step itself.
"""

from collections.abc import Callable
from typing import Any

from behave.formatter.base import Formatter, StreamOpener
from behave.model import Step


class MaskedSteps(Formatter):
    """Writes nothing."""

    name: Any = "masked steps"  # Any: behave's base class has None here

    def __init__(self, config: Any, mask: Callable[[str], str]) -> None:
        """`mask` removes secrets from a text."""
        super().__init__(StreamOpener("masked steps"), config)  # type: ignore[no-untyped-call] # behave has no types
        self._mask = mask

    def result(self, step: Step) -> None:
        """A step is over."""
        if step.error_message:
            step.error_message = self._mask(step.error_message)
