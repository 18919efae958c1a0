"""The pages: what they show of the code is what the code says."""

from pathlib import Path

import pytest
from lockstep.checks.properties import page as properties
from lockstep.history import schema
from lockstep.running.selection import needs_page
from lockstep.settings import table
from lockstep.targets import comparison_page as targets

from tests.quality.tree import ROOT


def between(page: Path, mark: str) -> str:
    """What stands between `<!-- mark -->` and `<!-- /mark -->`."""
    return page.read_text(encoding="utf-8").split(f"<!-- {mark} -->\n")[1].split(f"<!-- /{mark} -->\n")[0]


@pytest.mark.parametrize(
    ("page", "mark", "made", "command"),
    [
        ("docs/settings.md", "settings", table.markdown, "lockstep settings --table"),
        ("docs/targets.md", "targets", targets.markdown, "python -m lockstep.targets.comparison_page"),
        ("docs/properties.md", "properties", properties.markdown, "python -m lockstep.checks.properties.page"),
        ("docs/needs.md", "needs", needs_page.markdown, "python -m lockstep.running.selection.needs_page"),
        ("docs/history.md", "schema", schema.markdown, "python -m lockstep.history.schema"),
    ],
)
def test_a_generated_part_is_current(page: str, mark: str, made: object, command: str) -> None:
    assert callable(made)
    assert between(ROOT / page, mark).strip() == made().strip(), f"put the output of `{command}` into {page}"
