"""The paths of the command: folders, files, `FILE:LINE`, and lists of those (`@FILE`); each must exist.

behave itself would break on a missing file, and run the last scenario for a line beyond the end. A rejection gives
the nearest name.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path

from lockstep.reporting.places import relative
from lockstep.running.errors import CommandFaultError

CLOSE = 0.75


def check_paths(paths: Iterable[str]) -> None:
    """Raises CommandFaultError for the first path that does not exist."""
    for path in paths:
        name, line = file_and_line(path.removeprefix("@"))
        file = Path(name)
        if not file.exists():
            raise CommandFaultError(f"{path} does not exist{or_nearest(name)}")
        if line and file.is_file():
            count = len(file.read_bytes().splitlines())
            if int(line) > count:
                shown = relative(file, Path.cwd())
                raise CommandFaultError(
                    f"{shown}:{line}: the file has {count} lines: name the line of a scenario in it"
                )


def file_and_line(path: str) -> tuple[str, str]:
    """The file and the line that a path names; the line is empty if there is none."""
    file, colon, line = path.rpartition(":")
    return (file, line) if colon and line.isdecimal() else (path, "")


def or_nearest(name: str, root: Path | None = None) -> str:
    """The end of a sentence: the most similar feature file or folder, below the first folder of the name, or below
    `root`, for which the name has `features`; a different remedy if there is none."""
    top = Path(*Path(name).parts[:1]) if root is None else root
    top = top if top.is_dir() and not top.is_absolute() else root or Path("features")
    shown = {_shown(path, root) for file in top.rglob("*.feature") for path in (file, file.parent)}
    near = difflib.get_close_matches(Path(name).as_posix(), shown, n=1, cutoff=CLOSE)
    if not near:
        by_name = {Path(one).name: one for one in sorted(shown, reverse=True)}
        near = [by_name[one] for one in difflib.get_close_matches(Path(name).name, by_name, n=1, cutoff=CLOSE)]
    return f": did you mean {near[0]}?" if near else ": correct the path"


def _shown(path: Path, root: Path | None) -> str:
    return (path if root is None else Path("features") / path.relative_to(root)).as_posix()
