"""The package's extras: what needs one that is not installed says so in one sentence.

Nothing is imported to find out. `cluster` and `postgres` are asked for by an address that a setting names; there,
too, the sentence is this one.
"""

from importlib.util import find_spec
from typing import Literal

Extra = Literal["reference", "service", "load", "postgres", "cluster"]
MODULES: dict[Extra, tuple[str, ...]] = {
    "reference": ("argon2", "fastapi", "jwt", "uvicorn"),
    "service": ("argon2", "fastapi", "fastapi_offline", "jinja2", "jwt", "uvicorn"),
    "load": ("httptools", "numpy", "picows", "uvloop"),
    "postgres": ("psycopg",),
    "cluster": ("distributed",),
}
"""What each brings, by the names that are imported."""


def missing(extra: Extra, what: str) -> str:
    """A sentence that names the extra which `what` needs; empty where all of it is installed."""
    if all(find_spec(name) for name in MODULES[extra]):
        return ""
    return f'{what} needs the extra: pip install "lockstep-acceptance[{extra}]"'
