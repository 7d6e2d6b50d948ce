"""Chromium as people use it, with ears for complaints: scripts, the content policy, requests to other places.

A click that leads to another page comes back as soon as that page begins to arrive. People look when it is there: so
do all tests, or what is read at once (`all`, `count`, `is_visible`, `evaluate`) would meet half a page on a busy day.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # to gather all that is well as well takes twice as long
    "preload": False,  # of the style sheets: no rule here reads them, and the policy of pages refuses it
}
SMALLEST = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1024}
SCREEN = {"width": 1366, "height": 768}
PATIENCE = 45_000  # milliseconds, for a page on a busy machine
ANSWER_WITH_AN_ERROR = "status of 422"  # Chromium calls a form that comes back with its mistakes a failed load
TELLS_OF_THE_POLICY = (
    "addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective}`))"
)
SHOTS = os.environ.get("DESK_SHOTS", "")
_running: list[Browser] = []


@dataclass
class Visitor:
    """One person's browser: its page, and everything that went wrong in it."""

    page: Page
    address: str
    scripts: bool = True
    troubles: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and ANSWER_WITH_AN_ERROR not in said.text:
            self.troubles.append(said.text)

    def see_request(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asked another place: {url}")

    def at(self, size: dict[str, int]) -> Page:
        """The same page in another window size."""
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        return self.page


@contextmanager
def chromium_at(path: str) -> Iterator[Browser]:
    """The browser at this path. Its driver keeps a loop in this thread; Django may go to the database all the same."""
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"))
        for act in ("click", "tap", "press", "check"):
            stack.enter_context(patch.object(Locator, act, _arriving(getattr(Locator, act))))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=path, args=FLAGS)
        stack.callback(browser.close)
        _running.append(browser)
        stack.callback(_running.remove, browser)
        yield browser


def _arriving(act: Callable[..., None]) -> Callable[..., None]:
    @wraps(act)
    def arrive(on: Locator, *args: Any, **options: Any) -> None:
        act(on, *args, **options)
        on.page.wait_for_load_state()

    return arrive


def open_browser(
    browser: Browser, address: str, *, size: dict[str, int], client: Client | None = None, **options: Any
) -> Visitor:
    """A fresh profile: nothing stored, and no cookies but those of the session that this client has."""
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, **options)
    context.set_default_timeout(PATIENCE)
    if client is not None:
        context.add_cookies([{"name": name, "value": c.value, "url": address} for name, c in client.cookies.items()])
    scripts = bool(options.get("java_script_enabled", True))
    if scripts:
        context.add_init_script(TELLS_OF_THE_POLICY)
    visitor = Visitor(context.new_page(), address, scripts)
    visitor.page.on("console", visitor.hear)
    visitor.page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    visitor.page.on("request", lambda request: visitor.see_request(request.url))
    return visitor


def focus_stands(page: Page) -> None:
    """Wait until the field that asks for the focus has it: Chromium does so when it draws, maybe after load."""
    if page.locator("[autofocus]:visible").count():
        page.locator(":focus").wait_for(state="attached")


def what_people_see() -> list[tuple[str, str]]:
    """Address and words of every page that is open: what a journey that has failed must tell."""
    return [(page.url, _words(page)) for browser in _running for context in browser.contexts for page in context.pages]


def _words(page: Page) -> str:
    try:
        return page.locator("body").inner_text(timeout=2_000)
    except Error as error:
        return f"(cannot be read: {error.message})"


def barriers(page: Page) -> list[str]:
    """What axe finds, as short lines."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(({ violations }) => violations)", RULES)
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels of the page stick out to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def shoot(page: Page, name: str) -> None:
    """Keep a picture where the environment names a folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
