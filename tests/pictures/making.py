"""What each picture shows, and how a window becomes one."""

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests import environment
from tests.browser import PHONE, SCREEN, chromium_at, open_browser
from tests.journeys import clerk, customer
from tests.journeys.running_desk import ROOT, RunningDesk, running_desk

FOLDER = ROOT / "pictures"
MOST_BYTES = 200_000
COLOURS = 128


def customer_page(browser: Browser, desk: RunningDesk) -> Page:
    """The code of the third example customer, opened with the link of its letter."""
    letter = desk.postbox.wait_for("Your radio code is ready", to="three@customer.example")
    page = open_browser(browser, desk.address, size=PHONE, device_scale_factor=2).page
    page.goto(customer.link_in(letter))
    page.get_by_role("button", name="Show my code").click()
    page.get_by_label("Last 4 characters").fill("S053")
    page.get_by_role("button", name="Show my code").click()
    page.get_by_role("heading", name="Your radio code").wait_for()
    return page


def review_page(browser: Browser, desk: RunningDesk) -> Page:
    """The request of the first example customer, taken, read and compared."""
    staff = clerk.at_the_desk(browser, desk)
    page = staff.at(SCREEN)
    page.get_by_role("button", name="Take next", exact=True).click()
    page.get_by_text("· You").wait_for()
    clerk.read_off(page, "D142", "104711")
    page.get_by_text("You and the customer read the same.").first.wait_for()
    page.get_by_text("Radio label or display").first.click()
    page.wait_for_load_state("networkidle")
    return page


def queue_page(browser: Browser, desk: RunningDesk) -> Page:
    """What waits, in the order in which it is worked on: the whole demonstration."""
    desk.manage("load_demo", "--all")
    return clerk.at_the_desk(browser, desk).page


def dashboard_page(browser: Browser, desk: RunningDesk) -> Page:
    """What a lead sees of the desk's work."""
    page = clerk.at_the_desk(browser, desk, clerk.LEAD).page
    page.goto(f"{desk.address}/staff/overview/")
    page.get_by_role("heading", name="Overview").wait_for()
    return page


def guide_page(browser: Browser, desk: RunningDesk) -> Page:
    """The guide that is asked for most, where it shows the label."""
    page = open_browser(browser, desk.address, size=PHONE, device_scale_factor=2).page
    page.goto(f"{desk.address}/en/guides/dacia-duster-1/")
    heading = page.get_by_role("heading", name="Which radio do you have?")
    heading.evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
    return page


def editor_page(browser: Browser, desk: RunningDesk) -> Page:
    """The steps of a radio in the editor, beside the page that readers will see."""
    page = clerk.at_the_desk(browser, desk, clerk.LEAD).at(SCREEN)
    page.goto(f"{desk.address}/staff/guides_app/manuscript/?kind=family")
    page.get_by_role("link", name="MediaNav touch screen").first.click()
    page.frame_locator("iframe").get_by_role("heading", name="MediaNav").first.wait_for()
    page.wait_for_load_state("networkidle")
    return page


def keep(page: Page, name: str) -> None:
    """What the window shows, in few colours, so that it stays small in git; rare colours are kept."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    path = FOLDER / name
    small.save(path, optimize=True)
    size = path.stat().st_size
    assert size < MOST_BYTES, f"{name} has {size} bytes"
    sys.stdout.write(f"{path.relative_to(ROOT)}: {picture.width} x {picture.height}, {size} bytes\n")


PICTURES: dict[str, Callable[[Browser, RunningDesk], Page]] = {
    "customer.png": customer_page,
    "review.png": review_page,
    "guide.png": guide_page,
    "editor.png": editor_page,
    "queue.png": queue_page,
    "dashboard.png": dashboard_page,
}


def main() -> int:
    """Make all of them anew, from a demonstration of its own; 1 where there is no browser."""
    chromium = environment.path_of_chromium()
    if chromium is None:
        sys.stderr.write("The pictures need a browser: apt-get install chromium\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_desk(Path(folder)) as desk,
        chromium_at(chromium) as browser,
    ):
        for name, shown in PICTURES.items():
            keep(shown(browser, desk), name)
    return 0
