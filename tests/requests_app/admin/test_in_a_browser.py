"""The Desk in a real browser: axe, no complaint of the console, and one screen for one decision."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from guides_app.models import Remark, StepVote, VisitCount
from requests_app import workflow
from requests_app.models import Desk, Role
from tests import factories
from tests.browser import PHONE, SCREEN, SMALLEST, TABLET, Visitor, barriers, chromium_at, open_browser, overflow, shoot
from tests.requests_app.admin.conftest import SignIn

pytestmark = pytest.mark.journey
Size = dict[str, int]
SIZES = pytest.mark.parametrize("size", [SCREEN, TABLET, PHONE], ids=["screen", "tablet", "phone"])


@pytest.fixture
def browser(chromium: str, live_server: LiveServer) -> Iterator[Browser]:
    with chromium_at(chromium) as running:
        yield running


def sound(visitor: Visitor, path: str, name: str) -> None:
    visitor.page.goto(f"{visitor.address}{path}")
    shoot(visitor.page, name)
    assert barriers(visitor.page) == []
    assert visitor.troubles == []
    assert overflow(visitor.page) <= 0


@SIZES
def test_the_queue_is_sound(browser: Browser, live_server: LiveServer, at_desk: Client, desk: Desk, size: Size) -> None:
    for _ in range(4):
        factories.make_sent(desk)
    sound(
        open_browser(browser, live_server.url, size=size, client=at_desk), "/staff/requests/", f"queue-{size['width']}"
    )


@pytest.mark.parametrize("size", [SCREEN, TABLET, PHONE, SMALLEST], ids=["screen", "tablet", "phone", "smallest"])
@pytest.mark.parametrize("page", ["", "cars/dacia-duster-1/"])
def test_guide_health_is_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, desk: Desk, size: Size, page: str
) -> None:
    for _ in range(6):
        factories.make_sent(desk)
    day = timezone.localdate()
    StepVote.objects.create(kind="guide", key="dacia-duster-1", place="buttons-1-4-label-1", day=day, yes=2, no=5)
    VisitCount.objects.create(kind="guide", key="dacia-duster-1", day=day, count=60)
    Remark.objects.create(kind="guide", key="dacia-duster-1", text="The trim has 4 clips.", language="en")
    editor = sign_in(factories.make_staff(desk, "eddy", role=Role.GUIDE_EDITOR))
    visitor = open_browser(browser, live_server.url, size=size, client=editor)
    sound(visitor, f"/staff/guides/health/{page}", f"health-{len(page)}-{size['width']}")


@SIZES
@pytest.mark.parametrize("stage", ["received", "checking", "read", "misread", "approved", "ready"])
def test_the_review_page_is_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, size: Size, stage: str
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
    visitor = open_browser(browser, live_server.url, size=size, client=at_desk)
    sound(visitor, f"/staff/requests/{code_request.reference}/", f"review-{stage}-{size['width']}")


@pytest.mark.parametrize("action", ["ask", "refuse"])
@SIZES
def test_asking_and_refusing_are_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, size: Size, action: str
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    visitor = open_browser(browser, live_server.url, size=size, client=at_desk)
    sound(visitor, f"/staff/requests/{code_request.reference}/{action}/", f"{action}-{size['width']}")


@SIZES
def test_signing_in_is_sound(browser: Browser, live_server: LiveServer, size: Size) -> None:
    sound(open_browser(browser, live_server.url, size=size), "/staff/account/login/", f"login-{size['width']}")


@pytest.mark.parametrize(
    "place", ["/staff/account/2fa/", "/staff/account/2fa/reauthenticate/", "/staff/requests/keys/"]
)
def test_account_pages_are_sound(browser: Browser, live_server: LiveServer, at_desk: Client, place: str) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    sound(visitor, place, place.strip("/").replace("/", "-"))
