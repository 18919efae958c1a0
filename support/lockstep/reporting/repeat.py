"""The command that repeats one scenario of a run: in the form in which the run was called, with the scenario's place,
the seed, and what was given with `-D`.

It is made to be pasted into a shell in the project's root. A value that the settings hold back as secret stays held
back: the command then shows `[redacted]` where it belongs.
"""

import shlex

from lockstep.masking import MASK
from lockstep.reporting.results import RunResult, ScenarioResult


def repeat_command(run: RunResult, one: ScenarioResult) -> str:
    """The command for one scenario, quoted for a POSIX shell."""
    defines = dict(run.defines)
    if run.seed is not None:
        defines["seed"] = str(run.seed)
    words = [*run.command, f"{one.file}:{one.line}"]
    for key, value in defines.items():
        shown = run.settings.get(key, value)
        held_back = isinstance(shown, str) and MASK in shown
        words += ["-D", f"{key}={shown if held_back else value}"]
    return shlex.join(words)
