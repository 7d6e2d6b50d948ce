"""Pages about where codes come from in a real browser: sound at all sizes, and an open page is told of an answer."""

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from requests_app import tasks
from requests_app.lookup.source import Found, Unavailable
from requests_app.models import AccessLink, Desk, OpenQuestion, new_link
from tests import factories
from tests.browser import SCREEN, open_browser
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.test_in_a_browser import sound
from tests.requests_app.lookup.plugged import Scripted, plug_in
from tests.requests_app.short_way import begins_again, gave, reads

pytestmark = pytest.mark.journey
FOUND = Found("1234", "row 3", number="S053")
DOWN = Unavailable("closed on Sundays")


def test_the_sources_of_a_desk_are_sound(
    browser: Browser,
    live_server: LiveServer,
    sign_in: SignIn,
    charlie: User,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plug_in(monkeypatch, desk, Scripted("partner"), Scripted("warehouse"))
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    sound(visitor, f"/staff/desks/{desk.pk}/sources/", "desk-sources")


def test_a_clerk_who_has_the_page_open_is_told_that_a_source_answered(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, desk, Scripted("partner", DOWN, FOUND), Scripted("warehouse", *[DOWN] * 3))
    one, _ = factories.make_approved(desk, by=alice)
    place = reverse("admin:review", args=[one.reference])
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    sound(visitor, place, "review-asking")
    tasks.ask_sources()
    told = visitor.page.get_by_role("status").filter(has_text="A source has answered.")
    expect(told).to_be_visible()
    OpenQuestion.objects.update(due_at=Now())
    tasks.ask_sources()
    visitor.page.goto(f"{live_server.url}{place}")
    visitor.page.get_by_text("What the sources said").click()
    expect(visitor.page.get_by_role("cell", name="not available: closed on Sundays").first).to_be_visible()
    sound(visitor, place, "review-asked")


def test_asking_for_a_code_again_and_relying_are_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk
) -> None:
    desk.again_days = 60
    desk.save()
    earlier = gave(desk, alice)
    key = new_link(earlier, AccessLink.Kind.LETTER)
    owner = open_browser(browser, live_server.url, size=SCREEN)
    sound(owner, reverse("requests:link", args=[key]), "track-again")
    expect(owner.page.get_by_role("button", name="Ask for the code again")).to_be_visible()
    one = begins_again(earlier)
    reads(one, alice)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    place = reverse("admin:review", args=[one.reference])
    sound(visitor, place, "review-again")
    visitor.page.get_by_role("button", name="Rely on that verification").click()
    expect(visitor.page.get_by_text("This round relies on that verification")).to_be_visible()
    sound(visitor, place, "review-relies")
