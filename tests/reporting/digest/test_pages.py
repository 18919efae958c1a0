"""The digest's pages: complete, and no text of a run becomes markup."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lockstep.reporting.digest.facts import facts
from lockstep.reporting.digest.pages import LISTED, html, markdown

from tests.reporting.made import VIOLATED, problem, run, scenario, stage

CHROMIUM = shutil.which("chromium")
NASTY = "a | b <script>alert(1)</script> *bold* `code` [link](x)\nnext line"


def full() -> str:
    return html(everything())


def everything():  # type: ignore[no-untyped-def]
    bad = scenario(
        status="failed", name=NASTY, tags=["FR-002"], problems=[problem(message=NASTY)], verdicts=[VIOLATED],
        trace="reports/traces/0123456789ab-1.html", timings=[stage("delivery", 12.0), stage("resume", 40.0)],
    )  # fmt: skip
    made = run(bad, scenario(id="b", name="steady", tags=["FR-001"]), scenario(id="f", status="flaky"), exit_code=1)
    made.target = NASTY
    return facts(made, ("r0", {"0123456789ab": True, "b": False}))


class Tags(HTMLParser):
    """The elements of a page, by their names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def test_markdown_shows_all_and_every_cell_stays_on_its_line() -> None:
    page = markdown(everything())
    assert page.startswith("# Acceptance of ")
    for heading in ("Promises", "What did not pass", "Since run r0", "Flaky", "Budgets"):
        assert f"\n## {heading}\n" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) in {4, 7}, row
    assert "<script>" not in page
    assert r"- newly broken: a \| b \<script\>" in page
    assert "- mended: steady" in page


def test_a_list_of_failures_ends_with_how_many_more() -> None:
    many = [scenario(id=str(n), status="failed", problems=[problem()]) for n in range(LISTED + 3)]
    page = markdown(facts(run(*many)))
    assert page.count("cause: product") == LISTED
    assert "- and 3 more: see failures.txt" in page


def test_a_run_of_nothing() -> None:
    page = markdown(facts(run(stopped="the target did not answer", seed=None)))
    assert "seed" not in page
    assert "> Outside any scenario: the target did not answer" in page
    assert "Promises" not in page


def test_a_plant_is_named() -> None:
    made = facts(run(scenario(), settings={"plant": "drop"}))
    assert "> Run with the plant `drop`" in markdown(made)
    assert "Run with the plant <code>drop</code>" in html(made)


def test_html_holds_no_markup_of_the_run_and_loads_nothing() -> None:
    page = Tags(full())
    assert "script" not in page.found
    assert page.links == ["traces/0123456789ab-1.html"]


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: install the package chromium")
@pytest.mark.xdist_group("chromium")
def test_html_fits_a_phone(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    (tmp_path / "digest.html").write_text(full(), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=120_000)
        page = browser.new_page(viewport={"width": 390, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "digest.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert len(asked) == 1
        browser.close()
