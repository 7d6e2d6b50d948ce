"""Somebody whose session ended in the middle of writing loses nothing, and nobody else gets to see it."""

import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.staff_session import SEEN_AT
from guides_app import unsent
from tests.config.staff import digits_of_now
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, fields, manuscript, opened, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
LONG = "An hour of work.\r\nAnd a second line: é ș ü."
TOLD = "You were signed out while you were writing."
LOGIN, STEP = "/staff/account/login/", "/staff/account/2fa/authenticate/"


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def walk_away(client: Client) -> None:
    """The last page was half an hour ago."""
    session = client.session
    session[SEEN_AT] = int(time.time()) - 31 * 60
    session.save()


def come_back(client: Client, person: User) -> None:
    """Through the pages for signing in, in the same browser."""
    client.post(LOGIN, {"login": person.email, "password": "a long test phrase"})
    client.post(STEP, {"code": digits_of_now()})
    assert client.get("/staff/guides_app/manuscript/").status_code == 200


def sent_too_late(client: Client, page: str, form: dict[str, str]) -> None:
    walk_away(client)
    answer = client.post(page, form)
    assert answer.headers["Location"].startswith(LOGIN)


def test_what_was_written_is_in_the_form_again_after_signing_in(erin: Client) -> None:
    one, person = manuscript(*GUIDE), user_of(erin)
    sent_too_late(erin, address(one), opened(erin, one) | {"summary": LONG, "do": "save"})
    come_back(erin, person)
    page = erin.get(address(one))
    assert TOLD in page.content.decode()
    assert fields(page)["summary"] == LONG
    assert manuscript(*GUIDE).version == one.version, "nothing was saved behind anybody's back"
    assert erin.post(address(one), fields(page) | {"do": "save"}).status_code == 302
    assert draft_of(*GUIDE)["summary"] == LONG.replace("\r\n", "\n")
    assert TOLD not in erin.get(address(one)).content.decode(), "it is told once"


def test_a_translation_survives_in_its_language(erin: Client) -> None:
    one, person = manuscript(*FAMILY), user_of(erin)
    page = address(one, "translations/")
    form = fields(erin.get(f"{page}?language=de"), "translations") | {"steps.0.title": "Zündung aus"}
    sent_too_late(erin, page, form)
    come_back(erin, person)
    again = erin.get(page)
    assert TOLD in again.content.decode()
    kept = fields(again, "translations")
    assert (kept["language"], kept["steps.0.title"]) == ("de", "Zündung aus")


def test_a_colleague_at_the_same_machine_does_not_see_it(erin: Client) -> None:
    one, other = manuscript(*GUIDE), user_of(editing.editor("bert"))
    sent_too_late(erin, address(one), opened(erin, one) | {"summary": LONG, "do": "save"})
    come_back(erin, other)
    page = erin.get(address(one)).content.decode()
    assert "An hour of work" not in page
    assert TOLD not in page


def test_who_signed_in_again_beside_an_old_page_gets_his_text_back(erin: Client) -> None:
    one, strict = manuscript(*GUIDE), Client(enforce_csrf_checks=True)
    strict.cookies = erin.cookies
    form = opened(strict, one) | {"summary": LONG, "do": "save", "csrfmiddlewaretoken": "x" * 64}
    answer = strict.post(address(one), form)
    assert (answer.status_code, answer.headers["Location"]) == (302, address(one))
    page = strict.get(address(one))
    assert TOLD in page.content.decode()
    assert fields(page)["summary"] == LONG
    assert manuscript(*GUIDE).version == one.version


@pytest.mark.parametrize("ticket", ["", "forged", "of another page"])
def test_a_form_that_the_desk_did_not_draw_is_not_kept(erin: Client, ticket: str) -> None:
    one = manuscript(*GUIDE)
    form: dict[str, Any] = opened(erin, one) | {"summary": LONG, "do": "save"}
    if ticket == "of another page":
        ticket = opened(erin, manuscript(*FAMILY))["ticket"]
    stranger = Client()
    stranger.post(address(one), form | {"ticket": ticket})
    assert unsent.KEY not in stranger.session
    stranger.post(address(one), form)
    assert unsent.KEY in stranger.session, "with its own ticket it is"


def test_a_stale_form_of_a_customer_is_refused_as_ever() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/guides/duster-1/tell-us/", {"text": "Look", "ticket": "x"})
    assert answer.status_code == 403
    assert re.search("This page was open too long", answer.content.decode())
