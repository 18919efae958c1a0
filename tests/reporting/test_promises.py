"""The promises that scenarios name by their tags."""

import re
from pathlib import Path

from lockstep.reporting.promises import PROMISES, promises_of, text_of

FEATURES = Path(__file__).resolve().parents[2] / "features"


def test_tags_of_promises_each_once_and_in_order() -> None:
    assert promises_of(["sync", "FR-012", "FR-002", "FR-012", "FR-2", "XFR-001", "FR-0011"]) == ["FR-002", "FR-012"]


def test_a_promise_of_ones_own_has_no_text() -> None:
    assert text_of("FR-002") == "An operation of the API triggers its event."
    assert text_of("FR-999") == ""


def test_every_tag_of_the_suite_is_a_promise_with_a_text() -> None:
    used = {tag for path in FEATURES.rglob("*.feature") for tag in re.findall(r"@(FR-\S+)", path.read_text("utf-8"))}
    assert used
    assert used <= set(PROMISES)
