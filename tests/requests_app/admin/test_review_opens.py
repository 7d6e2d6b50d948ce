"""What the review page fetches when somebody opens it, and pointing at a photo with a pointer, in a browser."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from requests_app import workflow
from requests_app.models import Desk, DocumentProblem, Slot, Verdict
from tests import factories
from tests.browser import PHONE, SCREEN, TABLET, barriers, open_browser, overflow, shoot
from tests.requests_app.admin.desk_forms import address

pytestmark = pytest.mark.journey
ANA = "ana@customer.example"


def test_history_and_record_come_when_opened_and_a_drag_points_at_the_photo(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, bob: User, desk: Desk
) -> None:
    earlier, _ = factories.make_sent(desk, email=ANA, number="S054")
    factories.take(earlier, by=bob)
    workflow.refuse(earlier, workflow.Refusal.NOT_HOLDER, by=bob)
    other, _ = factories.make_sent(desk, email=ANA, number="S054")
    here, _ = factories.make_sent(desk, email=ANA)
    factories.take(here, by=alice)
    workflow.judge_document(here, Slot.LABEL, Verdict.NO, by=alice, problem=DocumentProblem.BLUR)
    clerk = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    page = clerk.page
    page.goto(f"{live_server}{address(here)}")
    for summary, shown in (("The same person, car or radio", "Refused: Holder"), ("What happened", "Document judged")):
        page.get_by_text(summary, exact=True).click()
        page.locator("details[open] [data-part]", has_text=shown).wait_for()
    page.get_by_text("1 of 2 documents judged").click()
    for size, name in ((SCREEN, "review"), (TABLET, "review-768"), (PHONE, "review-360")):
        clerk.at(size)
        shoot(page, name)
        assert overflow(page) == 0
        page.locator(".opened").scroll_into_view_if_needed()
        shoot(page, f"{name}-opened")
    assert barriers(page) == []
    clerk.at(SCREEN)
    page.goto(f"{live_server}{address(here, 'history/')}")
    page.get_by_text(f"merge {other.reference} into this request").click()
    shoot(page, "history")
    assert barriers(page) == []
    page.goto(f"{live_server}{address(here, 'ask/')}")
    page.get_by_role("button", name="Point at a part of Radio label or display, page 1").click()
    grid = page.locator("[data-squares]")
    page.locator(".pointing img").evaluate("image => image.decode()")
    box = grid.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] * 1.5 / 6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 4.5 / 8, box["y"] + box["height"] * 2.5 / 6, steps=5)
    page.mouse.up()
    assert grid.locator("input:checked").count() == 6
    shoot(page, "mark")
    assert barriers(page) == []
    page.get_by_role("button", name="Keep this mark").click()
    assert page.locator("[name=mark-label]").input_value().endswith(":2-3-3-5")
    for size, name in ((SCREEN, "ask"), (PHONE, "ask-360")):
        clerk.at(size)
        shoot(page, name)
        assert overflow(page) == 0
    assert barriers(page) == []
    assert clerk.troubles == []
