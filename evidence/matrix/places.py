"""Where each scenario of the tree stands, by its id: results of another commit keep their row when lines move.

The features of the service stand apart: no plant and no mutant of the backend touches them, and their own mistakes
are in `evidence/mutants/service`.
"""

from pathlib import Path
from typing import NamedTuple

from behave.model import ScenarioOutline
from behave.runner_util import parse_features
from lockstep.running.selection.scenario_id import scenario_id

_SERVICE = "management"


class Place(NamedTuple):
    """A scenario, or the outline that it is a row of: its feature's file, where it begins, and what it is called."""

    file: str
    line: int
    title: str


def places(root: Path) -> dict[str, Place]:
    """All scenarios of the features under `root` but those of the service, by id. Raises ParserError for what is not
    Gherkin."""
    found: dict[str, Place] = {}
    paths = (path for path in (root / "features").rglob("*.feature") if path.parent.name != _SERVICE)
    for feature in parse_features(sorted(map(str, paths))):
        for one in feature.walk_scenarios():
            whole = one.parent if isinstance(one.parent, ScenarioOutline) else one
            file = Path(str(one.filename)).resolve().relative_to(root.resolve()).as_posix()
            found[scenario_id(one, root)] = Place(file, whole.line, str(whole.name))
    return found
