"""Scripts are no package: this loads one of them as a module."""

import importlib.util
from types import ModuleType

from tests.quality.tree import ROOT


def script(name: str) -> ModuleType:
    """A fresh module made of `scripts/NAME.py`."""
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
