"""The Desk in a real browser: axe, no complaint of the console, and one screen for one decision."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from guides_app.models import Remark, StepVote, VisitCount
from requests_app import workflow
from requests_app.models import Desk, Role, SavedView
from tests import factories
from tests.browser import PHONE, SCREEN, SMALLEST, TABLET, Visitor, barriers, open_browser, overflow, shoot
from tests.requests_app.admin.conftest import SignIn

pytestmark = pytest.mark.journey
Size = dict[str, int]
SIZES = (SCREEN, TABLET, PHONE)


def sound(visitor: Visitor, path: str, name: str, *, sizes: tuple[Size, ...] = SIZES) -> None:
    """No barrier on a screen and on a tablet, no complaint, and nothing sticks out at any size."""
    answer = visitor.page.goto(f"{visitor.address}{path}")
    assert answer is not None
    assert answer.ok, path
    for size in sizes or (SCREEN,):
        assert overflow(visitor.at(size)) <= 0, (path, size)
        shoot(visitor.page, f"{name}-{size['width']}")
        if size in (SCREEN, TABLET):
            assert barriers(visitor.page) == [], (path, size)
    assert visitor.troubles == []


def test_ac_66_the_queue_is_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, charlie: User, desk: Desk
) -> None:
    factories.make_family(name="Radio of the first years with buttons 1 to 6 and a display above the heater")
    sent = [factories.make_sent(desk)[0] for _ in range(4)]
    factories.give_same_car(*sent[:2])
    for name, filters in {"My German ones": {"who": "@me", "language": "de"}, "No label": {"missing": "label"}}.items():
        view = SavedView.objects.create(owner=charlie, desk=desk, name=name, tab="waiting", filters=filters)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie))
    sound(visitor, "/staff/requests/", "queue")
    sound(visitor, f"/staff/requests/?view={view.pk}", "queue-view", sizes=())
    visitor.page.locator("details.save summary").click()
    for size in SIZES:
        assert overflow(visitor.at(size)) <= 0, size
        shoot(visitor.page, f"queue-view-{size['width']}")
    visitor.page.goto(f"{visitor.address}/staff/requests/")
    for one in sent[:2]:
        visitor.page.get_by_label(f"Choose {one.reference}").check(force=True)
    visitor.page.get_by_role("button", name="Park…").click()
    assert barriers(visitor.page) == []
    for size in SIZES:
        assert overflow(visitor.at(size)) <= 0, size
        shoot(visitor.page, f"several-{size['width']}")


def test_guide_health_is_sound(browser: Browser, live_server: LiveServer, sign_in: SignIn, desk: Desk) -> None:
    for _ in range(6):
        factories.make_sent(desk)
    day = timezone.localdate()
    StepVote.objects.create(kind="guide", key="dacia-duster-1", place="buttons-1-4-label-1", day=day, yes=2, no=5)
    VisitCount.objects.create(kind="guide", key="dacia-duster-1", day=day, count=60)
    Remark.objects.create(kind="guide", key="dacia-duster-1", text="The trim has 4 clips.", language="en")
    editor = sign_in(factories.make_staff(desk, "eddy", role=Role.GUIDE_EDITOR))
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=editor)
    for name, place in {"health": "", "health-car": "cars/dacia-duster-1/"}.items():
        sound(visitor, f"/staff/guides/health/{place}", name, sizes=(*SIZES, SMALLEST))


@pytest.mark.parametrize("stage", ["received", "checking", "read", "misread", "approved", "ready"])
def test_ac_66_the_review_page_is_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk, stage: str
) -> None:
    code_request, _ = factories.make_sent(desk)
    if stage != "received":
        factories.take(code_request, by=alice)
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
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    sound(visitor, f"/staff/requests/{code_request.reference}/", f"review-{stage}")


def test_ac_66_asking_and_refusing_are_sound(
    browser: Browser, live_server: LiveServer, at_desk: Client, alice: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    for action in ("ask", "refuse"):
        sound(visitor, f"/staff/requests/{code_request.reference}/{action}/", action)


def test_the_second_look_and_the_page_that_waits_for_it_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    code_request, _ = factories.make_approved(desk, by=alice)
    page = f"/staff/requests/{code_request.reference}/"
    first = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(alice))
    sound(first, page, "review-waits-for-second")
    second = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(bob))
    sound(second, f"{page}second-look/", "second-look", sizes=(*SIZES, SMALLEST))


def test_signing_in_is_sound(browser: Browser, live_server: LiveServer) -> None:
    sound(open_browser(browser, live_server.url, size=SCREEN), "/staff/account/login/", "login")


def test_account_pages_are_sound(browser: Browser, live_server: LiveServer, at_desk: Client) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    for place in ("account/2fa/", "account/2fa/reauthenticate/", "requests/keys/"):
        sound(visitor, f"/staff/{place}", place.strip("/").replace("/", "-"))
