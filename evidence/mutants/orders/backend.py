"""`python -m evidence.mutants.orders.backend MISTAKE`: the backend of orders with this mistake.

Exit code 2 and one sentence when there is no such mistake.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from evidence.mutants.orders.registry import MISTAKES

FILE = Path(__file__).parents[3] / "docs" / "examples" / "orders_server.py"


def server() -> ModuleType:
    """The module of the backend, newly loaded."""
    spec = spec_from_file_location("orders_server", FILE)
    if spec is None or spec.loader is None:
        raise ImportError(f"{FILE} cannot be loaded")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def start(arguments: list[str]) -> int:
    """Serve until a signal; the exit code."""
    name = arguments[0] if arguments else ""
    if name not in MISTAKES:
        sys.stderr.write(f"{name!r} is no mistake of the backend of orders; there are {', '.join(MISTAKES)}.\n")
        return 2
    module = server()
    MISTAKES[name].apply(module)
    module.serve()
    return 0


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
