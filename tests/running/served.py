"""`python -m behave` without paying for its imports each time: forked from a server that has done them.

What runs is the same module as `__main__`, in a process, folder and environment of its own, from a state in which
nothing but imports has happened.
"""

import multiprocessing
import os
import runpy
import sys
from pathlib import Path

PRELOADED = (
    "__main__",
    "behave.runner",
    "lockstep.running.runner",
    "lockstep.reporting.console.formatter",
    "behave.formatter.plain",
)
TIMEOUT_S = 500


def behave(folder: Path, args: tuple[str, ...], env: dict[str, str], out: Path, err: Path) -> int:
    """Run behave in a folder with exactly this environment; its output goes to two files. Returns the exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    process = context.Process(target=_run, args=(folder, args, env, out, err))
    process.start()
    process.join(TIMEOUT_S)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError(f"behave {' '.join(args)} ran for more than {TIMEOUT_S} s:\n{out.read_text('utf-8')}")
    return process.exitcode


def _run(folder: Path, args: tuple[str, ...], env: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["behave", *args]
    sys.path.insert(0, str(folder))  # as `python -m` does
    runpy.run_module("behave", run_name="__main__", alter_sys=True)
