"""The library in a real browser: it fits a small phone, has no barrier that axe finds, and works without scripts."""

from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE, SCREEN, SMALLEST, barriers, overflow
from tests.guides_app.test_shipped_cars import LARGEST

pytestmark = pytest.mark.journey

PAGES = [
    "/en/",
    "/en/guides/",
    "/en/guides/which-radio/?asked=1",
    "/en/guides/dacia-duster-1/",
    "/en/guides/renault-clio-2/",
    "/en/guides/renault-clio-5/",
    "/en/radios/",
    "/en/radios/buttons-1-6/",
    "/en/radios/r-link/",
    "/en/help/",
    "/en/help/display/?radio=buttons-1-6&tries=3",
    "/en/privacy/",
]
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .map((e) => [e, (e.closest("label") || e).getBoundingClientRect()])
  .filter(([e, box]) => box.width && !e.classList.contains("skip") && getComputedStyle(e).display !== "inline")
  .filter(([, box]) => box.height < 44).map(([e]) => e.outerHTML)"""


def page_of(browser: Browser, width: int, height: int, **options: Any) -> Page:
    return browser.new_context(viewport={"width": width, "height": height}, **options).new_page()


OPEN_ALL = "() => document.querySelectorAll('details').forEach((part) => { part.open = true })"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_fits_and_has_no_barrier(browser: Browser, library_site: LiveServer, address: str) -> None:
    page = page_of(browser, 360, 740, bypass_csp=True)
    page.goto(library_site.url + address)
    for look in ("() => {}", OPEN_ALL):
        page.evaluate(look)
        for size in (SMALLEST, SCREEN, PHONE):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert overflow(page) <= 0, size
            assert page.evaluate(SMALL_TARGETS) == [], size
    assert barriers(page) == []


@pytest.mark.parametrize("address", ["/en/guides/renault-clio-2/", "/en/radios/buttons-1-6/", "/en/help/display/"])
def test_text_twice_as_large_loses_nothing_on_a_small_phone(
    browser: Browser, library_site: LiveServer, address: str
) -> None:
    page = page_of(browser, 320, 640, bypass_csp=True)
    page.goto(library_site.url + address)
    page.add_style_tag(content="html { font-size: 200% }")
    page.evaluate(OPEN_ALL)
    assert overflow(page) <= 0
    assert page.evaluate(SMALL_TARGETS) == []
    if "display" not in address:
        box = page.get_by_role("link", name="Ask for my code").first.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 320


def test_the_first_view_of_the_largest_guide_is_small(browser: Browser, library_site: LiveServer) -> None:
    page, sizes = page_of(browser, 360, 740), list[int]()
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{library_site.url}/en/guides/{LARGEST}/", wait_until="networkidle")
    assert sum(sizes) <= 60_000  # as served: the page packed, style and script plain
    assert len(sizes) <= 10


def test_a_radio_opens_where_a_link_leads_into_it(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    page.goto(f"{library_site.url}/en/guides/dacia-duster-1/#medianav-entry")
    assert page.locator("#medianav-entry").is_visible()
    assert not page.locator("#buttons-1-6-entry").is_visible()


def test_the_radio_that_was_opened_is_open_after_a_reload_and_on_the_way_back(
    browser: Browser, library_site: LiveServer
) -> None:
    page, medianav = page_of(browser, 360, 740), "details#medianav[open]"
    page.goto(f"{library_site.url}/en/guides/dacia-duster-1/")
    page.locator("#medianav > summary").click()
    page.wait_for_url("**/dacia-duster-1/#medianav")
    page.reload()
    page.locator(medianav).wait_for()
    page.locator("#medianav").get_by_role("link", name="Ask for my code").click()
    page.wait_for_url("**/request/**")
    page.go_back()
    page.locator(medianav).wait_for()
    page.locator("#medianav > summary").click()
    page.wait_for_url("**/dacia-duster-1/")


def test_a_link_into_a_radio_keeps_its_place_in_the_address(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    page.goto(f"{library_site.url}/en/guides/dacia-duster-1/#medianav-entry")
    page.locator("details#medianav[open]").wait_for()
    page.locator("#buttons-1-6 > summary").click()
    page.wait_for_url("**/dacia-duster-1/#buttons-1-6")
    assert page.locator("#medianav-entry").is_visible()


def test_without_scripts_every_radio_and_answer_can_be_read(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740, java_script_enabled=False)
    page.goto(f"{library_site.url}/en/guides/dacia-duster-1/")
    page.locator("#medianav > summary").click()
    page.locator("#medianav").get_by_text("Show the steps").click()
    assert page.get_by_text("Lift off the trim around the screen").is_visible()
    page.get_by_text("What does a dealer ask for?").click()
    assert page.get_by_text("The registration document of the car and a proof of identity.").is_visible()


def printed(page: Page) -> tuple[int, str]:
    """How many sheets, and what they say."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    return len(document), " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_guide_prints_its_steps_on_few_sheets(browser: Browser, library_site: LiveServer, scripts: bool) -> None:
    page = page_of(browser, 360, 740, java_script_enabled=scripts)
    page.goto(f"{library_site.url}/en/radios/buttons-1-6/")
    sheets, text = printed(page)
    assert sheets <= 6
    for words in ("Push in 2 release keys until they click", "What does a dealer ask for?", "/en/radios/buttons-1-6/"):
        assert words in " ".join(text.split()), words
    for words in ("Did this step help?", "Ask for my code", "Accessibility"):
        assert words not in text


