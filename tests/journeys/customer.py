"""A customer at the browser: what one does on each page, in the order of the pages."""

import re
import time
from dataclasses import dataclass
from email.message import Message

from PIL import ImageDraw
from playwright.sync_api import Page

from tests import files
from tests.browser import Visitor

SHORTEST_SECONDS = 3
LINK = re.compile(r"http://\S+?/r/([\w-]{43})/")


@dataclass(frozen=True)
class Person:
    """Somebody with a car and papers of their own: the same car or photo twice would call for a second person."""

    number: int

    @property
    def name(self) -> str:
        return f"Journey Person {self.number}"

    @property
    def email(self) -> str:
        return f"person-{self.number}@customer.example"

    @property
    def vin(self) -> str:
        return f"UU1LSDAAH4{4_100_000 + self.number}"

    @property
    def tail(self) -> str:
        return self.vin[-6:]

    def photo(self, width: int = 1200, height: int = 900) -> bytes:
        """A photo of this person's radio, as a phone takes it: with the place in it."""
        picture = files.make_picture(width, height)
        ImageDraw.Draw(picture).text((width // 3, height // 2), self.name, fill="red", font_size=height // 12)
        return files.jpeg_of(picture, gps=True)

    def certificate(self) -> bytes:
        return files.make_pdf(text=f"{self.vin} {self.name}")


def find_guide(visitor: Visitor, *, car: str = "logan saloon 2007") -> None:
    """Home page, finder, guide, and there the button."""
    page = visitor.page
    page.goto(f"{visitor.address}/en/")
    page.get_by_label("Your car model").fill(car)
    page.get_by_role("button", name="Find my guide").click()
    page.get_by_role("link", name="Ask for my code").first.click()


def choose_radio(page: Page) -> None:
    """The first of the pictures, where the car had several radios."""
    if page.url.split("?")[0].endswith("/request/radio/"):
        page.get_by_role("radio").first.check()
        go_on(page)


def type_number(page: Page, number: str) -> None:
    page.locator("#id_number").fill(number)
    go_on(page)


def upload(page: Page, content: bytes, *, name: str = "photo.jpg", kind: str = "image/jpeg") -> None:
    """Choose a file, send it, look at it, say that it can be read."""
    send_file(page, content, name=name, kind=kind)
    page.wait_for_url(re.compile("/preview/"))
    page.get_by_label("Yes, use this photo").check()
    go_on(page)


def send_file(page: Page, content: bytes, *, name: str = "photo.jpg", kind: str = "image/jpeg") -> None:
    page.locator("#id_photo").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name=re.compile("Upload photo|Continue")).click()


def type_vin_tail(page: Page, person: Person) -> None:
    page.locator("#id_vin_tail").fill(person.tail)
    go_on(page)


def about_me(page: Page, person: Person) -> None:
    page.get_by_label("the owner of the car").or_(page.get_by_role("radio")).first.check()
    page.locator("#id_name").fill(person.name)
    page.locator("#id_email").fill(person.email)
    go_on(page)


def declare_and_send(page: Page) -> str:
    """The declaration, the button; returns the reference that the tracking page shows.

    A browser driven by a program can be through in less than three seconds; then the page asks to read once more.
    """
    page.locator("#id_declaration").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Accept and send").click()
    if page.get_by_text("That was very fast").is_visible():
        time.sleep(SHORTEST_SECONDS)
        page.get_by_role("button", name="Accept and send").click()
    page.wait_for_url(re.compile("/track/"))
    return page.url.split("/track/")[1].strip("/")


def ask_for_code(visitor: Visitor, person: Person, *, number: str, photo: bytes) -> str:
    """From the home page to the tracking page, without a slip; returns the reference."""
    page = visitor.page
    find_guide(visitor)
    choose_radio(page)
    type_number(page, number)
    upload(page, photo)
    upload(page, person.certificate(), name="certificate.pdf", kind="application/pdf")
    type_vin_tail(page, person)
    about_me(page, person)
    return declare_and_send(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def link_in(letter: Message) -> str:
    """The one address of a letter that leads to the request."""
    found = LINK.search(text_of(letter))
    assert found, text_of(letter)
    return found.group(0)


def text_of(letter: Message) -> str:
    """All words of a letter: headers, plain text and the HTML."""
    parts = [part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart()]
    headers = "\n".join(f"{name}: {value}" for name, value in letter.items())
    return headers + "\n" + "\n".join(part.decode() for part in parts if isinstance(part, bytes))
