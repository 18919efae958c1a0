"""Tells an adapter's own mistakes from everything else: what it raises becomes an AdapterError with file and line.

`guarded(target)` behaves like the target, but whatever a method of it raises, apart from the errors that an adapter
may report (TargetFaultError, NotPromisedError, and a plain LookupError for what it does not support), is raised as an
AdapterError: one sentence that names the file, the line, the method and the error.
"""

import functools
import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from lockstep.clients.outside import said_by
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.declarations import AdapterError, NotPromisedError

_REPORTED = (TargetFaultError, NotPromisedError, AdapterError, AssertionError)
_OWN = Path(inspect.getfile(Target)).parent.parent


def guarded(target: Target) -> Target:
    """The target, whose own mistakes are told from everything else."""
    return target if isinstance(target, _Guard) else cast("Target", _Guard(target))


def adapter_error(target: Target, member: str, error: Exception) -> AdapterError:
    """The error as the adapter's, with its place."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    files = _files(target)
    at = next((one for one in reversed(frames) if one[0] in files), None)
    file, line = at or (frames[-1] if frames else (next(iter(files), "?"), None))
    place = f"{_shown(file)}, line {line}" if line else _shown(file)
    return AdapterError(f"{place}: the adapter of {target.name} raised {said_by(error)} in {member}")


def adapters_own(error: BaseException) -> AdapterError | None:
    """The adapter's mistake, where the error is one or holds one; None for any other."""
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(adapters_own, error.exceptions)), None)
    return error if isinstance(error, AdapterError) else None


class _Guard:
    def __init__(self, target: Target) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not inspect.ismethod(found):
            return found
        return _async(self._target, found) if inspect.iscoroutinefunction(found) else _plain(self._target, found)


def _plain(target: Target, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def guarded_call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            if _is_reported(error):
                raise
            raise adapter_error(target, method.__name__, error) from error

    return guarded_call


def _async(target: Target, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    async def guarded_call(*args: Any, **kwargs: Any) -> Any:
        try:
            return await method(*args, **kwargs)
        except Exception as error:
            if _is_reported(error):
                raise
            raise adapter_error(target, method.__name__, error) from error

    return guarded_call


def _is_reported(error: Exception) -> bool:
    return isinstance(error, _REPORTED) or type(error) is LookupError


def _files(target: Target) -> list[str]:
    """The files of the adapter's class and codec, and of what they are made of."""
    makers = [one for one in type(target).__mro__ if one is not Target and issubclass(one, Target)]
    found = []
    for one in makers:
        try:
            found.append(inspect.getfile(one))
        except (TypeError, OSError):  # made in a session without a file
            continue
    return found


def _shown(file: str) -> str:
    """The file as a person would name it from the present folder."""
    path = Path(file)
    for folder in (Path.cwd(), _OWN.parent):
        if path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return file
