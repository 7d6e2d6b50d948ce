"""The demonstration answers this machine only, and shows the letters that would have been sent."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.config import staff

pytestmark = pytest.mark.django_db
PAGES = ["/demo/", "/demo/letters/", "/demo/letters/20261120-090000-000000-0123abcd/"]
LOCAL = {"host": "127.0.0.1:8000"}


@pytest.fixture
def clerk(settings: Settings) -> None:
    account = staff.make_clerk(superuser=True)
    User.objects.filter(pk=account.pk).update(username=settings.DEMO_STAFF_EMAIL)


@pytest.fixture
def letter(settings: Settings) -> str:
    settings.EMAIL_BACKEND = "config.letters.FileOfLetters"
    message = mail.EmailMultiAlternatives("About your radio", "Plain words", to=["ann@example.org"])
    message.attach_alternative("<p>Fine <b>words</b></p><script>alert(1)</script>", "text/html")
    message.send()
    (file,) = settings.LETTERS_DIR.glob("*.eml")
    return str(file.stem)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "testserver"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_other_machines_find_no_demonstration(page: str, where: dict[str, Any]) -> None:
    assert Client(**({"HTTP_HOST": "127.0.0.1:8000"} | where)).get(page).status_code == 404


def test_the_strict_profile_answers_nobody(client: Client, settings: Settings, clerk: None) -> None:
    settings.EMBEDDED = False
    assert client.get("/demo/", headers=LOCAL).status_code == 404
    assert client.post("/demo/sign-in/", headers=LOCAL).status_code == 404


def test_one_press_signs_in_as_the_lead_who_edits_guides(client: Client, settings: Settings) -> None:
    User.objects.filter(pk=staff.make_clerk(superuser=True).pk).update(username=settings.DEMO_LEAD_EMAIL)
    assert client.post("/demo/sign-in/", headers=LOCAL).status_code == 404
    assert client.post("/demo/sign-in/", {"as": "lead"}, headers=LOCAL).headers["Location"] == "/staff/"
    assert client.get("/staff/", headers=LOCAL).status_code == 200


def test_one_press_signs_in_as_the_example_clerk(client: Client, clerk: None) -> None:
    assert client.get("/demo/sign-in/", headers=LOCAL).status_code == 405
    assert client.post("/demo/sign-in/", headers=LOCAL).headers["Location"] == "/staff/"
    assert client.get("/staff/", headers=LOCAL).status_code == 200


def test_another_machine_cannot_press_it(client: Client, clerk: None) -> None:
    assert client.post("/demo/sign-in/", headers=LOCAL, REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/staff/", headers=LOCAL).status_code == 302


def test_a_letter_can_be_read(client: Client, letter: str) -> None:
    assert b"About your radio" in client.get("/demo/letters/", headers=LOCAL).content
    page = client.get(f"/demo/letters/{letter}/", headers=LOCAL).content.decode()
    assert "Plain words" in page
    assert "<iframe sandbox " in page


def test_the_html_of_a_letter_runs_nothing(client: Client, letter: str) -> None:
    response = client.get(f"/demo/letters/{letter}/html/", headers=LOCAL)
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["..", "20261120", "x.eml", "20261120-090000-000000-0123abcg"])
def test_no_other_file_can_be_named(client: Client, name: str) -> None:
    assert client.get(f"/demo/letters/{name}/", headers=LOCAL).status_code == 404


def test_letters_are_private_files(letter: str, settings: Settings) -> None:
    assert (settings.LETTERS_DIR / f"{letter}.eml").stat().st_mode & 0o077 == 0
