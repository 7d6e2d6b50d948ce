"""The guide editor in a real browser: written, stopped, looked at, published, compared, brought back; also without
scripts, and without a barrier that axe finds."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import SCREEN, TABLET, Visitor, barriers, open_browser, overflow
from tests.config.staff import digits_of_now
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, manuscript

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LIST = "/staff/guides_app/manuscript/"
SIZES = (SCREEN, TABLET)


@pytest.fixture
def browser(browser: Browser, live_server: LiveServer, small_library: None) -> Browser:
    """Before the small library."""
    return browser


@pytest.fixture
def texts(browser: Browser, live_server: LiveServer) -> dict[str, str]:
    """The addresses of a guide's and a radio's editor."""
    return {
        "guide": live_server.url + address(manuscript(*GUIDE)),
        "family": live_server.url + address(manuscript(*FAMILY)),
    }


def at_desk(browser: Browser, live_server: LiveServer, **options: object) -> Visitor:
    """An editor's browser, signed in."""
    return open_browser(browser, live_server.url, size=SCREEN, client=editing.editor(), **options)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft", exact=True).click()


def test_a_text_goes_all_the_way(browser: Browser, live_server: LiveServer, texts: dict[str, str]) -> None:
    visitor = at_desk(browser, live_server)
    page = visitor.page
    page.goto(live_server.url + LIST)
    page.get_by_role("link", name="Dacia Duster I (2010–2017)").click()
    page.get_by_label("Summary").fill("You can simply look at the buttons.")
    shown = page.frame_locator("iframe[name=preview]")
    expect(shown.get_by_text("You can simply look at the buttons.")).to_be_visible()
    page.get_by_role("button", name="Save, then publish…").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Use another word: simply").click()
    expect(page.get_by_label("Summary")).to_be_in_viewport()
    page.get_by_label("Summary").fill("Look at the buttons of the radio.")
    page.get_by_role("button", name="Save, then publish…").click()
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("It is published. Readers see it now.").wait_for()
    assert "Look at the buttons of the radio." in reader(browser, live_server)
    page.get_by_role("link", name="History").click()
    page.get_by_label("From version 1", exact=True).check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("row", name="Summary")).to_contain_text("Look at")
    page.get_by_role("link", name="Back to the history").click()
    page.get_by_role("button", name="Make it the draft (version 1)").click()
    page.get_by_text("The earlier text is the draft now.").wait_for()
    assert page.get_by_label("Summary").input_value().startswith("Most of these cars")
    assert "Look at the buttons of the radio." in reader(browser, live_server)
    assert visitor.troubles == []


def reader(browser: Browser, live_server: LiveServer) -> str:
    page = browser.new_page()
    page.goto(f"{live_server.url}/en/guides/duster-1/")
    text = page.locator("main").inner_text()
    page.close()
    return text


def test_without_scripts_everything_works(browser: Browser, live_server: LiveServer, texts: dict[str, str]) -> None:
    page = at_desk(browser, live_server, java_script_enabled=False).page
    page.goto(texts["family"])
    page.get_by_role("button", name="Step 3: move up").click()
    page.get_by_role("button", name="+ Message").click()
    page.get_by_role("button", name="Update preview").click()
    shown = page.frame_locator("iframe[name=preview]")
    expect(shown.locator("main")).to_contain_text(re.compile("Pull the radio out.*Push in the keys", re.DOTALL))
    save(page)
    page.get_by_text("The draft is saved.").wait_for()
    headings = page.locator("#steps summary").all_inner_texts()
    assert [text.split("·")[-1].strip() for text in headings][1:] == ["Pull the radio out", "Push in the keys"]


def test_trials_answer_in_place(browser: Browser, live_server: LiveServer, texts: dict[str, str]) -> None:
    visitor = at_desk(browser, live_server)
    page = visitor.page
    page.goto(f"{texts['family']}#numbers-0")
    page.get_by_label("Try other numbers").fill("B123\n12")
    page.get_by_role("button", name="Try these numbers").click()
    expect(page.locator("#numbers-0-results li").filter(has_text="B123")).to_contain_text("✓")
    expect(page.locator("#numbers-0-results li").last).to_contain_text("✗ 12 does not fit")
    page.locator("#entry-0 summary").click()
    page.get_by_label("Digits start at").fill("1")
    page.locator("#entry-0-presses").get_by_role("button", name="Show again").click()
    expect(page.locator("#entry-0-presses").get_by_text("(4 presses)")).to_be_visible()
    assert visitor.troubles == []


