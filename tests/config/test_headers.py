"""Every answer carries the headers that protect it, whatever its status and whoever made it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.guides_app import editing

EVERY_KIND = [
    ("/", 302),
    ("/healthz/live", 200),
    ("/healthz/ready", 200),
    ("/staff/", 302),
    ("/staff/account/login/", 200),
    ("/demo/", 200),
    ("/nowhere/", 404),
    ("/static/errors/errors.css", 200),
    ("/static/nowhere.css", 404),
]
LOCAL = {"host": "127.0.0.1"}
EXACT = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), EVERY_KIND)
def test_the_protecting_headers_are_on_every_answer(client: Client, path: str, status: int) -> None:
    response = client.get(path, headers=LOCAL)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EXACT} == EXACT
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), EVERY_KIND)
def test_the_content_policy_is_strict_on_every_answer(client: Client, path: str, status: int) -> None:
    policy = client.get(path, headers=LOCAL).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in POLICY:
        assert directive in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/staff/", "/staff/account/login/", "/demo/", "/nowhere/"])
def test_what_is_not_public_is_neither_stored_nor_indexed(client: Client, path: str) -> None:
    response = client.get(path, headers=LOCAL)
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_no_cache_keeps_the_cookie_of_staff_with_a_public_page(alice: User) -> None:
    answer = editing.sign_in(alice).get("/en/help/")
    assert "session" in answer.cookies
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_an_unknown_host_is_refused_with_all_headers(client: Client) -> None:
    response = client.get("/healthz/live", headers={"host": "evil.test"})
    assert response.status_code in (200, 400)
    assert client.get("/", headers={"host": "evil.test"}).status_code == 400
    assert "evil.test" not in client.get("/", headers={"host": "evil.test"}).content.decode()


def test_https_is_remembered_where_it_is_used(client: Client, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 63_072_000
    assert client.get("/healthz/live").headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert "Strict-Transport-Security" in client.get("/static/errors/errors.css").headers
