"""The package's extras: features whose extra is not installed report that in one sentence.

Nothing is imported to find out. `cluster` and `postgres` are needed for certain addresses in settings; these use the
same sentence.
"""

import sys
from importlib.util import find_spec
from typing import Literal

Extra = Literal["reference", "service", "load", "postgres", "cluster", "socketio", "documents"]
MODULES: dict[Extra, tuple[str, ...]] = {
    "reference": ("argon2", "fastapi", "jwt", "uvicorn"),
    "service": ("argon2", "fastapi", "fastapi_offline", "jinja2", "jwt", "uvicorn"),
    "load": ("httptools", "numpy", "picows", "uvloop"),
    "postgres": ("psycopg",),
    "cluster": ("distributed",),
    "socketio": ("engineio", "socketio"),
    "documents": ("jsonschema_rs", "yaml"),
}
"""The packages of each extra, by import name."""


def missing(extra: Extra, what: str) -> str:
    """A sentence that names the extra needed by `what`; empty if all of it is installed."""
    if all(find_spec(name) for name in MODULES[extra]):
        return ""
    return f'{what} needs the extra: pip install "lockstep-acceptance[{extra}]"'


def require(extra: Extra, what: str) -> None:
    """Exit with code 2 and that sentence on standard error unless all of the extra is installed. A module that is
    started with `python -m` calls it before it imports what needs the extra."""
    if told := missing(extra, what):
        sys.stderr.write(f"{told}\n")
        sys.exit(2)
