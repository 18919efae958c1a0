"""Two step definitions that match the same text: one sentence that names both."""

import re
import traceback
from pathlib import Path

from behave.step_registry import AmbiguousStep

from lockstep.reporting.places import relative

_SAID = re.compile(
    r"@(?P<new_kind>\w+)\((?P<new>.*)\) has already been defined in\s+existing step"
    r" @(?P<kind>\w+)\((?P<text>.*)\) at (?P<file>.*):(?P<line>\d+)",
    re.DOTALL,
)


def ambiguity(error: AmbiguousStep, root: Path) -> str:
    """Both places and both texts; the new one is at the place in the step file being read."""
    said = _SAID.search(str(error))
    reading = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name == "<module>"]
    if said is None or not reading:
        return str(error)
    new, old = f"{relative(reading[-1].filename, root)}:{reading[-1].lineno}", said
    return (
        f"the step {said['new']} ({new}) is ambiguous: {old['text']}"
        f" ({relative(old['file'], root)}:{old['line']}) matches the same text; change one of the two"
    )
