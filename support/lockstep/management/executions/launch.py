"""How one execution is run: behave on exactly one scenario, with the settings that the execution may have.

The run writes below the execution's own folder and keeps its record in the service's database; the address of that
and whatever has a secret in it go by the environment, for everybody on the machine may read a command. Retries and
the time limit of each attempt are those of the execution; how long the whole may take is for the executor. Where the
scenario stands is asked anew when its turn comes.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from lockstep.management.executions.child import Launch
from lockstep.management.executions.executor import NotRunnableError
from lockstep.management.executions.parameters import in_command, in_environment, withheld
from lockstep.management.executions.records import Execution
from lockstep.settings.model import env_name

PROJECT = "project"


class Where(NamedTuple):
    """Where a scenario stands: "FILE:LINE", from the folder in which behave takes it so."""

    place: str
    folder: Path


Find = Callable[[Execution, Path], Where | None]
"""Where an execution's scenario stands, or None where it is gone. One of no project's own may be put into the folder
that is named."""


class Behave:
    """Launches executions."""

    def __init__(self, find: Find, database: str, own: Mapping[str, str]) -> None:
        """`database` is the address of the service's database; `own` are the service's own settings, as an
        environment: an execution's parameters stand over them."""
        self._find, self._database, self._own = find, database, own

    def __call__(self, execution: Execution, parameters: Mapping[str, str], folder: Path) -> Launch:
        """How to run this one into this folder. Raises NotRunnableError."""
        if withheld(parameters):
            raise NotRunnableError(
                "a parameter with a secret in it was not kept when the service ended: execute the scenario again"
            )
        where = self._find(execution, folder / PROJECT)
        if where is None:
            raise NotRunnableError(f"the scenario {execution.scenario_id} was removed before its turn came")
        own = (f"test_timeout={execution.timeout}", f"test_retry_count={execution.retry_count}", f"reports={folder}")
        defines = [*in_command(parameters), *(part for one in own for part in ("-D", one))]
        command = [sys.executable, "-m", "behave", where.place, *defines]
        environ = {**os.environ, **self._own, env_name("database"): self._database, **in_environment(parameters)}
        return Launch(command, environ, where.folder)
