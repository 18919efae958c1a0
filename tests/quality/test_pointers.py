"""Docstrings and pages point to pages inside the repository only."""

import re

import pytest

from tests.quality.tree import PACKAGE, ROOT, name

PAGE = re.compile(r"(?<![\w/.-])(?:[\w-]+/)*[\w-]+\.md\b")
ISSUE = re.compile(r"\bissue \d+")
WRITTEN = {"burning.md", "digest.md", "full.md", "interrupts.md", "kills.md", "matrix.md", "features/README.md"}
"""Pages that runs and proofs write into `reports/`, and the one that `lockstep init` writes."""
CODE = sorted(path for top in (PACKAGE, ROOT / "features", ROOT / "evidence") for path in top.rglob("*.py"))


def outside(text: str) -> list[str]:
    """What the text points to that is not in the repository."""
    return [
        page
        for page in PAGE.findall(text)
        if not {page, page.rpartition("/")[2]} & WRITTEN and not (ROOT / page).exists()
    ] + ISSUE.findall(text)


def test_no_module_points_outside_the_repository() -> None:
    assert len(CODE) > 100
    assert [(name(path), found) for path in CODE if (found := outside(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("text", ["Source: rulings.md.", "See docs/missing.md.", "Source: issue 3."])
def test_a_pointer_outside_would_be_noticed(text: str) -> None:
    assert outside(text)


def test_a_page_of_the_repository_is_no_pointer_outside() -> None:
    assert outside("See docs/properties.md and README.md.") == []
