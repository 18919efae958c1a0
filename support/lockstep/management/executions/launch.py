"""Runs one execution: behave on exactly one scenario, with the permitted settings of the execution.

The run writes into the execution's folder and stores its record in the service's database; the address of the
database and every value with a secret are passed in the environment, as anybody on the machine may read a command
line. Retries and the time limit of each attempt are those of the execution; the executor limits the whole. The
scenario's place is looked up when its turn comes.
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
    """The place of a scenario: "FILE:LINE", the folder it is relative to, and the resource that tells it from others
    of the same line."""

    place: str
    folder: Path
    resource: str = ""


Find = Callable[[Execution, Path], Where | None]
"""Looks up the place of an execution's scenario, or None if it no longer exists. An added scenario may be
written into the named folder."""


class Behave:
    """Launches executions."""

    def __init__(self, find: Find, database: str, own: Mapping[str, str]) -> None:
        """`database` is the address of the service's database; `own` are the service's settings, as an environment:
        an execution's parameters override them."""
        self._find, self._database, self._own = find, database, own

    def __call__(self, execution: Execution, parameters: Mapping[str, str], folder: Path) -> Launch:
        """The command that runs this execution into this folder. Raises NotRunnableError."""
        if withheld(parameters):
            raise NotRunnableError(
                "a parameter with a secret was not kept when the service ended: execute the scenario again"
            )
        where = self._find(execution, folder / PROJECT)
        if where is None:
            raise NotRunnableError(f"the scenario {execution.scenario_id} was removed before its turn came")
        only = (f"resource={where.resource}",) if where.resource else ()
        own = (
            *only,
            f"test_timeout={execution.timeout}",
            f"test_retry_count={execution.retry_count}",
            f"reports={folder}",
        )
        defines = [*in_command(parameters), *(part for one in own for part in ("-D", one))]
        command = [sys.executable, "-m", "behave", where.place, *defines]
        environ = {**os.environ, **self._own, env_name("database"): self._database, **in_environment(parameters)}
        return Launch(command, environ, where.folder)
