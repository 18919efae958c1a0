"""A run of real behave that is killed with -9 in the middle, and read back."""

import sys
from pathlib import Path

from lockstep.reporting.runs.run_history import listed, told_runs
from lockstep.store import Store

from tests.running.project import Project

HOOKS = """
import os, signal

def before_scenario(context, scenario):
    if scenario.name == "number 2":
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_leaves_what_it_had_come_to_and_the_next_run_marks_it(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.scenarios("Given nothing", "Given nothing", "Given nothing")
    project.hooks(HOOKS)
    killed = project.run_command(sys.executable, "-m", "behave")
    assert killed.code == -9
    with Store(f"sqlite:///{tmp_path}/reports/lockstep.db", make=False) as store:
        (run,) = store.runs()
        assert (run.state, run.exit_code, run.passed, run.failed) == ("interrupted", None, 1, 0)
        assert [one.title for one in store.attempts(run_id=run.id)] == ["number 1"]
        assert " interrupted " in told_runs(listed(store, 5))
        project.hooks("")
        project.run_command(sys.executable, "-m", "behave").came_to(0, 3, 0)
        assert [(one.state, one.passed) for one in store.runs()] == [("ended", 3), ("interrupted", 1)]
