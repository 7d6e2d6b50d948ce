"""From the guide of the car to a radio that plays, with scripts and without, through the product as it is run."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, SMALLEST, Visitor, barriers, open_browser, overflow
from tests.journeys import clerk, customer
from tests.journeys.customer import Person
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
NUMBER, CODE = "S053", "7913"
PRESSES = [
    "Press 1 until digit 1 is 7 (7 presses).",
    "Press 2 until digit 2 is 9 (9 presses).",
    "Press 3 until digit 3 is 1 (1 press).",
    "Press 4 until digit 4 is 3 (3 presses).",
    "Press and hold 6 until you hear a beep (2 to 5 seconds).",
]


def test_a_radio_plays_with_scripts(browser: Browser, running: RunningDesk, person: Person) -> None:
    visitor = open_browser(browser, running.address, size=PHONE)
    before = running.sealed_files()
    reference = ask(visitor, person)
    reference_is_in_the_first_letter(running, person, reference)
    staff = deliver(browser, running, person, reference)
    is_sound(visitor)
    open_letter(visitor, running, person, reference)
    visitor.page.goto(f"{running.address}/track/{reference}/code/")
    assert CODE not in visitor.page.content(), "a GET shows the code"
    visitor.page.get_by_role("button", name="Show my code").click()
    code_is_shown(visitor.page)
    is_sound(visitor)
    code_goes_with_the_page(visitor.page)
    play(visitor.page)
    photos_go_when_their_time_is_over(running, before)
    assert visitor.troubles + staff.troubles == []


@pytest.mark.both_databases
def test_a_radio_plays_without_scripts(browser: Browser, running: RunningDesk, person: Person) -> None:
    """The letter is opened on another device here, which has to know a little more."""
    visitor = open_browser(browser, running.address, size=PHONE, java_script_enabled=False)
    before = running.sealed_files()
    reference = ask(visitor, person)
    reference_is_in_the_first_letter(running, person, reference)
    staff = deliver(browser, running, person, reference, scripts=False)
    other = open_browser(browser, running.address, size=SMALLEST, java_script_enabled=False)
    open_letter(other, running, person, reference)
    other.page.get_by_role("button", name="Show my code").click()
    other.page.get_by_label("Last 4 characters").fill("s053")
    assert CODE not in other.page.content(), "a GET shows the code"
    other.page.get_by_role("button", name="Show my code").click()
    code_is_shown(other.page)
    play(other.page)
    photos_go_when_their_time_is_over(running, before)
    assert visitor.troubles + other.troubles + staff.troubles == []


def code_goes_with_the_page(page: Page) -> None:
    """What the browser keeps for "Back" holds no code; whoever comes back presses the button again."""
    page.get_by_role("link", name="No", exact=True).click()
    page.go_back()
    page.get_by_role("button", name="Show my code").wait_for()
    assert CODE not in page.content()
    page.get_by_role("button", name="Show my code").click()
    code_is_shown(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert CODE not in page.content()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.get_by_role("button", name="Show my code").click()
    code_is_shown(page)


def ask(visitor: Visitor, person: Person) -> str:
    """From the home page to the tracking page, with a photo of 12 megapixels that knows where it was taken."""
    page = visitor.page
    customer.find_guide(visitor)
    customer.choose_radio(page)
    is_sound(visitor)
    customer.type_number(page, "")
    page.get_by_role("alert").get_by_text("Enter the radio's pre-code").wait_for()
    is_sound(visitor)
    customer.type_number(page, NUMBER)
    customer.upload(page, person.photo(4000, 3000))
    customer.upload(page, person.certificate(), name="certificate.pdf", kind="application/pdf")
    customer.type_vin_tail(page, person)
    customer.about_me(page, person)
    is_sound(visitor)
    reference = customer.declare_and_send(page)
    is_sound(visitor)
    return reference


def is_sound(visitor: Visitor) -> None:
    """No barrier that axe finds on a phone, and nothing sticks out on the smallest."""
    if visitor.scripts:
        assert barriers(visitor.page) == [], visitor.page.url
    assert overflow(visitor.at(SMALLEST)) <= 0, visitor.page.url
    visitor.at(PHONE)


def reference_is_in_the_first_letter(running: RunningDesk, person: Person, reference: str) -> None:
    letter = running.postbox.wait_for("We have your radio code request", to=person.email)
    assert reference in customer.text_of(letter)


def deliver(browser: Browser, running: RunningDesk, person: Person, reference: str, *, scripts: bool = True) -> Visitor:
    """The clerk reads without seeing what the customer typed, checks, looks up and sends."""
    staff = clerk.at_the_desk(browser, running, scripts=scripts)
    page = clerk.take(staff, reference)
    assert NUMBER not in page.content(), "the clerk sees the customer's number before the reading"
    clerk.read_off(page, NUMBER, person.tail)
    page.get_by_text("You and the customer read the same.").first.wait_for()
    clerk.say_yes_to_all(page)
    clerk.approve(page)
    page.get_by_role("heading", name="Code", exact=True).wait_for()
    assert CODE not in page.content(), "the clerk sees the code without asking for it"
    clerk.ask_a_colleague(page, browser, running, reference, NUMBER, person.tail)
    clerk.send_code(page)
    return staff


def open_letter(visitor: Visitor, running: RunningDesk, person: Person, reference: str) -> None:
    letter = running.postbox.wait_for("Your radio code is ready", to=person.email)
    assert CODE not in customer.text_of(letter)
    visitor.page.goto(customer.link_in(letter))
    assert visitor.page.url == f"{running.address}/track/{reference}/"
    assert CODE not in visitor.page.content()


def code_is_shown(page: Page) -> None:
    page.get_by_role("img", name=", ".join(CODE)).wait_for()
    assert [" ".join(step.split()) for step in page.locator("ol.steps li").all_inner_texts()] == PRESSES


def play(page: Page) -> None:
    page.get_by_role("button", name="Yes, the radio plays").click()
    page.get_by_role("heading", name="Your radio works").wait_for()


def photos_go_when_their_time_is_over(running: RunningDesk, before: set[str]) -> None:
    mine = running.sealed_files() - before
    assert mine, "the request has left no sealed files, so nothing is proved by their absence"
    running.manage("purge", days_later=29)
    assert mine <= running.sealed_files()
    running.manage("purge", days_later=31)
    assert not mine & running.sealed_files()
