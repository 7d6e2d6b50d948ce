"""The Desk in a real browser: axe, no complaint of the console, and one screen for one decision."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from guides_app.models import Remark, StepVote, VisitCount
from requests_app import workflow
from requests_app.models import Desk, Role
from tests import factories
from tests.requests_app.admin import browser as browsing
from tests.requests_app.admin.conftest import SignIn

pytestmark = pytest.mark.journey
WIDTHS = (1366, 768, 360)


@pytest.fixture
def browser(chromium: str, live_server: LiveServer) -> Iterator[Browser]:
    with browsing.running_browser(chromium) as running:
        yield running


def sound(page: Page, name: str) -> None:
    browsing.shoot(page, name)
    assert browsing.axe_findings(page) == []
    assert browsing.complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_queue_is_sound(browser: Browser, live_server: LiveServer, at_desk: Client, desk: Desk, width: int) -> None:
    for _ in range(4):
        factories.make_sent(desk)
    sound(browsing.open_page(browser, f"{live_server}/staff/requests/", at_desk, width=width), f"queue-{width}")


@pytest.mark.parametrize("width", [*WIDTHS, 320])
@pytest.mark.parametrize("page", ["", "cars/dacia-duster-1/"])
def test_guide_health_is_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, desk: Desk, width: int, page: str
) -> None:
    for _ in range(6):
        factories.make_sent(desk)
    day = timezone.localdate()
    StepVote.objects.create(kind="guide", key="dacia-duster-1", place="buttons-1-4-label-1", day=day, yes=2, no=5)
    VisitCount.objects.create(kind="guide", key="dacia-duster-1", day=day, count=60)
    Remark.objects.create(kind="guide", key="dacia-duster-1", text="The trim has 4 clips.", language="en")
    editor = sign_in(factories.make_staff(desk, "eddy", role=Role.GUIDE_EDITOR))
    address = f"{live_server}/staff/guides/health/{page}"
    sound(browsing.open_page(browser, address, editor, width=width), f"health-{len(page)}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("stage", ["received", "checking", "read", "misread", "approved", "ready"])
def test_the_review_page_is_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, width: int, stage: str
) -> None:
    code_request, _ = factories.make_sent(desk)
    if stage != "received":
        workflow.claim(code_request, by=alice)
    if stage == "read":
        workflow.read_number_off(code_request, "S053", by=alice)
        workflow.read_vin_tail(code_request, "123456", by=alice)
    if stage == "misread":
        workflow.read_number_off(code_request, "5O58", by=alice)
    if stage in {"approved", "ready"}:
        factories.verify(code_request, by=alice)
        workflow.approve(code_request, by=alice)
    if stage == "ready":
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    address = f"{live_server}/staff/requests/{code_request.reference}/"
    sound(browsing.open_page(browser, address, at_desk, width=width), f"review-{stage}-{width}")


@pytest.mark.parametrize("action", ["ask", "refuse"])
@pytest.mark.parametrize("width", WIDTHS)
def test_asking_and_refusing_are_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, width: int, action: str
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    address = f"{live_server}/staff/requests/{code_request.reference}/{action}/"
    sound(browsing.open_page(browser, address, at_desk, width=width), f"{action}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_is_sound(browser: Browser, live_server: LiveServer, width: int) -> None:
    sound(browsing.open_page(browser, f"{live_server}/staff/account/login/", None, width=width), f"login-{width}")


@pytest.mark.parametrize(
    "place", ["/staff/account/2fa/", "/staff/account/2fa/reauthenticate/", "/staff/requests/keys/"]
)
def test_account_pages_are_sound(browser: Browser, live_server: LiveServer, at_desk: Client, place: str) -> None:
    name = place.strip("/").replace("/", "-")
    sound(browsing.open_page(browser, f"{live_server}{place}", at_desk, width=1366), name)
