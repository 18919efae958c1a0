"""How this process was called, so that it can show users a command of the same form.

A script that calls a command for a user names itself in the environment variable `LOCKSTEP_COMMAND`, which is then
removed, since child processes are not called by that script. Otherwise it is `lockstep run`, `behave`, or `python -m`
with either, and the program as given: by its name if the shell finds it, relative to the working folder if it is
located there.
"""

import shutil
from collections.abc import MutableMapping, Sequence
from pathlib import Path

VARIABLE = "LOCKSTEP_COMMAND"
USUAL = ("behave",)
_RUNS: dict[str, tuple[str, ...]] = {"behave": (), "lockstep": ("run",)}
"""The programs that run scenarios, and the words that each takes before its options."""


def invocation(environ: MutableMapping[str, str], argv: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """The words before all options. `argv` and `given` are those of `sys`: `argv` and `orig_argv`."""
    script = environ.pop(VARIABLE, "")
    if script:
        return (script,)
    at = given.index("-m") if "-m" in given else len(given)
    module = given[at + 1] if at + 1 < len(given) else ""
    if module in _RUNS:
        return (_typed(given[0]), *given[1 : at + 2], *_RUNS[module])
    program = Path(argv[0]).name
    return (_typed(argv[0]), *_RUNS[program]) if program in _RUNS else USUAL


def _typed(program: str) -> str:
    path = Path(program)
    found = shutil.which(path.name)
    if found is not None and Path(found).absolute() == path.absolute():
        return path.name
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else program
