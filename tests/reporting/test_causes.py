import json
import re
from typing import Any

import pytest
from lockstep.reporting.causes import CATEGORIES, KNOWN, cause_line
from lockstep.reporting.results import CAUSES, Cause

from tests.quality.tree import ROOT


def found(message: str, status: str, **told: Any) -> list[str]:
    """The categories that match as Allure 2 (the whole text) and Allure 3 (a part of it) do, which must be one."""
    names = []
    for one in CATEGORIES:
        pattern = re.compile(one.get("messageRegex", r"[\s\S]*"))
        assert bool(pattern.fullmatch(message)) == bool(pattern.search(message))
        fits = status in one.get("matchedStatuses", [status]) and one.get("flaky", told.get("flaky")) == told.get(
            "flaky"
        )
        if fits and pattern.search(message):
            names.append(one["name"])
    return names


@pytest.mark.parametrize("cause", CAUSES)
def test_a_category_for_each_cause(cause: Cause) -> None:
    message = f"Ben received nothing\n(Then Ben hears it)\n\n{cause_line(cause)}"
    [name] = {*found(message, "failed"), *found(message, "broken")}
    assert name != "Known defects"
    assert found(message, "passed") == []


def test_known_and_flaky() -> None:
    assert found(f"{KNOWN}P7: issue 12", "passed") == ["Known defects"]
    assert found("passed only on attempt 2", "failed", flaky=True) == ["Flaky"]
    assert found("Ben received nothing", "failed") == []


def test_each_sentence_and_each_category_is_its_own() -> None:
    assert len({cause_line(cause) for cause in CAUSES}) == len(CAUSES)
    assert len({one["name"] for one in CATEGORIES}) == len(CATEGORIES) == len(CAUSES) + 2


def test_allure_3_is_told_the_same() -> None:
    assert json.loads((ROOT / "allurerc.json").read_text("utf-8")) == {"categories": CATEGORIES}
