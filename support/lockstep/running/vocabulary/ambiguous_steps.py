"""Two step definitions that match one text: refused as steps are loaded, in one sentence that names both places."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from behave.step_registry import AmbiguousStep

from lockstep.reporting.places import relative
from lockstep.running.errors import SuiteFaultError

_TOLD = re.compile(
    r"(?P<new>@.*) has already been defined in\s+existing step (?P<old>@.*) at (?P<file>.*):(?P<line>\d+)"
)
_DECORATORS = ("step_decorators.py", "ambiguous_steps.py", "packs.py")


@contextmanager
def unambiguous(root: Path) -> Iterator[None]:
    """Load steps in here; places are told from `root`. Raises SuiteFaultError for an ambiguous one."""
    try:
        yield
    except AmbiguousStep as error:
        raise SuiteFaultError(_sentence(error, root)) from error


def _sentence(error: AmbiguousStep, root: Path) -> str:
    told = _TOLD.search(str(error))
    if told is None:
        return f"two step definitions match one text: {error}"
    existing = f"{relative(told['file'], root)}:{told['line']}"
    return (
        f"{_defined_at(error, root)}: {told['new']} is ambiguous, for {told['old']} at {existing} matches it too:"
        " change the words of one of them"
    )


def _defined_at(error: AmbiguousStep, root: Path) -> str:
    """The step file whose line was being executed."""
    places = [
        f"{relative(frame.filename, root)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "behave" not in Path(frame.filename).parent.parts and Path(frame.filename).name not in _DECORATORS
    ]
    return places[-1] if places else "a step file"
