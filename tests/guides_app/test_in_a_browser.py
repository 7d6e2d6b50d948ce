"""The library in a real browser: it fits a small phone, has no barrier that axe finds, and works without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from guides_app import library

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    "/en/",
    "/en/guides/",
    "/en/guides/which-radio/?asked=1",
    "/en/guides/dacia-duster-1/",
    "/en/guides/dacia-duster-2/",
    "/en/help/",
    "/en/help/display/?radio=buttons-1-6&tries=3",
    "/en/privacy/",
]
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .map((e) => [e, (e.closest("label") || e).getBoundingClientRect()])
  .filter(([e, box]) => box.width && !e.classList.contains("skip") && getComputedStyle(e).display !== "inline")
  .filter(([, box]) => box.height < 44).map(([e]) => e.outerHTML)"""


@pytest.fixture
def browser(live_server: LiveServer, transactional_db: None, chromium: str) -> Iterator[Browser]:
    library.load()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


def page_of(browser: Browser, width: int, height: int, **options: Any) -> Page:
    return browser.new_context(viewport={"width": width, "height": height}, **options).new_page()


def test_every_page_fits_and_has_no_barrier(browser: Browser, live_server: LiveServer) -> None:
    for width, height in ((320, 640), (360, 740), (1366, 768)):
        page = page_of(browser, width, height, bypass_csp=True)
        for address in PAGES:
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.evaluate(SMALL_TARGETS) == [], address
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], address


def test_the_first_screen_of_a_guide_has_the_button(browser: Browser, live_server: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    page.goto(f"{live_server.url}/en/guides/dacia-duster-1/")
    box = page.get_by_role("link", name="Ask for my code").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 740


def test_no_policy_is_broken_and_nobody_else_is_asked(browser: Browser, live_server: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    troubles: list[str] = []
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith(live_server.url) else troubles.append(r.url))
    for address in PAGES:
        if "asked" not in address:
            page.goto(live_server.url + address)
    assert troubles == []


def test_a_guide_is_found_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    page = page_of(browser, 360, 740, java_script_enabled=False)
    page.goto(f"{live_server.url}/en/")
    page.get_by_label("Your car model").fill("dustre 2012")
    page.get_by_role("button", name="Find my guide").click()
    assert page.url.endswith("/en/guides/dacia-duster-1/")


def test_the_timer_survives_a_reload_and_ends_with_a_look_at_the_display(
    browser: Browser, live_server: LiveServer
) -> None:
    page = page_of(browser, 360, 740)
    page.clock.install()
    page.goto(f"{live_server.url}/en/help/display/?radio=buttons-1-6&tries=3")
    page.get_by_role("button", name="Start the timer").click()
    page.clock.fast_forward("30:00")
    page.reload()
    assert page.locator("[data-clock]").inner_text().startswith(("33:", "34:"))
    page.clock.fast_forward("40:00")
    assert page.locator("[data-say]").inner_text() == "Time is up. Look at the display."
