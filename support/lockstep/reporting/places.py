"""Where in the suite's own files something happened, in a form that is the same on every machine.

Paths are relative to the project's root, with forward slashes; frames of behave, of installed packages and of the
runner itself are left out. A sentence on an exception names its type only if the text alone is not clear.
"""

import os
import traceback
from pathlib import Path

from lockstep.settings.locations import PACKAGE, home

_FOREIGN = ("site-packages", "dist-packages")
_MACHINERY = PACKAGE / "running" / "runner.py"


def relative(path: str | Path, root: Path) -> str:
    """The path as seen from the project's root; unchanged where it lies outside."""
    absolute = _absolute(path)
    for base in (_absolute(root), home()):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    return Path(path).as_posix()


def frames(error: BaseException, root: Path) -> list[str]:
    """The suite's own frames, outermost first, each as "file:line in function"."""
    told = [
        f"{relative(frame.filename, root)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _own(Path(frame.filename), root)
    ]
    if isinstance(error, SyntaxError) and error.filename and _own(Path(error.filename), root):
        told.append(f"{relative(error.filename, root)}:{error.lineno} in the text")
    return told


def place(error: BaseException, root: Path) -> str:
    """The innermost of the suite's own frames as "file:line"; empty if there is none."""
    told = frames(error, root)
    return told[-1].split(" in ")[0] if told else ""


def sentence(error: BaseException, plain: tuple[type[BaseException], ...] = (AssertionError,)) -> str:
    """The exception's text, preceded by its type unless it is one of `plain`, whose text needs no explanation."""
    text = str(error).strip()
    if isinstance(error, plain):
        return text or "an assertion without a message"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _own(file: Path, root: Path) -> bool:
    if file == _MACHINERY:
        return False
    if file.is_relative_to(PACKAGE):
        return True
    return not any(part in _FOREIGN for part in file.parts) and _absolute(file).is_relative_to(_absolute(root))


def _absolute(path: str | Path) -> Path:
    """Absolute, with `..` resolved but links kept: a linked file belongs where its link is."""
    return Path(os.path.normpath(Path(path).absolute()))
