"""Chromium as people use it, with ears for complaints: scripts, the content policy, requests to other places."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE = {"width": 360, "height": 740}
SMALLEST = {"width": 320, "height": 640}
SCREEN = {"width": 1366, "height": 768}
ANSWER_WITH_AN_ERROR = "status of 422"  # Chromium calls a form that comes back with its mistakes a failed load
TELLS_OF_THE_POLICY = (
    "addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective}`))"
)


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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_browser(browser: Browser, address: str, *, size: dict[str, int], **options: Any) -> Visitor:
    """A fresh profile: no cookies, nothing stored."""
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, **options)
    context.set_default_timeout(45_000)
    scripts = bool(options.get("java_script_enabled", True))
    if scripts:
        context.add_init_script(TELLS_OF_THE_POLICY)
    visitor = Visitor(context.new_page(), address, scripts)
    visitor.page.on("console", visitor.hear)
    visitor.page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    visitor.page.on("request", lambda request: visitor.see_request(request.url))
    return visitor


def barriers(page: Page) -> list[str]:
    """What axe finds, as short lines."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels of the page stick out to the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
