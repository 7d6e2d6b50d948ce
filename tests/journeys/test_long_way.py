"""The way with slips: a part number, a misread character, something missing, a refusal, and another person's look."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, Visitor, open_browser
from tests.journeys import clerk, customer
from tests.journeys.clerk import CLERK, LEAD
from tests.journeys.customer import Person
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
RIGHT, MISREAD, PART_NUMBER = "H358", "H353", "281150198R"
CODE = "4071"


def test_slips_are_mended_and_an_appeal_meets_another_person(
    browser: Browser, running: RunningDesk, person: Person
) -> None:
    visitor = open_browser(browser, running.address, size=PHONE)
    reference = ask_with_slips(visitor, person)
    staff = clerk.at_the_desk(browser, running, CLERK)
    find_the_misread_character(staff, person, reference)
    ask_for_another_photo(staff, reference)
    answer(visitor, running, person)
    refuse(staff, reference)
    appeal(visitor, running, person)
    refusing_clerk_may_not_decide(staff, reference)
    lead = clerk.at_the_desk(browser, running, LEAD)
    page = read_anew(lead, person, reference)
    clerk.ask_a_colleague(page, browser, running, reference, RIGHT, person.tail)
    clerk.send_code(page)
    open_the_code(visitor, running, person)
    assert visitor.troubles + staff.troubles + lead.troubles == []


def ask_with_slips(visitor: Visitor, person: Person) -> str:
    """The part number is told apart from the pre-code; the misread one looks right, so nobody can tell yet."""
    page = visitor.page
    customer.find_guide(visitor)
    customer.choose_radio(page)
    customer.type_number(page, PART_NUMBER)
    page.get_by_role("heading", name="This looks like the part number").wait_for()
    page.get_by_role("link", name="Enter the pre-code").click()
    customer.type_number(page, MISREAD)
    customer.upload(page, person.photo())
    customer.upload(page, person.certificate(), name="certificate.pdf", kind="application/pdf")
    customer.type_vin_tail(page, person)
    customer.about_me(page, person)
    return customer.declare_and_send(page)


def find_the_misread_character(staff: Visitor, person: Person, reference: str) -> None:
    page = clerk.take(staff, reference)
    clerk.read_off(page, RIGHT, person.tail)
    page.get_by_text("Different at position 4: 8 / 3").wait_for()
    clerk.say_yes_to_all(page)
    clerk.approve(page)
    page.get_by_role("heading", name="Something is missing").wait_for()


def ask_for_another_photo(staff: Visitor, reference: str) -> None:
    page = clerk.take(staff, reference)
    clerk.ask_again(page, "label", "mismatch")


def answer(visitor: Visitor, running: RunningDesk, person: Person) -> None:
    """By the link of the letter; nothing can be sent before the one thing has its answer."""
    letter = running.postbox.wait_for("We need 1 thing from you", to=person.email)
    page = visitor.page
    page.goto(customer.link_in(letter))
    page.get_by_role("link", name="Send what is missing").click()
    page.get_by_role("button", name="Send to us").click()
    page.get_by_role("alert").get_by_text("Not done yet").wait_for()
    page.locator("ul.tasks a").click()
    customer.upload(page, person.photo(1300, 900))
    page.get_by_text("Done", exact=True).wait_for()
    page.get_by_role("button", name="Send to us").click()
    page.get_by_text("Thank you. We have your answer.").wait_for()


def refuse(staff: Visitor, reference: str) -> None:
    page = clerk.take(staff, reference)
    clerk.refuse(page, "not_readable")


def appeal(visitor: Visitor, running: RunningDesk, person: Person) -> None:
    letter = running.postbox.wait_for("About your radio code request", to=person.email)
    page = visitor.page
    page.goto(customer.link_in(letter))
    page.get_by_role("heading", name="We cannot give this code").wait_for()
    page.get_by_role("link", name="Answer us").click()
    page.get_by_label("What should we know?").fill(f"I still read {MISREAD}, but the label is worn.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Thank you. We have your answer.").wait_for()


def refusing_clerk_may_not_decide(staff: Visitor, reference: str) -> None:
    page = staff.page
    page.goto(f"{staff.address}/staff/requests/{reference}/")
    page.get_by_role("button", name="Take this request", exact=True).click()
    page.get_by_text("You refused this request before; another person decides now").first.wait_for()


def read_anew(lead: Visitor, person: Person, reference: str) -> Page:
    """Another person reads anew, and lets the own reading stand with a reason; a colleague has to look, too."""
    page = clerk.take(lead, reference)
    assert MISREAD not in page.content(), "the words of the appeal give the number away before the reading"
    clerk.read_off(page, RIGHT, person.tail)
    page.get_by_text(f"I still read {MISREAD}").wait_for()
    page.get_by_text("Different at position 4: 8 / 3").wait_for()
    page.locator("#id_number").fill(RIGHT)
    page.locator("#id_stand_by").fill("The second photo shows an 8")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_text("Stands with a reason").wait_for()
    clerk.say_yes_to_all(page)
    clerk.approve(page)
    page.locator("#second-look .stop").wait_for()
    return page


def open_the_code(visitor: Visitor, running: RunningDesk, person: Person) -> None:
    letter = running.postbox.wait_for("Your radio code is ready", to=person.email)
    page = visitor.page
    page.goto(customer.link_in(letter))
    page.get_by_role("button", name="Show my code").click()
    page.get_by_role("img", name=", ".join(CODE)).wait_for()
    assert re.search(r"/code/$", page.url)
