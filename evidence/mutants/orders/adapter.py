"""The target of docs/examples/orders.py whose backend makes the mistake that the variable ORDERS_MISTAKE names."""

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[3] / "docs" / "examples" / "orders.py"


def _declared() -> Any:
    spec = spec_from_file_location("orders_example", _FILE)
    if spec is None or spec.loader is None:
        raise ImportError(f"{_FILE} cannot be loaded")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Orders


class Mistaken(_declared()):  # type: ignore[misc]
    """The small backend with one mistake."""

    name = "orders-mistaken"
    start_command = (sys.executable, "-m", "evidence.mutants.orders.backend", os.environ.get("ORDERS_MISTAKE", ""))
