"""Staff at the browser: sign in with both steps, take a request, read, check, look up, send."""

import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import Browser, Page

from tests.browser import SCREEN, Visitor, open_browser
from tests.journeys.running_desk import RunningDesk

PERIOD, LEAST_LEFT = 30, 6  # seconds
CLERK, COLLEAGUE, LEAD = "clerk@desk.example", "colleague@desk.example", "lead@desk.example"


def one_time_code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238: SHA-1, 6 digits, 30 seconds)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    mac = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def at_the_desk(browser: Browser, desk: RunningDesk, email: str = CLERK, *, scripts: bool = True) -> Visitor:
    """This person, signed in. A one-time code counts once, so the session is kept for the journeys that follow."""
    kept = desk.sessions.get(email)
    state = {"storage_state": kept} if kept else {}
    visitor = open_browser(browser, desk.address, size=SCREEN, java_script_enabled=scripts, **state)
    visitor.page.goto(f"{desk.address}/staff/requests/")
    if not kept:
        _sign_in(visitor.page, desk, email)
        desk.sessions[email] = visitor.page.context.storage_state()
    return visitor


def _sign_in(page: Page, desk: RunningDesk, email: str) -> None:
    secrets = desk.secrets
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(secrets["DEMO_PASSWORD"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label(re.compile("6-digit code")).wait_for()
    _wait_for_a_fresh_code()
    page.get_by_label(re.compile("6-digit code")).fill(one_time_code(secrets["DEMO_TOTP_SECRET"]))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Queue").wait_for()


def _wait_for_a_fresh_code() -> None:
    """As people do when the app shows that the code is about to change."""
    left = PERIOD - time.time() % PERIOD
    if left < LEAST_LEFT:
        time.sleep(left)


def take(clerk: Visitor, reference: str) -> Page:
    """Open this request and take it."""
    clerk.page.goto(f"{clerk.address}/staff/requests/{reference}/")
    button = clerk.page.get_by_role("button", name="Take this request", exact=True)
    if button.is_visible():
        button.click()
    clerk.page.get_by_text("· You").wait_for()
    open_papers(clerk)
    return clerk.page


def open_papers(clerk: Visitor) -> None:
    """Look at every document in large: nobody says yes to what they have not opened."""
    for link in clerk.page.locator(".thumbs a[data-open]").all():
        assert clerk.page.request.get(f"{clerk.address}{link.get_attribute('href')}").ok


def read_off(page: Page, number: str, tail: str) -> None:
    """Type what stands on the photo and on the certificate, then compare."""
    page.locator("#id_number").fill(number)
    page.locator("#id_vin6").fill(tail)
    page.get_by_role("button", name="Compare", exact=True).click()


def clear_flags(page: Page) -> None:
    """The made photos of the journeys look alike, and their radios have one number."""
    reasons = page.get_by_label("No reason to say no, because")
    if reasons.count():
        for reason in reasons.all():
            reason.fill("Another person's radio, compared side by side")
        page.get_by_role("button", name="Clear these flags").click()


def say_yes_to_all(page: Page) -> None:
    clear_flags(page)
    for question in page.locator("fieldset.check").all():
        question.get_by_label("Yes", exact=True).check()


def approve(page: Page) -> None:
    page.get_by_role("button", name="Approve and look up", exact=True).click()


def ask_a_colleague(page: Page, browser: Browser, desk: RunningDesk, reference: str, number: str, tail: str) -> None:
    """Where a flag asks for a second person, a colleague opens the papers, reads without seeing, and agrees."""
    if not page.locator("#second-look .stop").count():
        return
    second = at_the_desk(browser, desk, COLLEAGUE)
    second.page.goto(f"{desk.address}/staff/requests/{reference}/")
    open_papers(second)
    second.page.goto(f"{desk.address}/staff/requests/{reference}/second-look/")
    second.page.locator("#id_number").fill(number)
    second.page.locator("#id_vin6").fill(tail)
    second.page.locator("input[name=verdict][value=yes]").check()
    second.page.get_by_label("What did you see?").fill("The papers fit")
    second.page.get_by_role("button", name="Keep my second look", exact=True).click()
    second.page.get_by_text("Your second look is kept").wait_for()
    page.reload()


def send_code(page: Page) -> None:
    page.get_by_role("button", name="Send code", exact=True).click()
    page.get_by_text("Sent; not seen yet.").wait_for()


def ask_again(page: Page, slot: str, problem: str) -> None:
    page.get_by_role("link", name="Ask for more").click()
    page.locator(f"select[name=problem-{slot}]").select_option(problem)
    page.get_by_role("button", name="Send the letter", exact=True).click()
    page.get_by_role("heading", name="Queue").wait_for()


def refuse(page: Page, refusal: str) -> None:
    page.get_by_role("link", name="Refuse…").click()
    page.locator(f"#r-{refusal}").check()
    page.get_by_role("button", name="Refuse", exact=True).click()
    page.get_by_role("heading", name="Queue").wait_for()
