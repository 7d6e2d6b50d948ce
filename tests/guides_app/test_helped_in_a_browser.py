"""Readers' votes and remarks in a real browser: with scripts, without, and without a barrier."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from guides_app.models import FamilyStep, RadioFamily, Remark, Source, StepVote
from tests import factories
from tests.browser import SMALLEST, Visitor, barriers, open_browser, overflow

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
GUIDE = "/en/guides/dacia-duster-1/"
PLACE = "buttons-1-4-label-1"


@pytest.fixture
def browser(browser: Browser, live_server: LiveServer) -> Browser:
    """Before a guide with a step."""
    factories.make_guide()
    family, source = RadioFamily.objects.get(), Source.objects.get()
    FamilyStep.objects.create(
        family=family, source=source, confidence="likely", section="label", title="Read the label"
    )
    return browser


def opened(browser: Browser, live_server: LiveServer, *, scripts: bool = True) -> Visitor:
    visitor = open_browser(browser, live_server.url, size=SMALLEST, java_script_enabled=scripts)
    visitor.page.goto(f"{live_server}{GUIDE}#{PLACE}")
    for summary in visitor.page.locator("details:not([open]):has(.helped) > summary").all():
        summary.click()
    return visitor


def sound(visitor: Visitor) -> None:
    assert barriers(visitor.page) == []
    assert visitor.troubles == []
    assert overflow(visitor.page) <= 0


def test_a_vote_is_thanked_for_in_place(browser: Browser, live_server: LiveServer) -> None:
    visitor = opened(browser, live_server)
    page = visitor.page
    box = page.locator(".helped button").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.locator(f"#{PLACE} .helped").get_by_role("button", name="No").click()
    thanks = page.get_by_role("status")
    thanks.get_by_role("link", name="Tell us about this step").wait_for()
    assert thanks.inner_text().startswith("Thank you.")
    assert page.url.endswith(f"{GUIDE}#{PLACE}")
    assert list(StepVote.objects.values_list("place", "yes", "no")) == [(PLACE, 0, 1)]
    sound(visitor)


def test_without_scripts_a_vote_leads_to_the_form_and_back(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server, scripts=False).page
    page.locator(f"#{PLACE} .helped").get_by_role("button", name="No").click()
    page.get_by_role("link", name="Tell us about this step").click()
    assert page.locator("#id_at").input_value() == PLACE
    page.get_by_label("What is wrong, or what is missing?").fill("There are 2 screws")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Back to: Dacia Duster I").click()
    assert page.url.endswith(GUIDE)
    assert Remark.objects.get().text == "There are 2 screws"


def test_the_form_and_the_thanks_are_sound(browser: Browser, live_server: LiveServer) -> None:
    visitor = open_browser(browser, live_server.url, size=SMALLEST)
    page = visitor.page
    for way in ("tell-us/?at=" + PLACE, "tell-us/?told=1", "helped/?said=no&at=" + PLACE):
        page.goto(f"{live_server}{GUIDE}{way}")
        sound(visitor)
    page.goto(f"{live_server}{GUIDE}tell-us/")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Write what is wrong").wait_for()
    sound(visitor)
