"""Feature files read in this process, where a test is not about the process that reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lockstep.management.catalogue import features, incoming
from lockstep.running.definitions.feature_reader import read_here
from lockstep.running.selection.feature_index import Reading, read

UNDEFINED = "nobody wrote this step"


@contextmanager
def quick_reading() -> Iterator[None]:
    """Only where a step says `UNDEFINED` a process is begun, for steps cannot be loaded twice in one."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (features, incoming):
            patch.setattr(module, "read", _read)
        yield


def _read(root: Path, *, steps: bool, limit_s: float) -> Reading:
    reading = read_here(root, steps=False)
    if steps and any(UNDEFINED in one.gherkin for one in reading.scenarios):
        return read(root, steps=True, limit_s=limit_s)
    return reading
