"""An identity paper on a phone: with a script no uncovered byte of it is sent, whatever is tapped and when."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import files
from tests.browser import PHONE, SCREEN, Visitor, barriers, open_browser, overflow
from tests.journeys.customer import Person
from tests.journeys.recorder import Recorder, recording
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
DRAFT = """
import io
from guides_app.models import Guide
from requests_app import evidence, workflow
from requests_app.models import Desk, Slot
from tests import files
desk, _ = Desk.objects.get_or_create(slug="strict", defaults={
    "name": "Strict Desk", "email": "strict@desk.example", "phone": "+33 1 00 00 00 00", "evidence_level": "strict",
    "active": False})
draft, token = workflow.start_draft(desk, language="en")
guide = Guide.objects.published().with_car().first()
workflow.save_answers(draft, guide=guide, family=guide.fitting_families()[0], number="S053", number_kind="precode",
                      vin_tail_unknown=True)
for slot in (Slot.LABEL, Slot.CERTIFICATE, Slot.VIN_PLATE):
    evidence.attach(draft, slot, io.BytesIO(files.make_jpeg()))
print(token)
"""
SLOW_PHONE = """() => {
  const draw = createImageBitmap, wait = new Promise((go) => { window.drawNow = go; });
  window.createImageBitmap = (...all) => wait.then(() => draw(...all));
}"""


@pytest.fixture
def recorder(running: RunningDesk) -> Iterator[Recorder]:
    with recording(running.address) as recorder:
        yield recorder


def at_the_paper(browser: Browser, running: RunningDesk, recorder: Recorder, **options: Any) -> Visitor:
    """Somebody who is asked for an identity paper next."""
    token = running.manage("shell", "-c", DRAFT).split()[-1]
    visitor = open_browser(browser, recorder.address, size=PHONE, **options)
    visitor.page.context.add_cookies([{"name": "draft", "value": token, "url": recorder.address}])
    visitor.page.goto(f"{recorder.address}/en/request/identity/")
    return visitor


def choose(page: Page, content: bytes, kind: str = "image/jpeg") -> None:
    page.locator("#id_photo").set_input_files({"name": "passport.jpg", "mimeType": kind, "buffer": content})


def upload(page: Page) -> None:
    page.get_by_role("button", name="Upload photo or PDF").click()


def test_an_early_tap_sends_nothing_and_later_only_what_was_opened_is_seen(
    browser: Browser, running: RunningDesk, recorder: Recorder, person: Person
) -> None:
    visitor = at_the_paper(browser, running, recorder)
    page, original = visitor.page, person.photo(4000, 3000)
    page.evaluate(SLOW_PHONE)
    choose(page, original)
    upload(page)
    page.get_by_text("Opening the photo").wait_for()
    assert b'name="photo"' not in recorder.sent
    page.evaluate("() => drawNow()")
    page.get_by_text("Tap the squares where your name is.").first.wait_for()
    assert page.get_by_role("checkbox", checked=True).count() == 48
    upload(page)
    page.get_by_text("Leave your name uncovered").wait_for()
    assert b'name="photo"' not in recorder.sent
    page.get_by_label("Row 3, column 3").uncheck()
    assert (overflow(page), barriers(page), visitor.troubles) == (0, [], [])
    upload(page)
    page.wait_for_url(re.compile("/identity/preview/"))
    sent = bytes(recorder.sent)
    assert files.GPS_MARK not in sent
    assert not [at for at in range(0, len(original) - 64, 997) if original[at : at + 64] in sent]
    picture = Image.open(io.BytesIO(sent[sent.index(b"\xff\xd8\xff") :])).convert("L")
    width, height = picture.width // 8, picture.height // 6
    assert max(picture.crop((0, 0, picture.width, 2 * height - 8)).tobytes()) <= 4
    assert max(picture.crop((2 * width + 8, 2 * height + 8, 3 * width - 8, 3 * height - 8)).tobytes()) > 100


def test_without_our_script_there_is_nothing_that_could_be_sent(
    browser: Browser, running: RunningDesk, recorder: Recorder
) -> None:
    visitor = at_the_paper(browser, running, recorder, java_script_enabled=False)
    assert visitor.page.locator("input[type=file]").count() == 0
    assert visitor.page.get_by_role("link", name="Continue without covering on this device").is_visible()
    assert overflow(visitor.page) == 0


def test_a_paper_that_cannot_be_drawn_here_is_not_sent(
    browser: Browser, running: RunningDesk, recorder: Recorder
) -> None:
    visitor = at_the_paper(browser, running, recorder)
    choose(visitor.page, files.make_pdf(), "application/pdf")
    upload(visitor.page)
    visitor.page.get_by_text("cannot be covered on this device").wait_for()
    assert b'name="photo"' not in recorder.sent


def test_without_scripts_the_server_covers_it(
    browser: Browser, running: RunningDesk, recorder: Recorder, person: Person
) -> None:
    visitor = at_the_paper(browser, running, recorder, java_script_enabled=False)
    page = visitor.page
    page.get_by_role("link", name="Continue without covering on this device").click()
    assert page.get_by_text("Nobody at the desk can open it.").is_visible()
    choose(page, person.photo())
    upload(page)
    page.get_by_role("heading", name="Hide what we do not need").wait_for()
    for column in (3, 4, 5):
        page.get_by_label(f"Row 3, column {column}").uncheck()
    page.get_by_role("button", name="Cover these squares").click()
    page.get_by_role("button", name="Use this photo").click()
    page.get_by_text("The squares are black now.").wait_for()
    visitor.at(SCREEN)
    assert overflow(page) == 0
