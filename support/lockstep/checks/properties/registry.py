"""The properties there are, in the order of their numbers: every module of this package called `pNN_...` is one.

A new property is a file. It has a `RULE`, a `check` and a docstring in the form that `page.py` reads.
"""

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType

from lockstep.checks import properties
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.verdicts import Verdict


def _modules() -> dict[str, ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(properties.__path__) if found.name[1:3].isdigit())
    modules = (importlib.import_module(f"{properties.__name__}.{name}") for name in names)
    return {module.RULE.id: module for module in modules}


MODULES = _modules()
PROPERTIES: dict[str, Callable[[Pairing], Verdict]] = {key: module.check for key, module in MODULES.items()}
