"""Working by keys and by hand in a real browser, with and without scripts."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Event, EvidenceLevel, Feedback
from requests_app.states import Status
from tests import factories
from tests.browser import SCREEN, Visitor, barriers, focus_stands, open_browser, shoot
from tests.requests_app.admin.desk_forms import address

pytestmark = pytest.mark.journey


@pytest.fixture
def taken(desk: Desk, alice: User) -> CodeRequest:
    """A request that Alice works on."""
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    return code_request


def looking_at(
    code_request: CodeRequest, browser: Browser, live_server: LiveServer, client: Client, **options: Any
) -> Visitor:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=client, **options)
    visitor.page.goto(f"{live_server}{address(code_request)}")
    if visitor.scripts:
        focus_stands(visitor.page)
    return visitor


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, at_desk: Client, taken: CodeRequest) -> Visitor:
    return looking_at(taken, browser, live_server, at_desk)


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor.page


def transform(page: Page) -> str:
    return str(page.locator("[data-photo]").first.evaluate("image => image.style.transform"))


def test_checks_are_answered_by_keys(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.press("y")
    page.keyboard.press("x")
    assert page.locator("[data-check] [value=yes]:checked").count() == 3
    assert page.evaluate("document.activeElement.name") == "why-car"


def test_ac_69_keys_do_nothing_while_typing(page: Page) -> None:
    page.locator("#id_number").press_sequentially("ryn]")
    assert page.locator("#id_number").input_value() == "ryn]"
    assert "rotate(0deg)" in transform(page) or transform(page) == ""
    assert page.locator("[data-check] :checked").count() == 0


def test_ac_69_a_question_mark_lists_them(page: Page) -> None:
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        page.keyboard.press("?")
    listed = opened.value.locator("kbd").all_inner_texts()
    assert {*"njkyxsmhcvr[]+-?15", "Esc", "Enter"} <= set(listed)


def test_ac_69_the_switch_turns_all_of_them_off(page: Page) -> None:
    page.context.add_cookies([{"name": "keys", "value": "off", "url": page.url}])
    page.reload()
    page.locator("[data-key=m]").focus()
    for key in "rjyxnsmhc?1":
        page.keyboard.press(key)
    assert "90deg" not in transform(page)
    assert page.locator("[data-check] :checked").count() == 0
    assert page.evaluate("document.activeElement.dataset.key") == "m"
    assert len(page.context.pages) == 1


def test_ac_73_a_photo_is_turned_zoomed_and_moved_by_buttons_and_keys(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Move left").click()
    assert transform(page) == "translate(10%, 0%) scale(1.35) rotate(90deg)"
    page.get_by_role("button", name="Fit", exact=True).click()
    assert transform(page) == "translate(0%, 0%) scale(1) rotate(0deg)"


def test_the_photo_turns_to_what_the_field_asks_for_and_stays_as_it_was_turned(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.locator("#id_vin6").focus()
    assert page.locator("[data-caption]").inner_text().startswith("Registration certificate")
    page.locator("#id_number").focus()
    assert page.locator("[data-caption]").inner_text().startswith("Radio label")
    assert "rotate(90deg)" in transform(page)
    page.reload()
    assert "rotate(90deg)" in transform(page)


def test_ac_73_two_photos_stand_side_by_side_and_each_is_recorded(visitor: Visitor, taken: CodeRequest) -> None:
    page = visitor.page
    page.get_by_role("button", name="Compare two photos").click()
    second = page.locator("[data-photo]").nth(1)
    second.evaluate("image => image.complete || new Promise(done => { image.onload = done; })")
    assert page.locator("[data-photo]").count() == 2
    seen = {event.data["page"] for event in Event.objects.filter(code_request=taken, kind="see_page")}
    assert len(seen) == 2
    assert visitor.troubles == []


def test_ac_74_without_scripts_all_checks_and_the_sending_work(
    browser: Browser, live_server: LiveServer, at_desk: Client, taken: CodeRequest
) -> None:
    page = looking_at(taken, browser, live_server, at_desk, java_script_enabled=False).page
    page.fill("#id_number", "S053")
    page.fill("#id_vin6", "123456")
    page.get_by_role("button", name="Compare").click()
    for radio in page.locator("[data-check] [value=yes]").all():
        radio.check()
    page.get_by_role("button", name="Approve and look up").click()
    page.get_by_role("button", name="Send code").click()
    taken.refresh_from_db()
    assert taken.status == Status.READY


@pytest.mark.parametrize("stage", ["misread", "approved"])
def test_ac_67_the_decision_fits_the_first_screen(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, stage: str
) -> None:
    if stage == "approved":
        code_request, _ = factories.make_approved(desk, by=alice)
    else:
        code_request, _ = factories.make_sent(desk)
        factories.take(code_request, by=alice)
        workflow.read_number_off(code_request, "S058", by=alice)
    page = looking_at(code_request, browser, live_server, at_desk).page
    shoot(page, f"first-screen-{stage}")
    best = (".candidates",) if stage == "approved" else (".cells",)
    for part in (".stage", ".facts", ".read", "#checks", *best, "[data-key=s]"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768, part


def test_every_document_can_be_covered_from_the_first_screen_where_most_is_asked(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk
) -> None:
    desk.evidence_level = EvidenceLevel.STRICT
    desk.save()
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    page = looking_at(code_request, browser, live_server, at_desk).page
    shoot(page, "first-screen-strict")
    links = page.get_by_role("link", name="Cover parts").all()
    assert len(links) == 4
    for link in links:
        box = link.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SCREEN["height"]


def test_a_code_that_failed_shows_what_the_customer_says(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk
) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    link = code_request.links.get(kind="device")
    workflow.reveal(code_request, link)
    code_request.refresh_from_db()
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1, comment="It beeps twice"))
    factories.take(code_request, by=alice)
    page = looking_at(code_request, browser, live_server, at_desk).page
    shoot(page, "review-not-worked-1366")
    assert "It beeps twice" in page.inner_text("main")
    assert barriers(page) == []
    page.get_by_label("The papers stand; why another code?").fill("Entered right, so another source")
    page.get_by_role("button", name="Look up again").click()
    assert "Did not work" in page.inner_text("#code")
