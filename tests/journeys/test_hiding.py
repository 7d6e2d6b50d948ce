"""Parts of a photo hidden by tap, by keys and without scripts, on a phone, on the smallest one and on a screen."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, SCREEN, SMALLEST, Visitor, barriers, open_browser, overflow
from tests.journeys import customer
from tests.journeys.customer import Person
from tests.journeys.running_desk import RunningDesk

pytestmark = pytest.mark.journey
SMALLEST_TARGET = 24


def certificate_uploaded(visitor: Visitor, person: Person) -> Page:
    """Up to the page that asks whether the certificate can be read."""
    page = visitor.page
    customer.find_guide(visitor)
    customer.choose_radio(page)
    customer.type_number(page, "S053")
    customer.upload(page, person.photo())
    customer.send_file(page, person.photo())
    page.wait_for_url(re.compile("/certificate/preview/"))
    return page


def is_sound(visitor: Visitor) -> None:
    assert overflow(visitor.page) == 0
    if visitor.scripts:
        assert barriers(visitor.page) == []
    assert visitor.troubles == []


def darkness(page: Page, row: int, column: int) -> list[int]:
    """The pixel in the middle of a square of the picture that the page shows."""
    return list(
        page.evaluate(
            """async ([row, column]) => {
              const picture = document.querySelector("img.preview");
              await picture.decode();
              const canvas = document.createElement("canvas");
              [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
              const pen = canvas.getContext("2d");
              pen.drawImage(picture, 0, 0);
              const [x, y] = [(column - 0.5) * canvas.width / 8, (row - 0.5) * canvas.height / 6];
              return [...pen.getImageData(x, y, 1, 1).data].slice(0, 3);
            }""",
            [row, column],
        )
    )


def test_squares_are_hidden_by_tap(browser: Browser, running: RunningDesk, person: Person) -> None:
    visitor = open_browser(browser, running.address, size=PHONE, has_touch=True)
    page = certificate_uploaded(visitor, person)
    page.get_by_role("link", name="Hide parts of this photo").click()
    for size in (SCREEN, SMALLEST, PHONE):
        assert overflow(visitor.at(size)) == 0
        boxes = [square.bounding_box() for square in page.get_by_role("checkbox").all()]
        assert all(box and min(box["width"], box["height"]) >= SMALLEST_TARGET for box in boxes)
    page.get_by_label("Row 2, column 5").tap()
    page.get_by_label("Row 6, column 8").tap()
    is_sound(visitor)
    page.get_by_role("button", name="Cover these squares").click()
    is_sound(visitor)
    page.get_by_role("button", name="Use this photo").click()
    page.get_by_text("The squares are black now.").wait_for()
    assert max(darkness(page, 2, 5) + darkness(page, 6, 8)) <= 4
    assert max(darkness(page, 4, 4)) > 4
    is_sound(visitor)


def test_what_is_covered_before_the_upload_is_never_sent(
    browser: Browser, running: RunningDesk, person: Person
) -> None:
    visitor = open_browser(browser, running.address, size=PHONE)
    page = certificate_uploaded(visitor, person)
    page.get_by_role("link", name="Add the other side").click()
    page.locator("#id_photo").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": person.photo(2400, 1800)}
    )
    page.get_by_label("Row 2, column 5").check()
    is_sound(visitor)
    sent = first_try_without_signal(page)
    picture = Image.open(io.BytesIO(sent)).convert("RGB")
    width, height = picture.width / 8, picture.height / 6
    inside = picture.crop((round(4 * width) + 8, round(height) + 8, round(5 * width) - 8, round(2 * height) - 8))
    assert max(inside.tobytes()) <= 4
    page.get_by_role("button", name="Upload photo").click()
    page.wait_for_url(re.compile("/certificate/preview/"))
    assert max(darkness(page, 2, 5)) <= 4


def first_try_without_signal(page: Page) -> bytes:
    """The photo as the upload hands it to the network, which then fails."""
    page.evaluate(
        """() => {
          const send = XMLHttpRequest.prototype.send;
          XMLHttpRequest.prototype.send = function (form) {
            window.handedOver = form.getAll("photo");
            send.call(this, form);
          };
        }"""
    )
    page.route(re.compile("/certificate/"), lambda route: route.abort())
    page.get_by_role("button", name="Upload photo").click()
    page.get_by_text("Check your signal").wait_for()
    page.unroute(re.compile("/certificate/"))
    files = page.evaluate("Promise.all(handedOver.map(async (file) => [...new Uint8Array(await file.arrayBuffer())]))")
    assert len(files) == 1
    return bytes(files[0])


def test_all_covered_before_the_upload_is_not_sent(browser: Browser, running: RunningDesk, person: Person) -> None:
    visitor = open_browser(browser, running.address, size=PHONE)
    page = certificate_uploaded(visitor, person)
    page.get_by_role("link", name="Add the other side").click()
    page.locator("#id_photo").set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": person.photo()})
    page.get_by_role("button", name="Cover all", exact=True).click()
    page.get_by_role("button", name="Upload photo").click()
    page.get_by_text("Leave (E) and (C.1) uncovered").wait_for()
    assert page.url.split("?")[0].endswith("/certificate/")


def test_squares_are_hidden_by_keys(browser: Browser, running: RunningDesk, person: Person) -> None:
    """The grid is one stop of the Tab key; arrows walk it and do not run over its edge."""
    visitor = open_browser(browser, running.address, size=SCREEN)
    page = certificate_uploaded(visitor, person)
    page.get_by_role("link", name="Hide parts of this photo").press("Enter")
    page.get_by_role("checkbox").first.wait_for()
    page.get_by_label("Row 1, column 1").focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowDown", *["ArrowRight"] * 4, "Space", "End", "ArrowRight", "Space", "Tab"):
        page.keyboard.press(key)
    assert ticked(page) == ["2-5", "2-8"]
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Change").press("Enter")
    page.get_by_role("button", name="Cover all", exact=True).press("Enter")
    assert len(ticked(page)) == 48
    page.get_by_role("button", name="Cover these squares").press("Enter")
    page.get_by_role("link", name="Leave (E) and (C.1) uncovered").wait_for()
    is_sound(visitor)
    page.get_by_role("button", name="Uncover all").press("Enter")
    assert ticked(page) == []


def test_squares_are_hidden_without_scripts(browser: Browser, running: RunningDesk, person: Person) -> None:
    visitor = open_browser(browser, running.address, size=PHONE, java_script_enabled=False)
    page = certificate_uploaded(visitor, person)
    before = running.sealed_files()
    page.get_by_role("link", name="Hide parts of this photo").click()
    page.get_by_role("button", name="Cover all", exact=True).click()
    page.get_by_label("Row 2, column 5").uncheck()
    page.get_by_role("button", name="Cover these squares").click()
    page.get_by_role("button", name="Use this photo").click()
    page.get_by_text("The squares are black now.").wait_for()
    after = running.sealed_files()
    assert len(before - after) == len(after - before) == 2
    is_sound(visitor)


def ticked(page: Page) -> list[str]:
    return [str(square.get_attribute("value")) for square in page.get_by_role("checkbox", checked=True).all()]
