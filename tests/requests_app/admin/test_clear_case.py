"""A clear case, from Take next to the sent code: counted keys, counted clicks, and a session that does not run out."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from requests_app.models import CodeRequest, Desk, UnsentForm
from requests_app.states import Status
from tests import factories
from tests.browser import SCREEN, Visitor, chromium_at, focus_stands, open_browser
from tests.requests_app.admin.desk_forms import address

pytestmark = pytest.mark.journey
MOST = 8


@pytest.fixture
def browser(chromium: str, live_server: LiveServer) -> Iterator[Browser]:
    with chromium_at(chromium) as running:
        yield running


@pytest.fixture
def waiting(desk: Desk) -> CodeRequest:
    return factories.make_sent(desk)[0]


@pytest.fixture
def clerk(browser: Browser, live_server: LiveServer, at_desk: Client, waiting: CodeRequest) -> Visitor:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    visitor.page.goto(f"{live_server}/staff/requests/")
    return visitor


def photo_is_there(page: Page, label: str) -> None:
    page.locator("[data-caption]", has_text=label).wait_for()
    page.locator("[data-photo]").evaluate("image => image.decode()")


class Keyboard:
    """Counts what is pressed beside what stands on the papers."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def leads_on(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)
        self.page.wait_for_load_state()
        focus_stands(self.page)


def test_ac_68_a_clear_case_takes_at_most_eight_keys(clerk: Visitor, waiting: CodeRequest) -> None:
    page, keys = clerk.page, Keyboard(clerk.page)
    keys.leads_on("n")
    photo_is_there(page, "Radio label")
    page.keyboard.type("S053")
    keys.press("Enter")
    photo_is_there(page, "Registration certificate")
    page.keyboard.type("123456")
    keys.leads_on("Enter")
    keys.leads_on("Enter")
    keys.leads_on("Enter")
    waiting.refresh_from_db()
    assert waiting.status == Status.READY
    assert keys.pressed <= MOST
    assert "the letter leaves in" in page.inner_text("main")
    assert clerk.troubles == []


def test_ac_68_a_clear_case_takes_at_most_eight_clicks(clerk: Visitor, waiting: CodeRequest) -> None:
    page, clicks = clerk.page, 0
    page.get_by_role("button", name="Take next").first.click()
    photo_is_there(page, "Radio label")
    focus_stands(page)
    page.keyboard.type("S053")
    page.locator("#id_vin6").click()
    photo_is_there(page, "Registration certificate")
    page.keyboard.type("123456")
    for name in ("Compare", "Everything fits: look up", "Send, then next"):
        page.get_by_role("button", name=name, exact=True).click()
    clicks = 5
    waiting.refresh_from_db()
    assert waiting.status == Status.READY
    assert clicks <= MOST


def test_ac_79_the_half_minute_is_seen_to_count(clerk: Visitor, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice, number="S054")
    page = clerk.page
    page.goto(f"{clerk.address}{address(code_request)}")
    page.get_by_role("button", name="Send code", exact=True).click()
    counter = page.locator("[data-seconds]")
    first = int(counter.inner_text())
    page.wait_for_function("n => Number(document.querySelector('[data-seconds]').textContent) < n", arg=first)
    page.get_by_role("button", name="Undo").click()
    code_request.refresh_from_db()
    assert code_request.status == Status.LOOKUP


def test_ac_61_a_session_that_runs_out_says_so_and_goes_on_with_what_was_typed(
    clerk: Visitor, alice: User, waiting: CodeRequest
) -> None:
    factories.take(waiting, by=alice)
    page = clerk.page
    page.clock.install()
    page.goto(f"{clerk.address}{address(waiting)}")
    page.evaluate("document.addEventListener('desk:seen', () => { document.body.dataset.seen = ''; })")
    page.locator("#id_number").press_sequentially("S05")
    page.clock.run_for(500)
    page.locator("body[data-seen]").wait_for(
        state="attached"
    )  # an answer that came later would begin the half hour anew
    page.clock.fast_forward("27:00")
    assert not page.locator("dialog").is_visible()
    page.clock.fast_forward("02:00")
    page.get_by_role("button", name="Stay signed in").click()
    page.locator("dialog").wait_for(state="hidden")
    assert page.locator("#id_number").input_value() == "S05"
    page.reload()
    assert page.locator("#id_number").input_value() == "S05"
    assert UnsentForm.objects.get().by == alice
