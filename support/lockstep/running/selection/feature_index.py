"""The contents of feature files as plain data, for callers that must not depend on behave.

`read` obtains them from a separate process (`python -m lockstep.running.definitions.feature_reader`), so that Gherkin
from any source is parsed where it can neither hang nor break anything. Errors: ReadingError, one sentence.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, or one example row of an outline. `name` is as written, `title` as displayed; `tags` include
    those of its feature and rule; `path` is relative to the project's root; `gherkin` is a feature with only this
    scenario; `promises` are its Then steps; `resource` is the one of a row that is written for each; `chat` says, if
    steps were read, that it is about chatrooms and messages."""

    id: str
    path: str
    line: int
    feature: str
    rule: str
    name: str
    title: str
    tags: tuple[str, ...]
    description: str
    gherkin: str
    promises: tuple[str, ...]
    resource: str = ""
    chat: bool = False


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Why a part of a file cannot be used; `line` 0: no particular line."""

    path: str
    line: int
    reason: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of feature files, in order, and their flaws."""

    scenarios: tuple[Written, ...] = ()
    flaws: tuple[Flaw, ...] = ()


class ReadingError(Exception):
    """Feature files could not be read completely."""


def read(root: Path, *, steps: bool, limit_s: float, folder: str = "features") -> Reading:
    """Everything below the `folder` of a project; with `steps`, a step without a definition there is a flaw. Raises
    ReadingError, also if reading takes longer than `limit_s`."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "lockstep.running.definitions.feature_reader",
        str(root.resolve()),
        f"--folder={folder}",
        *(["--steps"] if steps else []),
    ]
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=environ, start_new_session=True
    ) as process:
        _going_on.add(process)
        try:
            told, errors = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise ReadingError(f"reading the features took longer than {limit_s:g} s") from None
        finally:
            process.kill()
            _going_on.discard(process)
    try:
        return msgspec.json.decode(told, type=Reading)
    except (ValueError, RecursionError):
        last = (errors.decode("utf-8", "replace").strip().splitlines() or ["no reason was given"])[-1]
        raise ReadingError(f"the features could not be read: {last}") from None


def give_up() -> None:
    """End every reading in progress in this process's other threads; each raises ReadingError there."""
    for process in list(_going_on):
        process.kill()


_going_on: set[subprocess.Popen[bytes]] = set()