def test_only_the_radio_that_is_open_is_printed(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    page.goto(f"{library_site.url}/en/guides/renault-clio-2/")
    all_of_them, text = printed(page)
    assert "Bosch or Blaupunkt radio" in text
    page.locator("#vdo-ren > summary").click()
    sheets, text = printed(page)
    assert sheets < all_of_them
    assert "VDO radio, label RENR" in text
    assert "Radio by Bosch or Blaupunkt. The type on its label" not in text


def test_the_first_screen_of_a_guide_has_the_button(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    page.goto(f"{library_site.url}/en/guides/dacia-duster-1/")
    box = page.get_by_role("link", name="Ask for my code").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 740


def test_no_policy_is_broken_and_nobody_else_is_asked(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740)
    troubles: list[str] = []
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith(library_site.url) else troubles.append(r.url))
    for address in PAGES:
        if "asked" not in address:
            page.goto(library_site.url + address)
    assert troubles == []


AWKWARD = {
    "dustre 2012": "Dacia Duster I (2010–2017): get your radio code",
    "  DÙSTER    dacia 2012 ": "Dacia Duster I (2010–2017): get your radio code",
    "2005 mégane": "Renault Megane II (2002–2008): get your radio code",
    "clio mk3": "Renault Clio III (2005–2012): get your radio code",
    "mcv 2010": "Dacia Logan MCV I (2006–2013): get your radio code",
    "primastar": "Opel, Vauxhall, Nissan Vivaro, Movano, Primastar, Interstar: get your radio code",
    "espase 4": "Renault Espace IV (2002–2014): get your radio code",
    "code in": "What does the display show?",
    "22 DC 279/62 Z": "This looks like the type of a radio.",
    "281150198RT A583": "This looks like a line of a radio's label.",
    "r-link2": "R-Link 2",
    "zzyzx": "We found no guide for ‘zzyzx’.",
}


def test_awkward_words_find_the_guide_and_nobody_is_sent_away(browser: Browser, library_site: LiveServer) -> None:
    page = page_of(browser, 360, 740, java_script_enabled=False)
    for words, answer in AWKWARD.items():
        page.goto(f"{library_site.url}/en/")
        page.get_by_label("Your car model").fill(words)
        page.get_by_role("button", name="Find my guide").click()
        main = page.get_by_role("main")
        assert answer in main.inner_text().replace("\n", " "), words
        assert main.get_by_role("link").count() > 3, words


def test_the_timer_survives_a_reload_and_ends_with_a_look_at_the_display(
    browser: Browser, library_site: LiveServer
) -> None:
    page = page_of(browser, 360, 740)
    page.clock.install()
    page.goto(f"{library_site.url}/en/help/display/?radio=buttons-1-6&tries=3")
    page.get_by_role("button", name="Start the timer").click()
    page.clock.fast_forward("30:00")
    page.reload()
    assert page.locator("[data-clock]").inner_text().startswith(("33:", "34:"))
    page.clock.fast_forward("40:00")
    assert page.locator("[data-say]").inner_text() == "Time is up. Look at the display."
