"""Pictures are turned, cropped and covered with the mouse, with keys alone, and without scripts; without a barrier."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from guides_app import library
from guides_app.models import FamilyStep, Picture
from guides_app.pictures.masters import Cleaned, clean
from tests import files
from tests.browser import PHONE, SCREEN, TABLET, Visitor, barriers, open_browser, overflow, shoot
from tests.guides_app import editing, small

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TOOLS = ("turn", "crop", "cover")
LEAST_TARGET = 44


@pytest.fixture
def plate() -> Picture:
    """A car seen from the front, with its number plate."""
    picture = Image.new("RGB", (1000, 750), "silver")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((380, 510, 620, 610), fill="white", outline="black", width=4)
    pen.text((400, 530), "B 12 ABC", fill="black", font_size=48)
    cleaned = clean(files.saved(picture, "PNG"))
    assert isinstance(cleaned, Cleaned)
    return Picture.objects.keep(cleaned, slug="front", title="Front of a car")


def at_tool(
    browser: Browser, live_server: LiveServer, picture: Picture, tool: str, *, who: str = "erin", **options: object
) -> Visitor:
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=editing.editor(who), **options)
    visitor.page.goto(f"{live_server.url}/staff/guides_app/picture/{picture.pk}/{tool}/")
    return visitor


def master() -> Image.Image:
    return Image.open(io.BytesIO(bytes(Picture.objects.get().master)))


def frame(page: Page) -> str:
    return page.locator("path.edge").get_attribute("d") or ""


def value(page: Page, label: str) -> float:
    return float(page.get_by_label(label).input_value())


def test_a_frame_is_drawn_on_the_picture_and_cut_out(browser: Browser, live_server: LiveServer, plate: Picture) -> None:
    visitor = at_tool(browser, live_server, plate, "crop")
    page = visitor.page
    expect(page.get_by_text("Or draw a frame on the picture.")).to_be_visible()
    box = page.locator("[data-board]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.9)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    for label, expected in (("left", 25), ("top", 50), ("right", 25), ("bottom", 10)):
        assert value(page, f"From the {label}, %") == pytest.approx(expected, abs=0.6)
    size = re.match(r"(\d+) × (\d+) pixels stay\.", page.locator("output").inner_text())
    assert size
    page.get_by_role("button", name="Crop", exact=True).click()
    page.get_by_text("The picture is cropped.").wait_for()
    assert master().size == (int(size[1]), int(size[2]))
    assert visitor.troubles == []


def test_a_click_without_a_frame_changes_no_number(browser: Browser, live_server: LiveServer, plate: Picture) -> None:
    page = at_tool(browser, live_server, plate, "crop").page
    page.get_by_label("From the left, %").fill("12.5")
    page.locator("[data-board]").click(position={"x": 30, "y": 30})
    assert [value(page, f"From the {edge}, %") for edge in ("left", "top", "right", "bottom")] == [12.5, 0, 0, 0]


def test_the_frame_of_the_script_is_the_frame_of_the_page(
    browser: Browser, live_server: LiveServer, plate: Picture
) -> None:
    """The same numbers, followed by the script at once and drawn by the server after "Show"."""
    page = at_tool(browser, live_server, plate, "crop").page
    for edge, typed in (("left", "12.5"), ("top", "0.1"), ("right", "33.3"), ("bottom", "7")):
        page.get_by_label(f"From the {edge}, %").fill(typed)
    drawn = (frame(page), page.locator("output").inner_text())
    plain = at_tool(browser, live_server, plate, "crop", who="nora", java_script_enabled=False).page
    for edge, typed in (("left", "12.5"), ("top", "0.1"), ("right", "33.3"), ("bottom", "7")):
        plain.get_by_label(f"From the {edge}, %").fill(typed)
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator("output")).not_to_have_text("1000 × 750 pixels stay.")
    assert (frame(plain), plain.locator("output").inner_text()) == drawn
    assert drawn == ("M12.5 0.1V93H66.7V0.1Z", "542 × 696 pixels stay.")


def test_the_frame_follows_the_numbers_from_the_keyboard(
    browser: Browser, live_server: LiveServer, plate: Picture
) -> None:
    page = at_tool(browser, live_server, plate, "crop").page
    page.get_by_label("From the left, %").focus()
    for _press in range(3):
        page.keyboard.press("ArrowUp")
    assert frame(page) == "M3 0V100H100V0Z"
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("970 × 750 pixels stay.")
    assert Picture.objects.get().width == 1000, "Enter shows; only the button cuts"


def test_a_number_plate_is_covered_with_keys_alone(browser: Browser, live_server: LiveServer, plate: Picture) -> None:
    visitor = at_tool(browser, live_server, plate, "cover")
    page = visitor.page
    first = page.get_by_label("Row 1, column 1", exact=True)
    first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_label("Row 5, column 4", exact=True)).to_be_checked()
    expect(page.get_by_label("Row 5, column 5", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cover these squares")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text("The squares are covered.").wait_for()
    assert master().crop((375, 500, 625, 625)).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert visitor.troubles == []


def test_squares_are_covered_and_the_picture_turned_without_scripts(
    browser: Browser, live_server: LiveServer, plate: Picture
) -> None:
    page = at_tool(browser, live_server, plate, "cover", java_script_enabled=False).page
    page.get_by_label("Row 1, column 8", exact=True).check()
    page.get_by_role("button", name="Uncover all").click()
    expect(page.get_by_label("Row 1, column 8", exact=True)).not_to_be_checked()
    page.get_by_label("Row 5, column 4", exact=True).check()
    page.get_by_role("button", name="Cover these squares").click()
    page.get_by_text("The squares are covered.").wait_for()
    page.get_by_role("link", name="Turn", exact=True).click()
    page.get_by_role("button", name="Turn upside down").click()
    page.get_by_text("The picture is turned.").wait_for()
    assert master().crop((500, 125, 625, 250)).getextrema() == ((0, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_is_sound_at_every_size(
    browser: Browser, live_server: LiveServer, plate: Picture, tool: str
) -> None:
    visitor = at_tool(browser, live_server, plate, tool)
    assert barriers(visitor.page) == []
    for size in (SCREEN, TABLET, PHONE):
        page = visitor.at(size)
        assert overflow(page) == 0
        shoot(page, f"picture-{tool}-{size['width']}")
    page = visitor.at(TABLET)
    small = page.evaluate(
        """least => [...document.querySelectorAll(
             ".desk-picture :is(button, input:not([type=hidden]), a), .tabs a")].filter((one) => {
               const box = one.getBoundingClientRect();
               return box.width < least || box.height < least;
             }).map((one) => one.outerHTML)""",
        LEAST_TARGET,
    )
    assert small == []
    assert visitor.troubles == []


def test_a_refusal_is_said_first_and_leads_to_its_field(
    browser: Browser, live_server: LiveServer, plate: Picture
) -> None:
    visitor = at_tool(browser, live_server, plate, "crop")
    page = visitor.page
    page.get_by_label("From the top, %").fill("98")
    page.get_by_role("button", name="Crop", exact=True).click()
    page.get_by_role("link", name="Leave more of the picture.").click()
    expect(page.get_by_label("From the left, %")).to_be_focused()
    assert barriers(page) == []
    assert page.title().startswith("Error: ")
    page.goto(page.url.replace("/crop/", "/cover/"))
    page.get_by_role("button", name="Cover these squares").click()
    page.get_by_role("link", name="Choose the squares to cover").click()
    expect(page.get_by_label("Row 1, column 1", exact=True)).to_be_focused()
    assert barriers(page) == []
    assert visitor.troubles == []


def test_a_reader_gets_the_picture_in_the_format_with_the_fewest_bytes(
    browser: Browser, live_server: LiveServer, plate: Picture, tmp_path: Path
) -> None:
    small.write(tmp_path / "library")
    library.load(tmp_path / "library")
    [step] = FamilyStep.objects.filter(family__slug="buttons", section="label")[:1]
    step.pictures = [{"picture": plate.slug, "alt": "The front of a car", "decoration": False, "marks": []}]
    step.save()
    visitor = open_browser(browser, live_server.url, size=PHONE)
    visitor.page.goto(f"{live_server.url}/en/radios/buttons/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    picture = visitor.page.get_by_role("img", name="The front of a car")
    picture.scroll_into_view_if_needed()
    loaded = "async (one) => { await one.decode(); return [one.currentSrc, one.naturalWidth > 0]; }"
    address, drawn = picture.evaluate(loaded)
    assert (address.rpartition(".")[2], drawn) == ("avif", True)
    assert visitor.troubles == []


def test_the_page_of_a_picture_leads_to_its_tools(browser: Browser, live_server: LiveServer, plate: Picture) -> None:
    visitor = at_tool(browser, live_server, plate, "change")
    page = visitor.page
    page.get_by_role("link", name="Cover parts").click()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_label("Title")).to_have_value("Front of a car")
    assert visitor.troubles == []
    assert barriers(page) == []