def test_a_broken_text_is_told_in_the_preview_and_mends_itself(
    browser: Browser, live_server: LiveServer, texts: dict[str, str]
) -> None:
    page = at_desk(browser, live_server).page
    page.goto(f"{texts['family']}#steps-0")
    title = page.locator("#id_steps-0-title")
    shown = page.frame_locator("iframe[name=preview]")
    title.fill("")
    expect(shown.get_by_text("Step 1: Title: This field is required.")).to_be_visible()
    title.fill("Turn the key")
    expect(shown.get_by_text("Turn the key").first).to_be_attached()


def test_leaving_with_unsaved_words_asks_first(
    browser: Browser, live_server: LiveServer, texts: dict[str, str]
) -> None:
    page = at_desk(browser, live_server).page
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(texts["guide"])
    page.get_by_label("Summary").press_sequentially("Half a sen")
    page.get_by_role("link", name="History").click()
    page.get_by_role("heading", name="Dacia Duster").wait_for()
    assert asked == ["beforeunload"]


def test_no_page_of_the_editor_has_a_barrier(browser: Browser, live_server: LiveServer, texts: dict[str, str]) -> None:
    page = at_desk(browser, live_server, bypass_csp=True).page
    one = texts["family"]
    pages = [live_server.url + LIST, f"{live_server.url}{LIST}?kind=family", texts["guide"], one]
    pages += [
        f"{one}translations/",
        f"{one}history/",
        f"{one}compare/",
        f"{one}publish/",
        f"{live_server.url}{LIST}add/",
    ]
    for each in pages:
        page.goto(each)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert barriers(page) == [], each
        for size in SIZES:
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            assert overflow(page) <= 0, each


@pytest.mark.parametrize("width", [360, 320])
def test_the_editor_can_be_read_on_a_phone(
    browser: Browser, live_server: LiveServer, texts: dict[str, str], width: int
) -> None:
    page = at_desk(browser, live_server).page
    page.set_viewport_size({"width": width, "height": 740})
    for each in (live_server.url + LIST, texts["guide"], texts["family"], f"{texts['family']}translations/"):
        page.goto(each)
        assert overflow(page) <= 0, each


@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_is_looked_at_in_another_language(
    browser: Browser, live_server: LiveServer, texts: dict[str, str], scripts: bool
) -> None:
    visitor = at_desk(browser, live_server, java_script_enabled=scripts)
    page = visitor.page
    shown = page.frame_locator("iframe[name=preview]")
    page.goto(texts["guide"])
    page.get_by_label("For readers of").select_option("fr")
    if not scripts:
        page.get_by_role("button", name="Update preview").click()
    expect(shown.get_by_text("Readers of French see all of this page in English")).to_be_visible()
    page.goto(f"{texts['family']}translations/?language=de")
    expect(shown.get_by_text("Readers of German see all of this page in English")).to_be_visible()
    missing = shown.locator("aside li").filter(has_text="Radio with buttons")
    expect(missing).to_have_text("Radio with buttons: 10")
    page.locator("[name='steps.0.title']").fill("Zündung aus")
    if not scripts:
        page.get_by_role("button", name="Update preview").click()
    expect(missing).to_have_text("Radio with buttons: 9")
    assert visitor.troubles == []


def test_who_is_signed_out_while_writing_finds_every_word_again(
    browser: Browser, live_server: LiveServer, texts: dict[str, str]
) -> None:
    client = editing.editor()
    page = open_browser(browser, live_server.url, size=SCREEN, client=client).page
    page.goto(texts["guide"])
    page.frame_locator("iframe[name=preview]").get_by_role("heading", level=1).wait_for()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Summary").fill("Half an hour of thought.")
    expect(page.get_by_text("You are signed out. Save: after you sign in, your text is here again.")).to_be_visible()
    save(page)
    page.locator("input[name=login]").fill(editing.user_of(client).email)
    page.locator("input[name=password]").fill("a long test phrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=code]").fill(digits_of_now())
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_text("You were signed out while you were writing.")).to_be_visible()
    expect(page.get_by_label("Summary")).to_have_value("Half an hour of thought.")
    save(page)
    page.get_by_text("The draft is saved.").wait_for()


def test_pressing_publish_twice_publishes_once(
    browser: Browser, live_server: LiveServer, texts: dict[str, str]
) -> None:
    page = at_desk(browser, live_server).page
    page.goto(texts["guide"])
    page.get_by_label("Summary").fill("Look at the buttons of the radio.")
    page.get_by_role("button", name="Save, then publish…").click()
    page.get_by_role("button", name="Publish", exact=True).dblclick()
    page.get_by_text("It is published. Readers see it now.").first.wait_for()
    expect(page.get_by_text("Edition 1")).to_be_visible()
