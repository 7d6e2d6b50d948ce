"""Pages for what went wrong: the right status, our words, nothing of the inside; they work without a database."""

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from config import errors
from requests_app.vault.cipher import Unreadable


@pytest.fixture
def quiet() -> Client:
    """A client that gets the page that a visitor gets, not the exception."""
    return Client(raise_request_exception=False)


def answer_to(error: Exception) -> tuple[int, str]:
    try:
        raise error
    except type(error):
        response = errors.server_error(HttpRequest())
    return response.status_code, response.content.decode()


def test_a_fault_is_a_500_that_tells_nothing() -> None:
    status, page = answer_to(ZeroDivisionError("secret inside"))
    assert status == 500
    assert "Sorry, there is a problem with the service" in page
    assert "secret inside" not in page


def test_a_database_that_is_away_is_a_503_that_says_so() -> None:
    status, page = answer_to(OperationalError("server closed the connection"))
    assert status == 503
    assert "This page was not saved" in page
    assert "closed" not in page


def test_what_rests_sealed_and_does_not_open_is_a_500_that_says_so() -> None:
    status, page = answer_to(Unreadable("the seal is broken"))
    assert status == 500
    assert "does not open any more. Trying again does not help." in page
    assert "seal is broken" not in page


def test_the_line_to_call_stands_on_the_page(settings: Settings) -> None:
    settings.HELP_LINE = "Call 01 23 45, Monday to Friday 9 to 17"
    assert "Call 01 23 45" in answer_to(ValueError())[1]


@pytest.mark.parametrize(("error", "status"), [(RequestDataTooBig(), 413), (SuspiciousOperation(), 400)])
def test_what_is_too_large_is_told_apart_from_what_is_wrong(rf: RequestFactory, error: Exception, status: int) -> None:
    assert errors.bad_request(rf.get("/"), error).status_code == status


def test_a_body_above_the_limit_is_refused_unread(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    response = client.post("/healthz/live", b"x" * 1001, content_type="application/octet-stream")
    assert response.status_code == 413
    assert "That is too large" in response.content.decode()


def test_a_page_that_is_not_there_says_so_without_repeating_the_address(client: Client) -> None:
    response = client.get("/en/ann@example.org/")
    assert response.status_code == 404
    assert "ann@example.org" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_too_many_form_fields_are_a_400(quiet: Client) -> None:
    fields = {f"f{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    response = quiet.post("/staff/account/login/", fields)
    assert response.status_code == 400
