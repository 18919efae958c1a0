"""The form of the code: short files that say what they are and name no machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.quality.tree import TESTS, modules, name, texts

CEILING = 500
A_MACHINES_PATH = re.compile(r"(?<![\w.~\])])/(?:home|root|Users|work)/\w")


def too_long(path: Path) -> bool:
    return len(path.read_text(encoding="utf-8").splitlines()) > CEILING


def undocumented(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return bool(tree.body) and not ast.get_docstring(tree)


def test_no_file_is_over_the_ceiling() -> None:
    assert [name(path) for path in modules() if too_long(path)] == []


def test_every_module_says_what_it_is() -> None:
    assert [name(path) for path in modules() if TESTS not in path.parents and undocumented(path)] == []


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    assert [name(path) for path in texts() if A_MACHINES_PATH.search(path.read_text("utf-8", "replace"))] == []


@pytest.mark.parametrize("text", ["/{}/ana", 'x = "/{}/a"', "cd /{}/ben"])
@pytest.mark.parametrize("top", ["home", "root", "Users", "work"])
def test_a_path_of_a_machine_would_be_noticed(text: str, top: str) -> None:
    assert A_MACHINES_PATH.search(text.format(top))


@pytest.mark.parametrize("text", ["support/lockstep/{}/x", "http://example.com/{}/x", "/{}s/ana", "~/{}/a"])
@pytest.mark.parametrize("top", ["home", "root", "work"])
def test_other_paths_are_none(text: str, top: str) -> None:
    assert not A_MACHINES_PATH.search(text.format(top))


def test_a_file_that_breaks_a_rule_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n" * (CEILING + 1), encoding="utf-8")
    assert too_long(path)
    assert undocumented(path)
    path.write_text('"""A."""\n' + "x = 1\n" * (CEILING - 1), encoding="utf-8")
    assert not too_long(path)
    assert not undocumented(path)
