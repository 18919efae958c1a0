"""Packs: which files of the suite's own step definitions belong together, and how they are loaded.

The definitions are in the suite's folder, `steps/`, both in a checkout and in a wheel. A file is loaded once in a
process; a file that the suite's own run loads again through behave is recognised by its place.
"""

import importlib.util
import sys

from lockstep.settings.locations import suite_folder

GENERIC = (
    "connections",
    "content",
    "deliveries",
    "faults",
    "load",
    "people",
    "recovery",
    "resource_sharing",
    "resources",
)
CHAT = (
    "chatrooms",
    "crowds",
    "devices",
    "messages",
    "presence",
    "rights",
    "threads",
)
SERVICE = ("service_accounts", "service_catalogue", "service_executions", "service_notifications")


def load(names: tuple[str, ...]) -> None:
    """Define the steps of these files of the suite. Raises FileNotFoundError if the suite is missing."""
    for name in names:
        module_name = f"lockstep.suite.steps.{name}"
        if module_name in sys.modules:
            continue
        path = suite_folder() / "steps" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(module_name, path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"{path} cannot be loaded: install Lockstep again from its wheel or its checkout")
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[module_name]
            raise
