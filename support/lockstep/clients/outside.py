"""Python files from outside this package: imported as modules by their path, each once, with clear errors.

The file can import modules beside it, unless other modules have the same names. Errors: OutsideError, one sentence
with the file, the line if there is one, and Python's message.
"""

import sys
import traceback
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


class OutsideError(Exception):
    """A file cannot be used; the text states which, where and why."""


def module_at(path: Path) -> ModuleType:
    """The module in this file, executed at most once. Raises OutsideError."""
    path = path.absolute()
    name = f"lockstep_outside_{abs(hash(path)):x}_{path.stem}"
    if name in sys.modules:
        return sys.modules[name]
    if not path.is_file():
        raise OutsideError(f"there is no file {path}: name one with an adapter, or an adapter of the suite")
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OutsideError(f"{path} is no Python file: its name must end in .py")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and schemas look up their module while it is executed
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise OutsideError(f"{place_of(error, path)} cannot be imported: {said_by(error)}") from error
    return module


def place_of(error: BaseException, path: Path) -> str:
    """The file, with the line of the error."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}, line {error.lineno},"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"{path}, line {lines[-1]}," if lines else str(path)


def said_by(error: BaseException) -> str:
    """The name and message of an error, in one line."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(f"{type(error).__name__}: {text}".split()).removesuffix(":")
