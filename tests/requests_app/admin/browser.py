"""A real browser at the Desk: chromium of the system, driven by playwright, with a session that is signed in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_COMPLAINTS: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
SHOTS = os.environ.get("DESK_SHOTS", "")


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    """The browser at this path."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, client: Client | None, *, width: int, scripts: bool = True) -> Page:
    """A page with the session of this client. Complaints of the console are kept for `complaints`."""
    context = browser.new_context(viewport={"width": width, "height": 768}, java_script_enabled=scripts)
    if client is not None:
        host = urlsplit(address).hostname or "localhost"
        context.add_cookies(
            [{"name": n, "value": c.value, "domain": host, "path": "/"} for n, c in client.cookies.items()]
        )
    page = context.new_page()
    heard: list[str] = []
    _COMPLAINTS[page] = heard
    page.on("console", lambda said: heard.append(said.text) if said.type in {"error", "warning"} else None)
    page.goto(address)
    return page


def complaints(page: Page) -> list[str]:
    """Errors and warnings of the console since the page was opened."""
    return _COMPLAINTS[page]


def axe_findings(page: Page) -> list[str]:
    """What axe finds, as short lines."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]]


def shoot(page: Page, name: str) -> None:
    """Keep a picture where the environment names a folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
