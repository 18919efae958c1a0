"""A project with the suite's own hooks and steps, run by real behave against the real reference backend."""

from pathlib import Path

import pytest

from tests.running.project import WHOLE, Project

STEPS = """
import lockstep.steps.chat
from lockstep.steps import Context, given, then, when
"""

TALK = """
Given Ana and Ben are in the chatroom "design";
And Zoe works for another company;
When Ana posts 3 messages over the API;
Then Ben receives the 3 messages once each, in order, within the delivery budget
"""


class Real(Project):
    """Its features, the suite's hooks and steps, and whatever a test adds."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, WHOLE)
        self.hooks("import lockstep.running.environment\n")
        self.steps("")

    def steps(self, more: str) -> None:
        """Add step definitions to those of the suite."""
        (self.root / "features" / "steps" / "steps.py").write_text(STEPS + more, "utf-8")

    def talk(self, *more: str) -> None:
        """Scenarios: three messages from Ana to Ben, Zoe outside; or what is given, steps with semicolons."""
        self.scenarios(*[one.strip().replace("\n", "") for one in (more or (TALK,))])


@pytest.fixture
def real(tmp_path: Path) -> Real:
    """The project."""
    return Real(tmp_path)
