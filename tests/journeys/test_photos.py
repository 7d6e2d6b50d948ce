"""A photo on its way: drawn anew each time, kept by the page when something else answers, never dropped unsaid."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests import files
from tests.browser import PHONE, Visitor, open_browser
from tests.journeys import customer
from tests.journeys.customer import Person
from tests.journeys.recorder import Recorder, recording
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
LABEL = re.compile(r"/request/label-photo/")


@pytest.fixture
def recorder(running: RunningDesk) -> Iterator[Recorder]:
    with recording(running.address) as recorder:
        yield recorder


@pytest.fixture
def visitor(browser: Browser, recorder: Recorder) -> Visitor:
    """Somebody on a phone who is asked for a photo of the label."""
    visitor = open_browser(browser, recorder.address, size=PHONE)
    customer.find_guide(visitor)
    customer.choose_radio(visitor.page)
    customer.type_number(visitor.page, "S053")
    visitor.page.wait_for_url(LABEL)
    return visitor


def choose(page: Page, content: bytes, *, by: str = "#id_photo") -> None:
    page.locator(by).set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content})


def upload(page: Page) -> None:
    page.get_by_role("button", name="Upload photo").click()


def test_after_a_refused_file_the_next_leaves_without_its_place_too(
    visitor: Visitor, recorder: Recorder, person: Person
) -> None:
    page = visitor.page
    choose(page, files.make_jpeg(300, 200, gps=True))
    upload(page)
    page.get_by_role("link", name=re.compile("too small")).wait_for()
    choose(page, person.photo())
    upload(page)
    page.wait_for_url(re.compile("/preview/"))
    assert recorder.sent.count(b'name="photo"; filename="photo"') == 2
    assert files.GPS_MARK not in recorder.sent
    assert b"IMG_1" not in recorder.sent
    assert visitor.troubles == []


ANSWERS = [
    (413, "text/html", "<h1>413 Request Entity Too Large</h1>", "too large for this connection"),
    (502, "text/html", "<h1>Bad gateway</h1>", "we are busy or cannot be reached"),
    (503, "text/html", "", "we are busy or cannot be reached"),
    (200, "text/html", "<main id=main>Sign in to the Wi-Fi</main>", "the answer was not from us"),
    (200, "application/json", "null", "the answer was not from us"),
    (422, "text/html", "null", "the answer was not from us"),
]


def answering(status: int, kind: str, body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type=kind, body=body)


def test_an_answer_that_is_not_ours_leaves_the_photo_and_says_why(visitor: Visitor, person: Person) -> None:
    page = visitor.page
    choose(page, person.photo())
    for status, kind, body, sentence in ANSWERS:
        page.route(LABEL, answering(status, kind, body))
        upload(page)
        page.get_by_text(sentence).wait_for()
        assert page.get_by_role("button", name="Upload photo", exact=True).is_enabled()
        page.unroute(LABEL)
        page.locator("[data-photo-status]").evaluate("status => { status.textContent = '' }")
    upload(page)
    page.wait_for_url(re.compile("/preview/"))


def test_an_upload_can_be_stopped_and_tried_again(visitor: Visitor, person: Person) -> None:
    page = visitor.page
    choose(page, person.photo())
    page.route(LABEL, lambda _route: None)
    upload(page)
    page.get_by_role("button", name="Cancel").click()
    page.unroute(LABEL)
    upload(page)
    page.wait_for_url(re.compile("/preview/"))


def test_a_better_photo_goes_with_continue_too(visitor: Visitor, person: Person) -> None:
    page = visitor.page
    choose(page, files.make_jpeg(900, 700))
    upload(page)
    page.wait_for_url(re.compile("/preview/"))
    page.get_by_label("No, take another").check()
    customer.go_on(page)
    page.wait_for_url(LABEL)
    choose(page, person.photo(1300, 800), by="#id_photo_taken")
    customer.go_on(page)
    page.wait_for_url(re.compile("/preview/"))
    assert page.locator("img.preview").get_attribute("width") == "1300"
    assert visitor.troubles == []
