"""All other pages of staff in a browser: no barrier at 1366 and 768 px, no report of the policy, nothing cut off."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from requests_app import workflow
from requests_app.models import TOLD_STATES, CannedReply, CodeRequest, Desk, Message, Page, ParkReason, Problem
from requests_app.webhooks import endpoints
from requests_app.workflow import watching
from requests_app.workflow.watching import rows_of
from tests import factories
from tests.browser import PHONE, SCREEN, TABLET, barriers, open_browser
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.test_in_a_browser import SIZES, sound
from tests.requests_app.api.software import open_token, read_token

pytestmark = pytest.mark.journey
BOTH = (SCREEN, TABLET)


@pytest.fixture
def released(desk: Desk, alice: User) -> CodeRequest:
    """One with everything that pages of a single request show."""
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.add_note(code_request, "She rang; @Charlie knows the car", by=alice)
    return code_request


def test_pages_of_one_request_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, charlie: User, released: CodeRequest
) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    for name in ("set_aside", "person", "erase", "hold", "request_record", "release_record", "preview"):
        sound(visitor, reverse(f"admin:{name}", args=[released.reference]), name)
    paper = Page.objects.filter(upload__code_request=released).first()
    assert paper is not None
    sound(visitor, reverse("admin:cover_document", args=[released.reference, paper.pk]), "cover")
    visitor.page.goto(f"{visitor.address}{reverse('admin:release_record', args=[released.reference])}")
    sound(visitor, urlsplit(visitor.page.locator("article .mono").first.inner_text()).path, "release-check")


def test_pages_of_a_desk_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, alice: User, charlie: User, released: CodeRequest
) -> None:
    parked, _ = factories.make_sent(released.desk)
    workflow.park(parked, ParkReason.MANUFACTURER, until=timezone.now() + timedelta(days=3), case="M 17", by=alice)
    watching.watch(
        released.desk, rows_of("what,number,from,until\nvin,UU1HSDAG543210987,2020-01-01,"), source="Police", by=charlie
    )
    CannedReply.objects.create(desk=released.desk, name="Bring the certificate")
    software = open_token(released.desk, by=charlie, acts_as=charlie)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    for name in ("mentions", "counter", "dashboard", "scoreboard", "record", "retention", "team", "settings"):
        sound(visitor, reverse(f"admin:{name}"), name)
    sound(visitor, f"{reverse('admin:queue')}?tab=parked", "queue-parked")
    sound(visitor, reverse("admin:requests_app_apitoken_changelist"), "api-tokens")
    endpoint, _ = endpoints.add(read_token(software), "https://hooks.example/in", TOLD_STATES, by=charlie)
    factories.make_sent(released.desk)
    sound(visitor, reverse("admin:requests_app_webhookendpoint_changelist"), "webhooks", sizes=(SCREEN, PHONE))
    log = reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])
    sound(visitor, log, "webhook-log", sizes=(SCREEN, PHONE))
    visitor.page.goto(f"{visitor.address}{reverse('admin:requests_app_apitoken_changelist')}")
    visitor.page.get_by_role("button", name="New secret").click()
    assert visitor.page.get_by_label("Token").input_value().startswith("rcd_")
    assert barriers(visitor.page) == []


def test_the_description_of_the_interface_is_sound(browser: Browser, live_server: LiveServer) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN)
    sound(visitor, reverse("api:docs"), "api-docs", sizes=(SCREEN, PHONE))


def test_the_list_of_letters_is_whole_at_every_size(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, charlie: User, released: CodeRequest
) -> None:
    failed = Message.objects.filter(code_request=released).order_by("pk")[:1].values("pk")
    said = {"failed_at": timezone.now(), "problem": Problem.MAILBOX, "last_error": "SMTPRecipientsRefused 550"}
    Message.objects.filter(pk__in=failed).update(attempts=3, **said)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    for size in SIZES:
        sound(visitor, "/staff/requests_app/message/", "letters", sizes=(size,))
        table = visitor.page.locator("#changelist-form .results")
        assert table.evaluate("table => table.scrollWidth - table.clientWidth") <= 0, size
    assert "The mailbox was refused, SMTPRecipientsRefused 550 (3 tries)" in table.inner_text()


def test_stock_pages_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, charlie: User, released: CodeRequest
) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    for place in (
        "cannedreply/", "cannedreply/add/", "knowncode/", "knowncode/add/", "knowncode/find/", "codebatch/",
        "codebatch/import/", "watcheditem/", "watcheditem/import/",
    ):  # fmt: skip
        sound(visitor, f"/staff/requests_app/{place}", place.strip("/").replace("/", "-"), sizes=BOTH)
