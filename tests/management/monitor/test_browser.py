"""The pages in a real browser: news without a reload, after one, and after a lost connection; keys and phones."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.monitor.monitor import COOKIE
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.management.monitor.service import (
    EMAIL,
    PASSWORD,
    RUN,
    TOKEN,
    WITNESS,
    Service,
    begin,
    fail,
    finish,
    serving,
    until,
)

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 60_000

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: install the package chromium"),
    pytest.mark.xdist_group("chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=PATIENCE_MS)
        yield made
        made.close()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    made = Service(tmp_path)
    begin(made)
    return made


@pytest.fixture
def at(service: Service) -> Iterator[str]:
    with serving(service) as address:
        yield address


@pytest.fixture
def page(browser: Browser, at: str) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": COOKIE, "value": TOKEN, "url": at}])
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    made.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    yield made
    context.close()
    assert complaints == []


expect.set_options(timeout=PATIENCE_MS)


def test_a_run_is_watched_to_its_end_without_a_reload(page: Page, service: Service, at: str) -> None:
    page.goto(f"{at}/runs/{RUN}")
    page.evaluate("window.same = true")
    expect(page.locator("#running .steps .running")).to_contain_text("When Ana posts 3 messages over the API")
    expect(page.get_by_text("Sockets").locator("..")).to_contain_text("4")
    until(lambda: bool(service.asked_from))
    fail(service)
    expect(page.locator("#violations pre")).to_have_text(WITNESS)
    expect(page.locator("#violations .badge")).to_have_text("P1")
    finish(service)
    expect(page.locator("#head .badge")).to_have_text("failed")
    expect(page.locator("#timeline summary")).to_have_count(3)
    expect(page.locator("#running")).to_have_count(0)
    expect(page).to_have_title(re.compile("failed"))
    assert page.evaluate("window.same")


def test_what_was_opened_and_focused_stays_so_when_news_come(page: Page, service: Service, at: str) -> None:
    page.goto(f"{at}/runs/{RUN}")
    page.locator("#timeline summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#timeline details .steps").first).to_be_visible()
    fail(service)
    finish(service)
    expect(page.locator("#timeline summary")).to_have_count(3)
    expect(page.locator("#timeline details .steps").first).to_be_visible()
    expect(page.locator("#timeline summary").first).to_be_focused()


def test_after_a_reload_the_stream_goes_on_where_the_page_ends(page: Page, service: Service, at: str) -> None:
    page.goto(f"{at}/runs/{RUN}")
    until(lambda: len(service.asked_from) == 1)
    fail(service)
    expect(page.locator("#violations pre")).to_have_text(WITNESS)
    page.reload()
    expect(page.locator("#violations pre")).to_have_text(WITNESS)
    until(lambda: len(service.asked_from) == 2)
    assert service.asked_from[-1] == len(service.events)
    finish(service)
    expect(page.locator("#head .badge")).to_have_text("failed")


def test_a_connection_that_is_lost_is_said_and_comes_again(page: Page, service: Service, at: str) -> None:
    page.add_init_script(
        "const Real = WebSocket; window.WebSocket = function (u) { return (window.last = new Real(u)); };"
        "window.WebSocket.OPEN = Real.OPEN;"
    )
    page.goto(f"{at}/runs/{RUN}")
    until(lambda: len(service.asked_from) == 1)
    page.evaluate("window.last.close()")
    expect(page.locator("#link.lost")).to_have_count(1)
    until(lambda: len(service.asked_from) == 2)
    expect(page.locator("#link")).to_have_text("Live")
    fail(service)
    expect(page.locator("#violations pre")).to_have_text(WITNESS)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, at: str) -> None:
    page.goto(at)
    page.keyboard.press("Tab")
    skip = page.get_by_text("Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("a.going")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(RUN)


@pytest.mark.parametrize("path", ["", f"/runs/{RUN}"])
def test_on_a_phone_nothing_sticks_out_and_fingers_find_the_controls(
    page: Page, service: Service, at: str, path: str
) -> None:
    fail(service)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(at + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for control in page.locator("nav a, nav button, summary").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_dark_where_the_system_is(page: Page, at: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(at)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, re.findall(r"\d+", ground))) for ground in grounds)
    assert light > 600
    assert dark < 150


def test_logging_in_and_out(page: Page, at: str) -> None:
    page.context.clear_cookies()
    page.goto(at)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not known")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Runs")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("h1")).to_have_text("Log in")
