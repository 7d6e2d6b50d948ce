"""Clerks work through twenty mixed requests: one by keys alone, one by clicks without JavaScript, one on a tablet."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from requests_app.models import CodeRequest, Desk
from requests_app.states import Status
from tests import factories
from tests.browser import SCREEN, TABLET, Visitor, focus_stands, open_browser

pytestmark = pytest.mark.journey
MOST_KEYS = 8
CLEAR, ASK, REFUSE, PARK = "clear", "ask", "refuse", "park"
WHAT = (CLEAR, ASK, CLEAR, REFUSE, CLEAR, PARK, CLEAR, ASK, CLEAR, REFUSE) * 2
ENDS = {CLEAR: Status.READY, ASK: Status.NEEDS_INFO, REFUSE: Status.REFUSED, PARK: Status.RECEIVED}
SMALL = (600, 450)
CERTIFICATE = ".thumbs a[data-slot=certificate]"
NUMBER = "S053"
IN_DAYS = timedelta(days=5)
Plan = dict[str, tuple[str, str]]


@pytest.fixture
def plan(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """What becomes of each request, by its reference, with the end of the VIN that its paper shows."""
    photo = factories.make_photo
    monkeypatch.setattr(factories, "make_photo", lambda text="": photo(text, size=SMALL))
    return {
        str(factories.make_sent(desk)[0].reference): (what, f"{number:06}") for number, what in enumerate(WHAT, 100001)
    }


def work_through(plan: Plan, visitor: Visitor, take_next: Callable[[], None], does: Mapping[str, "Does"]) -> list[str]:
    """Whatever comes next, until all have come; what became of them, in that order."""
    page, done = visitor.page, []
    page.goto(f"{visitor.address}/staff/requests/")
    for _ in plan:
        if not page.locator(".act").count():
            take_next()
        what, tail = plan[page.locator("h1.ref").inner_text()]
        does[what](tail)
        done.append(what)
    for reference, (what, _tail) in plan.items():
        one = CodeRequest.objects.get(reference=reference)
        assert bool(one.parked_for) == (what == PARK), reference
        assert one.status == ENDS[what] or one.parked_for, (reference, what)
    assert visitor.troubles == []
    return done


Does = Callable[[str], None]


def photo_is_there(page: Page, label: str) -> None:
    page.locator("[data-caption]", has_text=label).wait_for()
    page.locator("[data-photo]").evaluate("image => image.decode()")


class Keys:
    """A keyboard that counts what is pressed beside what stands on the papers."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def lead_on(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)
        self.page.wait_for_load_state()
        focus_stands(self.page)

    def reach(self, there: Locator) -> None:
        """By Tab, as everybody can."""
        for _ in range(80):
            if there.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {there}")

    def take_next(self) -> None:
        self.lead_on("n")

    def clear(self, tail: str) -> None:
        photo_is_there(self.page, "Radio label")
        self.page.keyboard.type(NUMBER)
        self.press("Enter")
        photo_is_there(self.page, "Registration certificate")
        self.page.keyboard.type(tail)
        for _ in range(3):
            self.lead_on("Enter")

    def ask(self, _tail: str) -> None:
        self.press("Escape")
        self.lead_on("m")
        self.press("ArrowDown")
        self.reach(self.page.get_by_role("button", name="Send the letter"))
        self.lead_on("Enter")

    def refuse(self, _tail: str) -> None:
        self.reach(self.page.get_by_role("link", name="Refuse…"))
        self.lead_on("Enter")
        self.press("Space")
        self.reach(self.page.get_by_role("button", name="Refuse", exact=True))
        self.lead_on("Enter")

    def park(self, _tail: str) -> None:
        self.reach(self.page.get_by_role("link", name="Set aside"))
        self.lead_on("Enter")
        self.reach(self.page.locator("input[name=reason]").first)
        self.press("ArrowUp")
        self.reach(self.page.locator("#id_until"))
        until = timezone.localtime() + IN_DAYS
        self.page.keyboard.type(f"{until:%m%d%Y}")
        self.press("ArrowRight")
        self.page.keyboard.type("1000AM")
        self.reach(self.page.get_by_role("button", name="Park", exact=True))
        self.lead_on("Enter")


