"""The page about the dialects: its table names those that are registered, and its examples run."""

import re

import pytest
from lockstep.clients.dialects.registry import DIALECTS

from tests.quality.tree import ROOT

PAGE = (ROOT / "docs/dialects.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| `(\w+)` \| `(\w+)\.(\w+)` \|", PAGE, flags=re.MULTILINE)
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_the_table_names_every_dialect_and_where_it_is() -> None:
    assert {name for name, _, _ in TABLE} == DIALECTS.keys()
    for name, module, made in TABLE:
        assert (DIALECTS[name].__module__.rpartition(".")[2], DIALECTS[name].__name__) == (module, made)


@pytest.mark.parametrize("example", EXAMPLES, ids=["Socket.IO", "GraphQL"])
def test_an_example_runs(example: str) -> None:
    exec(compile(example, "docs/dialects.md", "exec"), {})  # noqa: S102 - the page's own example
