"""After a whole journey nothing that is at rest gives away a code, a number, a link, a photo or where it was taken.

The code has 4 digits, so it is looked for as a word: no letter or digit beside it. Between letters and digits it occurs
by chance in fingerprints and in the fractions of a second of every moment; as a word it does not. All columns are read
one by one, numbers and packed sessions too, and beside that the raw files, which keep what was deleted. A number equal
to it cannot occur by chance either: no picture is that wide, and no table has as many rows. Tokens and marks are long
enough to be looked for as they are. Every search is first tried on something that must be found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser import PHONE, open_browser
from tests.files import GPS_MARK
from tests.journeys import clerk, columns, customer
from tests.journeys.customer import LINK, Person
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
NUMBER, CODE = "S053", "7913"
WORD = re.compile(rf"(?<![0-9A-Za-z]){CODE}(?![0-9A-Za-z])")
NOT_OURS = ("guides_app_", "django_migrations.")  # texts of the library; when each migration ran, to the microsecond
READABLE = (b"JFIF", b"Exif\0", b"%PDF-", b"GPSLatitude", GPS_MARK)
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG"


@dataclass(frozen=True)
class Journey:
    """What one customer left behind, and what nobody else may know."""

    reference: str
    person: Person
    draft_token: str
    picture: bytes


@pytest.fixture(scope="module")
def journey(browser_of_module: Browser, running: RunningDesk) -> Journey:
    """The whole way without scripts, so that the photo reaches the server as the phone has taken it."""
    browser, person = browser_of_module, Person(9001)
    visitor = open_browser(browser, running.address, size=PHONE, java_script_enabled=False)
    reference = customer.ask_for_code(visitor, person, number=NUMBER, photo=person.photo())
    staff = clerk.at_the_desk(browser, running)
    page = clerk.take(staff, reference)
    clerk.read_off(page, NUMBER, person.tail)
    clerk.say_yes_to_all(page)
    clerk.approve(page)
    clerk.ask_a_colleague(page, browser, running, reference, NUMBER, person.tail)
    clerk.send_code(page)
    photo = page.locator("a[data-link]").get_attribute("href")
    picture = staff.page.request.get(f"{running.address}{photo}").body()
    ready = running.postbox.wait_for("Your radio code is ready", to=person.email)
    visitor.page.goto(customer.link_in(ready))
    visitor.page.get_by_role("button", name="Show my code").click()
    assert WORD.search(", ".join(visitor.page.locator("p.digits").all_inner_texts()).replace("\n", ""))
    visitor.page.get_by_role("button", name="Yes, the radio plays").click()
    running.postbox.wait_for("Your request is finished", to=person.email)
    cookies = {str(cookie.get("name")): str(cookie.get("value")) for cookie in visitor.page.context.cookies()}
    return Journey(reference, person, cookies["draft"], picture)


def test_no_code_rests_anywhere(running: RunningDesk, journey: Journey) -> None:
    assert WORD.search(f"the code is {CODE}.")
    assert [place for place, value in columns.values(running) if _is_code(value)] == []
    for name, content in _everything(running):
        assert not WORD.search(content.decode("latin-1")), name


def test_no_number_of_radio_or_car_is_readable_in_the_database(running: RunningDesk, journey: Journey) -> None:
    """The library may name any number as an example; everything else names none."""
    known = re.compile(rf"(?<![0-9A-Za-z])({NUMBER}|{journey.person.tail}|{journey.person.vin})(?![0-9A-Za-z])")
    rows = [(place, str(value)) for place, value in columns.values(running) if not place.startswith(NOT_OURS)]
    assert any(journey.person.name in value for _, value in rows), "the search is blind"
    assert [place for place, value in rows if known.search(value)] == []


def test_no_link_can_be_taken_from_what_rests(running: RunningDesk, journey: Journey) -> None:
    tokens = {match for letter in running.postbox.letters for match in LINK.findall(customer.text_of(letter))}
    assert len(tokens) >= 3, "the letters hold no links, so nothing is proved"
    assert any(journey.reference.encode() in content for _, content in _at_rest(running)), "the search is blind"
    for name, content in _at_rest(running):
        for token in {*tokens, journey.draft_token}:
            assert token.encode() not in content, name
            assert token not in name


def test_no_place_and_no_readable_document_rests(running: RunningDesk, journey: Journey) -> None:
    assert GPS_MARK in journey.person.photo(), "the photo that was sent names no place, so nothing is proved"
    assert running.sealed_files()
    for name, content in _at_rest(running):
        assert not content.startswith((JPEG, PNG)), name
        assert [mark for mark in READABLE if mark in content] == [], name
        assert journey.person.vin.encode() not in content, name


def test_what_staff_open_holds_nothing_of_the_original(journey: Journey) -> None:
    assert journey.picture.startswith((JPEG, b"RIFF"))
    assert GPS_MARK not in journey.picture
    assert b"Exif\0" not in journey.picture


def _is_code(value: object) -> bool:
    """A column holds the code: as a number, as a word of a text, or anywhere in bytes."""
    if isinstance(value, bytes | memoryview):
        return CODE.encode() in bytes(value)
    return bool(WORD.search(str(value)))


def _at_rest(running: RunningDesk) -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder (vault, database with what it has deleted, logs, secrets), and the database."""
    for path in running.folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
    yield "dump of the database", running.dump()


def _everything(running: RunningDesk) -> Iterator[tuple[str, bytes]]:
    yield from _at_rest(running)
    for letter in running.postbox.letters:
        yield str(letter["Subject"]), customer.text_of(letter).encode()