class Hand:
    """A mouse or a finger: it presses what is seen, and types where it has pressed."""

    def __init__(self, visitor: Visitor, press: Callable[[Locator], None]) -> None:
        self.visitor, self.page, self.press = visitor, visitor.page, press

    def lead_on(self, there: Locator) -> None:
        with self.page.expect_navigation():
            self.press(there)
        self.page.wait_for_load_state()

    def button(self, name: str) -> None:
        self.lead_on(self.page.get_by_role("button", name=name, exact=True).first)

    def link(self, name: str) -> None:
        self.lead_on(self.page.get_by_role("link", name=name, exact=True))

    def write(self, name: str, text: str) -> None:
        field = self.page.locator(f"[name={name}]")
        self.press(field)
        field.fill(text)

    def take_next(self) -> None:
        self.button("Take next")

    def clear(self, tail: str) -> None:
        self.open_certificate()
        self.write("number", NUMBER)
        self.write("vin6", tail)
        for name in ("Compare", "Everything fits: look up", "Send, then next"):
            self.button(name)

    def open_certificate(self) -> None:
        self.press(self.page.locator(CERTIFICATE))
        photo_is_there(self.page, "Registration certificate")

    def ask(self, _tail: str) -> None:
        self.link("Ask for more")
        self.page.locator("select[name=problem-label]").select_option("blur")
        self.button("Send the letter")

    def refuse(self, _tail: str) -> None:
        self.link("Refuse…")
        self.press(self.page.locator("#refusals label").first)
        self.button("Refuse")

    def park(self, _tail: str) -> None:
        self.link("Set aside")
        self.press(self.page.get_by_label("A call back to the customer"))
        self.write("until", f"{timezone.localtime() + IN_DAYS:%Y-%m-%dT%H:%M}")
        self.button("Park")


class HandWithoutScripts(Hand):
    """Where no script shows another photo in its place, it is opened by itself."""

    def open_certificate(self) -> None:
        heard = len(self.visitor.troubles)
        self.lead_on(self.page.locator(CERTIFICATE))
        self.page.go_back()
        del self.visitor.troubles[heard:]  # of the page that Chromium makes for a picture; ours says nothing


def test_by_keys_alone(browser: Browser, live_server: LiveServer, at_desk: Client, plan: Plan) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk)
    counted: list[int] = []
    keys = Keys(visitor.page)

    def clear(tail: str) -> None:
        keys.pressed = 0
        keys.clear(tail)
        counted.append(keys.pressed)

    does = {CLEAR: clear, ASK: keys.ask, REFUSE: keys.refuse, PARK: keys.park}
    work_through(plan, visitor, keys.take_next, does)
    assert len(counted) == WHAT.count(CLEAR)
    assert max(counted) <= MOST_KEYS


def test_by_clicks_without_javascript(browser: Browser, live_server: LiveServer, at_desk: Client, plan: Plan) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=at_desk, java_script_enabled=False)
    hand = HandWithoutScripts(visitor, Locator.click)
    does = {CLEAR: hand.clear, ASK: hand.ask, REFUSE: hand.refuse, PARK: hand.park}
    work_through(plan, visitor, hand.take_next, does)


def test_with_a_finger_on_a_tablet(browser: Browser, live_server: LiveServer, at_desk: Client, plan: Plan) -> None:
    visitor = open_browser(browser, live_server.url, size=TABLET, client=at_desk, has_touch=True)
    hand = Hand(visitor, Locator.tap)
    does = {CLEAR: hand.clear, ASK: hand.ask, REFUSE: hand.refuse, PARK: hand.park}
    work_through(plan, visitor, hand.take_next, does)
