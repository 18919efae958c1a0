"""The trace page: complete, self-contained, and usable in a browser."""

import re
import shutil
from pathlib import Path

import pytest
from lockstep.checks.judge import judge
from lockstep.reporting.traces.page import About, page
from playwright.sync_api import sync_playwright

from tests.checks.builder import Story
from tests.reporting.traces.stories import healthy, lost

CHROMIUM = shutil.which("chromium")


def written(story: Story, about: About | None = None) -> str:
    return page(story.rows, judge(story.rows), about=about)


def test_what_is_wrong_stands_first_and_names_its_rows() -> None:
    text = written(lost(), About(problems=["Then Ben receives it\nnothing came"], repeat="behave x.feature:3"))
    assert text.index("What is wrong") < text.index("Who received what")
    assert "P1 no loss: violated" in text
    assert re.search(r'<a href="#row-\d+" data-go="\d+">', text)
    assert "nothing came" in text
    assert "behave x.feature:3" in text


def test_a_healthy_history_says_so() -> None:
    assert "Nothing: no property is violated or unknown." in written(healthy())


def test_texts_are_escaped() -> None:
    text = written(lost(), About(problems=["<script>alert(1)</script>"], settings={"seed": "<i>"}))
    assert "<script>alert" not in text
    assert "<i>" not in text


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.findall(r'(?:src|href)="(?!#)', written(lost()))


def test_secrets_in_what_a_run_adds_are_masked() -> None:
    assert "hunter2-xyz" not in written(lost(), About(settings={"api": "password=hunter2-xyz"}))


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: install the package chromium")
@pytest.mark.xdist_group("chromium")
def test_in_a_browser_steps_are_chosen_by_click_key_and_slider(tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    file.write_text(written(lost()), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=120_000)
        shown = browser.new_page(viewport={"width": 390, "height": 800})
        errors: list[str] = []
        asked: list[str] = []
        shown.on("pageerror", lambda error: errors.append(str(error)))
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(file.as_uri())
        shown.click(".gap .mark")
        assert "is acknowledged" in shown.inner_text("#detail")
        shown.press(".picture", "ArrowDown")
        assert "receives" in shown.inner_text("#detail")
        assert shown.locator(".step.after").count() > 0
        shown.fill("#filter", "no such text")
        assert shown.locator("[data-frame]:visible").count() == 0
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        assert not errors
        assert asked == [file.as_uri()]
        browser.close()
