"""An adapter from outside this package: the one subclass of Target that a file defines.

`-D target=path/to/mine.py` names the file. The class is created without arguments; addresses in the settings are
passed to it (`go_to`) before it is started. Classes that the file only imports do not count. Errors:
TargetFaultError, one sentence that names the file and the remedy.
"""

import inspect
from pathlib import Path

from lockstep.clients.outside import OutsideError, module_at, place_of, said_by
from lockstep.settings import Settings
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.questions import questions_in

GUIDE = "docs/adapters.md shows how, and support/lockstep/targets/base.py states what one must offer"


def is_file(target: str) -> bool:
    """Whether the setting names a file rather than an adapter of the suite."""
    return target.endswith(".py")


def target_in(path: Path, settings: Settings) -> Target:
    """The adapter in this file, for these settings. Raises TargetFaultError, also while a question is open."""
    if asked := questions_in(path):
        first, others = asked[0], f"; there are {len(asked)} open" if len(asked) > 1 else ""
        raise TargetFaultError(
            f'{path}, line {first.line}: answer "{first.text}" first{others}, and lockstep target check lists them'
        )
    found = target_class(path)
    try:
        target = found()
    except Exception as error:
        where = place_of(error, path.absolute())
        raise TargetFaultError(
            f"{where}: {found.__name__} cannot be made without arguments: {said_by(error)}"
        ) from error
    if settings.api_base_url:
        target.go_to(settings.api_base_url, settings.websocket_url)
    return target


def target_class(path: Path) -> type[Target]:
    """The one complete subclass of Target that this file defines. Raises TargetFaultError."""
    try:
        module = module_at(path)
    except OutsideError as error:
        raise TargetFaultError(str(error)) from error
    own = [one for one in vars(module).values() if inspect.isclass(one) and one.__module__ == module.__name__]
    found = [one for one in own if issubclass(one, Target)]
    if not found:
        raise TargetFaultError(f"{path} defines no adapter: define a subclass of Target in it; {GUIDE}")
    # A class that serves as a base of others in the file is not itself the adapter.
    leaves = [one for one in found if not any(other is not one and issubclass(other, one) for other in found)]
    if len(leaves) > 1:
        names = ", ".join(one.__name__ for one in leaves)
        raise TargetFaultError(f"{path} defines {len(leaves)} adapters ({names}): leave one in each file")
    (only,) = leaves
    lacking = sorted(getattr(only, "__abstractmethods__", ()))
    if not isinstance(getattr(only, "name", None), str):
        lacking.append('a name, such as name = "mine"')
    if lacking:
        raise TargetFaultError(f"{only.__name__} in {path} is not complete: write {', '.join(lacking)}; {GUIDE}")
    return only
