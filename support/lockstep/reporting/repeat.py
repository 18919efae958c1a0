"""The command that repeats one scenario of a run: called as the run was, with the scenario's place, the seed, the
settings given with `-D`, and the resource of an example row that is written for each.

It can be pasted into a shell in the project's root. A value that the settings treat as secret stays hidden: the
command shows `[redacted]` in its place.
"""

import shlex

from lockstep.masking import MASK
from lockstep.reporting.results import RunResult, ScenarioResult


def repeat_command(run: RunResult, one: ScenarioResult) -> str:
    """The command for one scenario, quoted for a POSIX shell."""
    defines = dict(run.defines)
    if run.seed is not None:
        defines["seed"] = str(run.seed)
    if resource := one.row.get("resource"):
        defines["resource"] = resource
    words = [*run.command, one.place]
    for key, value in defines.items():
        shown = run.settings.get(key, value)
        held_back = isinstance(shown, str) and MASK in shown
        words += ["-D", f"{key}={shown if held_back else value}"]
    return shlex.join(words)
