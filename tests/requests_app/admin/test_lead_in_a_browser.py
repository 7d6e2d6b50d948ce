"""What a lead opens, in a real browser: axe, no complaint of the console, and nothing that sticks out."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from requests_app.models import Desk, DeskLogo, Holiday, LetterSentence, Verdict
from tests import factories
from tests.browser import SCREEN, open_browser
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.test_in_a_browser import sound
from tests.requests_app.admin.test_look_of_a_shop import a_logo
from tests.requests_app.test_sampling import read
from tests.requests_app.test_totals import a_day

pytestmark = pytest.mark.journey


def test_ac_66_the_pages_of_a_lead_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, desk: Desk, alice: User, bob: User, charlie: User
) -> None:
    Holiday.objects.create(desk=desk, date="2026-12-25", name="Christmas")
    Holiday.objects.create(desk=desk, date="2027-01-01", name="New Year’s Day")
    LetterSentence.objects.create(desk=desk, letter="ready", language="en", text="Tell {shop} whether it plays")
    a_day(desk, alice)
    Desk.objects.filter(pk=desk.pk).update(sample_share=100, colour="#8a1f5c")
    desk.refresh_from_db()
    differs, _ = factories.make_ready(desk, by=alice)
    read(differs, bob, Verdict.NO)
    factories.make_ready(desk, by=alice)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    visitor.page.goto(f"{live_server.url}/staff/desks/{desk.pk}/shop/")
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": a_logo().read()}
    visitor.page.get_by_label("Logo", exact=True).set_input_files(logo)  # type: ignore[arg-type]
    visitor.page.get_by_role("button", name="Keep").click()
    assert DeskLogo.objects.exists()
    pages = {
        **{name: f"/staff/desks/{desk.pk}/{name}/" for name in ("shop", "hours", "checks", "letters")},
        "overview": "/staff/overview/",
        "behind": f"/staff/overview/list/?desk={desk.slug}&kind=sent",
        "samples": "/staff/requests/samples/",
    }
    for name, path in pages.items():
        sound(visitor, path, f"lead-{name}")
