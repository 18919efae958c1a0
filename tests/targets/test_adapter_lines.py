"""How long the shipped adapters are, and what they import: each keeps a limit, and documented building blocks.

A line counts if it has code on it: blank lines, comments and docstrings do not. An ordinary backend, such as
docs/examples/orders.py, is declared within 80 lines of at most 100 characters, blank ones included. Each limit of the
others is their length when it was stated; raise one only with a reason.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.quality.tree import PACKAGE, ROOT

TARGETS = PACKAGE / "targets"
EXAMPLES = ROOT / "docs" / "examples"
LIMITS = {
    "faye": 200,
    "feathers": 175,
    "nchan": 210,
    "rabbitmq": 210,
    "reference": 1_500,
    "orders.py": 80,
    "rooms.py": 140,
}
"""Lines of code of the adapter, its schemas and its codec; not of the server that it starts or the load profile."""
APART = frozenset({"server.py", "load_profile.py", "__init__.py"})
BLOCKS = re.compile(
    r"lockstep\.(?:targets\.(?:base|broker|closing_reads|declarations|local_process|node_process|npm|probe|process"
    r"|resources|rest|schemas|backend_faults|load_profile|needs)|clients\.(?:api|tls|dialects\.[a-z_]+)"
    r"|history\.(?:rows|digest)|masking|processes\.\w+|serving\.extras)"
)
"""What an adapter may import of the package, beside its own folder: what pages and docstrings describe for it."""
_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def files(name: str) -> list[Path]:
    """The files of an adapter."""
    if name.endswith(".py"):
        return [EXAMPLES / name]
    return [path for path in sorted((TARGETS / name).glob("*.py")) if path.name not in APART]


def lines_of_code(text: str) -> int:
    """How many lines have code on them."""
    documented: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            documented |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _SKIPPED:
            found |= set(range(token.start[0], token.end[0] + 1))
    return len(found - documented)


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    modules = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {module for module in modules if module.startswith("lockstep.")}


def test_blank_lines_comments_and_docstrings_do_not_count() -> None:
    assert lines_of_code('"""A module."""\n\n# a comment\nx = """two\nlines"""  # said\n"""of x"""\n') == 2


@pytest.mark.parametrize("name", LIMITS)
def test_an_adapter_keeps_its_limit(name: str) -> None:
    count = sum(lines_of_code(path.read_text("utf-8")) for path in files(name))
    assert 0 < count <= LIMITS[name], f"{name} has {count} lines of code"


@pytest.mark.parametrize("name", LIMITS)
def test_an_adapter_imports_documented_building_blocks_only(name: str) -> None:
    own = f"lockstep.targets.{name}"
    for path in files(name):
        strange = [one for one in imported(path) if not one.startswith(own) and not BLOCKS.fullmatch(one)]
        assert not strange, f"{path.name} imports {', '.join(strange)}"


def test_every_shipped_adapter_has_a_limit() -> None:
    shipped = {path.parent.name for path in TARGETS.glob("*/adapter.py")}
    assert shipped | {path.name for path in EXAMPLES.glob("*.py") if "server" not in path.name} == LIMITS.keys()
